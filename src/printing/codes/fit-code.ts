/** Codes as large as asked, or as large as the paper holds; what had to change is reported. A string says why there is no code. */
import type { Block, Degradation } from "../../core/receipt.ts";
import type { Bitmap } from "../raster.ts";
import { type MatrixLook, matrixBitmap } from "./codes.ts";
import { type Correction, qrModules } from "./qr-capacity.ts";

type Of<T extends Block["type"]> = Extract<Block, { readonly type: T }>;

/** The paper that a code is fitted to. */
export interface Room {
  readonly widthDots: number;
  report(type: Degradation["type"], detail: string): void;
}

export interface FittedQr {
  readonly data: Uint8Array;
  readonly moduleDots: number;
  readonly correction: Correction;
  readonly modules: number;
}
export interface FittedPdf417 {
  readonly data: Uint8Array;
  readonly look: MatrixLook;
  readonly bitmap: Bitmap;
}
export interface BarLook {
  readonly heightDots: number;
  readonly moduleDots: number;
  /** Readable text below the bars. */
  readonly text: boolean;
}

/** 0.75 mm at 203 dots per inch: what phones read from paper without effort. */
const QR_MODULE_DOTS = 6;
/** 0.38 mm, and rows three times as high: what the symbology asks for. */
const PDF417_MODULE_DOTS = 3;
const PDF417_ROW_MODULES = 3;
/** Start, stop, and the indicators of a row (ISO/IEC 15438). */
const PDF417_FRAME_MODULES = 69;
const PDF417_COLUMN_MODULES = 17;
const PDF417_MOST_COLUMNS = 30;
const BAR_HEIGHT_DOTS = 80;
const BAR_MODULE_DOTS = 3;
/** Below 2 dots the bars run into each other on thermal paper; it is also the least that GS w takes. */
const MIN_BAR_MODULE_DOTS = 2;
const utf8 = new TextEncoder();

export function fitQr(block: Of<"qr">, { widthDots, report }: Room): FittedQr | string {
  const data = utf8.encode(block.data);
  const asked = block.correction ?? "M";
  const correction = qrModules(data.length, asked) === undefined ? "L" : asked;
  const modules = qrModules(data.length, correction);
  if (data.length === 0) return "no QR code: it would be empty";
  if (modules === undefined) return `no QR code: ${data.length} bytes are more than one holds`;
  const askedDots = block.moduleDots ?? QR_MODULE_DOTS;
  const moduleDots = Math.min(askedDots, Math.floor(widthDots / modules));
  if (moduleDots < 1) return "no QR code: it is wider than the paper";
  if (correction !== asked)
    report("substituted", `QR code with correction L: ${data.length} bytes leave no room for ${asked}`);
  if (moduleDots < askedDots && block.moduleDots !== undefined)
    report("substituted", `QR code with ${moduleDots} dots a module: ${askedDots} are wider than the paper`);
  return { data, moduleDots, correction, modules };
}

/** As wide as the paper allows, so that it gets low. */
export function fitPdf417(block: Of<"pdf417">, { widthDots, report }: Room): FittedPdf417 | string {
  const data = utf8.encode(block.data);
  const moduleDots = block.moduleDots ?? PDF417_MODULE_DOTS;
  const fitting = Math.floor((widthDots / moduleDots - PDF417_FRAME_MODULES) / PDF417_COLUMN_MODULES);
  const most = Math.min(PDF417_MOST_COLUMNS, fitting);
  if (most < 1) return "no PDF417: it is wider than the paper";
  const columns = Math.min(block.columns ?? most, most);
  if ((block.columns ?? 0) > most)
    report("substituted", `PDF417 with ${most} columns: ${block.columns} are wider than the paper`);
  const look = { moduleDots, columns, rowModules: PDF417_ROW_MODULES };
  try {
    return { data, look, bitmap: matrixBitmap("pdf417", data, look) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `no PDF417: ${error.message}`;
  }
}

/** `modules`: width of the bars as they will be sent or drawn. */
export function fitBars(
  block: Of<"barcode">,
  modules: number,
  { widthDots, report }: Room,
): BarLook | string {
  const asked = block.moduleDots ?? BAR_MODULE_DOTS;
  const moduleDots = Math.min(asked, Math.floor(widthDots / modules));
  if (moduleDots < MIN_BAR_MODULE_DOTS) return "no barcode: it is wider than the paper";
  if (moduleDots < asked)
    report("substituted", `barcode with ${moduleDots} dots a module: ${asked} are wider than the paper`);
  return { heightDots: block.heightDots ?? BAR_HEIGHT_DOTS, moduleDots, text: block.text ?? false };
}
