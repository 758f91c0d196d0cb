/** Barcodes: the printer's own where it has them and they are safe to send, drawn as pictures otherwise. */
import {
  type Bitmap,
  type Block,
  code128Bitmap,
  completeEan8,
  completeEan13,
  completeUpcA,
  completeUpcE,
  digitPairs,
  EAN8_MODULES,
  EAN13_MODULES,
  FNC1,
  type LinearCode,
  linearBitmap,
  modulesOf,
  planCode128,
  readGs1,
  type Stretch,
  shortUpcE,
  UPC_A_MODULES,
  UPC_E_MODULES,
} from "../../../src/sdk.ts";
import { barcode, holdsRealTimeCommand } from "./codec.ts";
import { instead, textSteps } from "./encode-codes.ts";
import { aligned, bitmapSteps } from "./encode-images.ts";
import type { EncodeContext, Step } from "./steps.ts";

type BarcodeBlock = Extract<Block, { type: "barcode" }>;

const BAR_HEIGHT_DOTS = 80;
const BAR_MODULE_DOTS = 3;
/** Below 2 dots the bars run into each other on thermal paper; it is also the least that GS w takes. */
const MIN_MODULE_DOTS = 2;
/** GS k function B says its length in one byte. */
const MAX_BARCODE_BYTES = 255;
const utf8 = new TextEncoder();

/** A barcode in the words of this driver. */
interface Bars {
  readonly modules: number;
  /** GS k function B; undefined when this text cannot be sent that way, or not every printer would understand. */
  readonly native: { readonly system: 65 | 66 | 67 | 68 | 73; readonly data: Uint8Array } | undefined;
  /** What people read below the bars. */
  readonly text: string;
  readonly draw: (moduleDots: number, heightDots: number) => Bitmap;
}

export function barcodeSteps(block: BarcodeBlock, context: EncodeContext): readonly Step[] {
  const bars = READERS[block.symbology](block.data);
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
  if (!profile.pictures)
    return instead(block.data, "no barcode: this printer has none, and prints no pictures", context);
  sheet.report("drawn", "barcode drawn as a picture");
  const picture = bitmapSteps(bars.draw(moduleDots, look.heightDots), align);
  return look.text ? [...picture, ...textSteps({ text: bars.text }, align, context)] : picture;
}

const READERS: Readonly<Record<BarcodeBlock["symbology"], (text: string) => Bars | string>> = {
  code128: code128Bars,
  "gs1-128": gs1Bars,
  ean13: (text) => retailBars(completeEan13(text), 67, "ean13", EAN13_MODULES) ?? wrong("EAN-13", 12),
  ean8: (text) => retailBars(completeEan8(text), 68, "ean8", EAN8_MODULES) ?? wrong("EAN-8", 7),
  upca: (text) => retailBars(completeUpcA(text), 65, "upca", UPC_A_MODULES) ?? wrong("UPC-A", 11),
  upce: upcEBars,
  databar: (text) => databarBars(text, "databaromni"),
  "databar-limited": (text) => databarBars(text, "databarlimited"),
  "databar-expanded": (text) => databarBars(text, "databarexpanded"),
};

const wrong = (name: string, digits: number): string =>
  `no ${name}: not ${digits} or ${digits + 1} digits, or the check digit is wrong`;

function retailBars(
  digits: string | undefined,
  system: 65 | 67 | 68,
  code: LinearCode,
  modules: number,
): Bars | undefined {
  if (digits === undefined) return undefined;
  return {
    ...{ modules, text: digits, native: { system, data: utf8.encode(digits) } },
    draw: (moduleDots, heightDots) => linearBitmap(code, digits, moduleDots, heightDots),
  };
}

/** Printers disagree on which digits they want; all take the UPC-A that it stands for. */
function upcEBars(text: string): Bars | string {
  const whole = completeUpcE(text);
  const short = whole === undefined ? undefined : shortUpcE(whole);
  if (whole === undefined || short === undefined)
    return "no UPC-E: not 6 to 8 digits or a UPC-A that can be shortened, or the check digit is wrong";
  return {
    ...{ modules: UPC_E_MODULES, text: short, native: { system: 66, data: utf8.encode(whole) } },
    draw: (moduleDots, heightDots) => linearBitmap("upce", short, moduleDots, heightDots),
  };
}

function code128Bars(text: string): Bars | string {
  return code128Of(text, text) ?? "no Code 128: it holds ASCII only";
}

/** A Code 128 whose function 1 says GS1: the printers' own GS1-128 is younger than most printers. */
function gs1Bars(text: string): Bars | string {
  const read = readGs1(text);
  if (read.type === "fault") return `no GS1-128: ${read.reason}`;
  return code128Of(read.text, text) ?? "no GS1-128: it holds ASCII only";
}

function code128Of(content: string, text: string): Bars | undefined {
  const packed = planCode128(content, true);
  const plain = planCode128(content, false);
  if (packed === undefined || plain === undefined) return undefined;
  // Digits travel as bytes 0-99, which may spell a real-time command ("1604"); as letters they cannot.
  const candidates = [packed, plain].map((stretches) => ({ stretches, data: code128Bytes(stretches) }));
  const safe = candidates.find(({ data }) => data.length <= MAX_BARCODE_BYTES && !holdsRealTimeCommand(data));
  const stretches = safe?.stretches ?? packed;
  return {
    ...{ modules: modulesOf(stretches), text },
    native: safe === undefined ? undefined : { system: 73, data: safe.data },
    draw: (moduleDots, heightDots) => code128Bitmap(stretches, moduleDots, heightDots),
  };
}

/** {A, {B, {C choose the set; a brace in the text is written twice; set C takes one byte a pair; {1 is function 1. */
function code128Bytes(stretches: readonly Stretch[]): Uint8Array {
  return Uint8Array.from(
    stretches.flatMap(({ set, text }) => [
      ...[BRACE, set.charCodeAt(0)],
      ...text.split(FNC1).flatMap((part, i) => [...(i > 0 ? [BRACE, 0x31] : []), ...partBytes(part, set)]),
    ]),
  );
}
const BRACE = 0x7b;

const partBytes = (text: string, set: Stretch["set"]): Iterable<number> =>
  set === "C" ? digitPairs(text) : utf8.encode(text.replaceAll("{", "{{"));

/** GS1 DataBar is drawn: printers that have it are few, and differ in what they want to be sent. */
function databarBars(text: string, code: LinearCode): Bars | string {
  try {
    const modules = linearBitmap(code, text, 1, 1).widthDots;
    const draw = (moduleDots: number, heightDots: number) => linearBitmap(code, text, moduleDots, heightDots);
    return { modules, native: undefined, text, draw };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `no GS1 DataBar: ${error.message}`;
  }
}
