/** QR codes and PDF417: the printer's own where it has them and they are safe to send, drawn as pictures otherwise. */
import {
  type Bitmap,
  type Block,
  layoutText,
  matrixBitmap,
  qrBitmap,
  qrModules,
  type Run,
} from "../../../src/sdk.ts";
import { holdsRealTimeCommand, pdf417, qrCode } from "./codec.ts";
import { aligned, bitmapSteps } from "./encode-images.ts";
import type { EncodeContext, Step } from "./steps.ts";

type QrBlock = Extract<Block, { type: "qr" }>;
type Pdf417Block = Extract<Block, { type: "pdf417" }>;

/** 0.75 mm at 203 dots per inch: what phones read from paper without effort. */
const QR_MODULE_DOTS = 6;
/** 0.38 mm, and rows three times as high: what the symbology asks for. */
const PDF417_MODULE_DOTS = 3;
const PDF417_ROW_MODULES = 3;
/** Start, stop, and the indicators of a row (ISO/IEC 15438). */
const PDF417_FRAME_MODULES = 69;
const PDF417_COLUMN_MODULES = 17;
const utf8 = new TextEncoder();

export function qrSteps(block: QrBlock, context: EncodeContext): readonly Step[] {
  const { profile, sheet } = context;
  const data = utf8.encode(block.data);
  const asked = block.correction ?? "M";
  const correction = qrModules(data.length, asked) === undefined ? "L" : asked;
  const modules = qrModules(data.length, correction);
  if (modules === undefined || data.length === 0) {
    const why = data.length === 0 ? "it would be empty" : `${data.length} bytes are more than one holds`;
    return instead(block.data, `no QR code: ${why}`, context);
  }
  const askedDots = block.moduleDots ?? QR_MODULE_DOTS;
  const moduleDots = Math.min(askedDots, Math.floor(profile.widthDots / modules));
  if (correction !== asked)
    sheet.report("substituted", `QR code with correction L: ${data.length} bytes leave no room for ${asked}`);
  if (moduleDots < askedDots && block.moduleDots !== undefined) {
    sheet.report(
      "substituted",
      `QR code with ${moduleDots} dots a module: ${askedDots} are wider than the paper`,
    );
  }
  const own = {
    bytes: profile.qr ? qrCode(data, moduleDots, correction) : undefined,
    draw: () => qrBitmap(data, moduleDots, correction),
  };
  return ownOrDrawn(own, "QR code", block, context);
}

/** As wide as the paper allows, so that it gets low. */
export function pdf417Steps(block: Pdf417Block, context: EncodeContext): readonly Step[] {
  const { widthDots, pdf417: isKnown } = context.profile;
  const data = utf8.encode(block.data);
  const moduleDots = block.moduleDots ?? PDF417_MODULE_DOTS;
  const most = Math.floor((widthDots / moduleDots - PDF417_FRAME_MODULES) / PDF417_COLUMN_MODULES);
  if (most < 1) return instead(block.data, "no PDF417: it is wider than the paper", context);
  if ((block.columns ?? 0) > most) {
    context.sheet.report(
      "substituted",
      `PDF417 with ${most} columns: ${block.columns} are wider than the paper`,
    );
  }
  const columns = Math.min(block.columns ?? most, most);
  const look = { moduleDots, columns, rowModules: PDF417_ROW_MODULES };
  const drawn = drawnOr(() => matrixBitmap("pdf417", data, look));
  if (typeof drawn === "string") return instead(block.data, `no PDF417: ${drawn}`, context);
  const own = { bytes: isKnown ? pdf417(data, look) : undefined, draw: () => drawn };
  return ownOrDrawn(own, "PDF417", block, context);
}

function drawnOr(draw: () => Bitmap): Bitmap | string {
  try {
    return draw();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message;
  }
}

interface Own {
  /** The printer's own command, where it has one. */
  readonly bytes: ArrayLike<number> | undefined;
  readonly draw: () => Bitmap;
}

function ownOrDrawn(
  { bytes, draw }: Own,
  name: string,
  { data, align = "left" }: QrBlock | Pdf417Block,
  context: EncodeContext,
): readonly Step[] {
  if (bytes !== undefined && !holdsRealTimeCommand(bytes))
    return aligned([{ type: "command", bytes }], align);
  if (!context.profile.pictures)
    return instead(data, `no ${name}: this printer has none, and prints no pictures`, context);
  context.sheet.report("drawn", `${name} drawn as a picture`);
  return bitmapSteps(draw(), align);
}

/** What the code would have said, in letters. */
export function instead(text: string, why: string, context: EncodeContext): readonly Step[] {
  context.sheet.report("dropped", why);
  return textSteps({ text }, "left", context);
}

export const textSteps = (
  run: Run,
  align: "left" | "center" | "right",
  { sheet, drawing }: EncodeContext,
): readonly Step[] =>
  layoutText({ type: "text", runs: [run], align }, sheet).flatMap((line) =>
    drawing.stepsOf(line, sheet.report),
  );
