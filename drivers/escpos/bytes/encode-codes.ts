/** QR codes and barcodes: the printer's own where it has them and they are safe to send, drawn as pictures otherwise. */
import {
  type Block,
  type Correction,
  code128Bitmap,
  completeEan13,
  digitPairs,
  EAN13_MODULES,
  ean13Bitmap,
  layoutText,
  modulesOf,
  planCode128,
  qrBitmap,
  qrModules,
  type Run,
  type Stretch,
} from "../../../src/sdk.ts";
import { barcode, holdsRealTimeCommand, qrCode } from "./codec.ts";
import { aligned, bitmapSteps } from "./encode-images.ts";
import type { EncodeContext, Step } from "./steps.ts";

type QrBlock = Extract<Block, { type: "qr" }>;
type BarcodeBlock = Extract<Block, { type: "barcode" }>;

/** 0.75 mm at 203 dots per inch: what phones read from paper without effort. */
const QR_MODULE_DOTS = 6;
const BAR_HEIGHT_DOTS = 80;
const BAR_MODULE_DOTS = 3;
/** GS k function B says its length in one byte. */
const MAX_BARCODE_BYTES = 255;
const utf8 = new TextEncoder();

export function qrSteps(block: QrBlock, context: EncodeContext): readonly Step[] {
  const { profile, sheet } = context;
  const data = utf8.encode(block.data);
  const asked = block.correction ?? "M";
  const correction = qrModules(data.length, asked) === undefined ? "L" : asked;
  const modules = qrModules(data.length, correction);
  if (modules === undefined)
    return instead(block.data, `no QR code: ${data.length} bytes are more than one holds`, context);
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
  return aligned(qrBody(data, { moduleDots, correction }, context), block.align ?? "left");
}

function qrBody(
  data: Uint8Array,
  look: { readonly moduleDots: number; readonly correction: Correction },
  { profile, sheet }: EncodeContext,
): readonly Step[] {
  const bytes = qrCode(data, look.moduleDots, look.correction);
  if (profile.qr && !holdsRealTimeCommand(bytes)) return [{ type: "command", bytes }];
  sheet.report("drawn", "QR code drawn as a picture");
  return bitmapSteps(qrBitmap(data, look.moduleDots, look.correction), "left");
}

/** A barcode in the words of this driver. */
interface Bars {
  readonly modules: number;
  /** GS k function B; undefined when this text cannot be sent that way. */
  readonly native: { readonly system: 67 | 73; readonly data: Uint8Array } | undefined;
  readonly draw: (moduleDots: number, heightDots: number) => ReturnType<typeof qrBitmap>;
}

export function barcodeSteps(block: BarcodeBlock, context: EncodeContext): readonly Step[] {
  const bars = block.symbology === "ean13" ? ean13Bars(block.data) : code128Bars(block.data);
  if (typeof bars === "string") return instead(block.data, bars, context);
  const { profile, sheet } = context;
  const asked = block.moduleDots ?? BAR_MODULE_DOTS;
  const moduleDots = Math.min(asked, Math.floor(profile.widthDots / bars.modules));
  if (moduleDots < MIN_MODULE_DOTS)
    return instead(block.data, "no barcode: it is wider than the paper", context);
  if (moduleDots < asked)
    sheet.report(
      "substituted",
      `barcode with ${moduleDots} dots a module: ${asked} are wider than the paper`,
    );
  const look = { heightDots: block.heightDots ?? BAR_HEIGHT_DOTS, moduleDots, text: block.text ?? false };
  const align = block.align ?? "left";
  if (profile.barcodes && bars.native !== undefined) {
    return aligned([{ type: "command", bytes: barcode(bars.native.system, bars.native.data, look) }], align);
  }
  sheet.report("drawn", "barcode drawn as a picture");
  const picture = bitmapSteps(bars.draw(moduleDots, look.heightDots), align);
  return look.text ? [...picture, ...textSteps({ text: block.data }, align, context)] : picture;
}

/** Below 2 dots the bars run into each other on thermal paper; it is also the least that GS w takes. */
const MIN_MODULE_DOTS = 2;

function ean13Bars(text: string): Bars | string {
  const digits = completeEan13(text);
  if (digits === undefined) return "no EAN-13: not 12 or 13 digits, or the check digit is wrong";
  return {
    modules: EAN13_MODULES,
    native: { system: 67, data: utf8.encode(digits) },
    draw: (moduleDots, heightDots) => ean13Bitmap(digits, moduleDots, heightDots),
  };
}

function code128Bars(text: string): Bars | string {
  const packed = planCode128(text, true);
  const plain = planCode128(text, false);
  if (packed === undefined || plain === undefined) return "no Code 128: it holds ASCII only";
  // Digits travel as bytes 0-99, which may spell a real-time command ("1604"); as letters they cannot.
  const candidates = [packed, plain].map((stretches) => ({ stretches, data: code128Bytes(stretches) }));
  const safe = candidates.find(({ data }) => data.length <= MAX_BARCODE_BYTES && !holdsRealTimeCommand(data));
  const stretches = safe?.stretches ?? packed;
  return {
    modules: modulesOf(stretches),
    native: safe === undefined ? undefined : { system: 73, data: safe.data },
    draw: (moduleDots, heightDots) => code128Bitmap(stretches, moduleDots, heightDots),
  };
}

/** {A, {B, {C choose the set; a brace in the text is written twice; set C takes one byte a pair. */
function code128Bytes(stretches: readonly Stretch[]): Uint8Array {
  return Uint8Array.from(
    stretches.flatMap(({ set, text }) => [
      0x7b,
      set.charCodeAt(0),
      ...(set === "C" ? digitPairs(text) : utf8.encode(text.replaceAll("{", "{{"))),
    ]),
  );
}

/** What the code would have said, in letters. */
function instead(text: string, why: string, context: EncodeContext): readonly Step[] {
  context.sheet.report("dropped", why);
  return textSteps({ text }, "left", context);
}

const textSteps = (
  run: Run,
  align: "left" | "center" | "right",
  { sheet, drawing }: EncodeContext,
): readonly Step[] =>
  layoutText({ type: "text", runs: [run], align }, sheet).flatMap((line) =>
    drawing.stepsOf(line, sheet.report),
  );
