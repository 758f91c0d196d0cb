/** The door: the only file of src/ that drivers/ and adapters/ import. What is here is a promise. */
export { z } from "zod";
export {
  type AdapterContext,
  defineAdapter,
  type HttpAnswer,
  type HttpClient,
  type PatientRead,
  type VendorAdapter,
  type VendorJob,
  type VendorOrder,
  type VendorPage,
  type VendorReference,
} from "./core/adapter.ts";
export { businessDayOf } from "./core/business-day.ts";
export {
  type DrawerDriver,
  type Driver,
  type DriverContext,
  defineDriver,
  isPrinter,
  type NeedsPerson,
  type PrinterDriver,
  type Proof,
  type Readiness,
} from "./core/driver.ts";
export {
  busy,
  GatewayError,
  isGatewayError,
  needsPerson,
  offline,
  outcomeUnknown,
  vendorRejected,
  vendorSignIn,
  vendorUnavailable,
} from "./core/errors.ts";
export type { Finding } from "./core/finding.ts";
export type { Log } from "./core/log.ts";
export { formatDecimal, parseDecimal, QUANTITY_PLACES, RATE_PLACES } from "./core/money.ts";
export type { Order, OrderLine, OrderPayment, Refund, Tender } from "./core/orders/order.ts";
export type { Align, Block, CodeKind, Degradation, Mark, Paper, PrintDocument, Run } from "./core/receipt.ts";
export type { Link, Transport } from "./core/transport.ts";
export { dataBeside } from "./lib/data-beside.ts";
export { within } from "./lib/deadline.ts";
export { shortKey } from "./lib/hash.ts";
export { aborted, pause } from "./lib/wait.ts";
export { type Letters, setLetters } from "./printing/bytes/letters.ts";
export { createWriter, type Writer } from "./printing/bytes/writer.ts";
export { type Barcode, readBarcode } from "./printing/codes/barcode.ts";
export { digitPairs, FNC1, modulesOf, planCode128, type Stretch } from "./printing/codes/code128.ts";
export {
  code128Bitmap,
  type LinearCode,
  linearBitmap,
  matrixBitmap,
  qrBitmap,
} from "./printing/codes/codes.ts";
export { type BarLook, fitBars, fitPdf417, fitQr } from "./printing/codes/fit-code.ts";
export { readGs1 } from "./printing/codes/gs1.ts";
export { type Correction, qrModules } from "./printing/codes/qr-capacity.ts";
export {
  checkDigit,
  completeEan8,
  completeEan13,
  completeUpcA,
  completeUpcE,
  EAN8_MODULES,
  EAN13_MODULES,
  shortUpcE,
  UPC_A_MODULES,
  UPC_E_MODULES,
} from "./printing/codes/retail.ts";
export { type FontSize, lineBitmap } from "./printing/paper/line-bitmap.ts";
export { createRoll, type LineModes, type Look, type Roll } from "./printing/paper/roll.ts";
export type { Abilities, PlanStep } from "./printing/plan/abilities.ts";
export { createPlanner } from "./printing/plan/plan.ts";
export { type Bitmap, type Dither, paint, rasterPicture } from "./printing/raster.ts";
export { type Conversation, createConversation } from "./printing/talk/conversation.ts";
export { printerTimeouts } from "./printing/talk/timeouts.ts";
export type { Ear, Fence, PrinterStatus, PrintJob, Report, Tongue } from "./printing/talk/tongue.ts";
export {
  type Alphabet,
  type CodeTable,
  chooseTable,
  createAlphabet,
  fit,
  holds,
  type Missing,
} from "./printing/text/alphabet.ts";
export { graphemeCells, graphemes, sanitize } from "./printing/text/cells.ts";
export { upperHalf } from "./printing/text/code-pages.ts";
export { type Line, layoutText, type Piece, type Sheet } from "./printing/text/layout.ts";
export { type DrawnText, noPainter, type Painter, systemPainter } from "./printing/text/painter.ts";
export { TOLD } from "./printing/told.ts";
