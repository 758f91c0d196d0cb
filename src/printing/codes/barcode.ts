/** Barcodes as documents name them: whether the text is one, what its bars say, and how they are drawn. Whatever the printer. */
import type { Block } from "../../core/receipt.ts";
import type { Bitmap } from "../raster.ts";
import { modulesOf, planCode128, type Stretch } from "./code128.ts";
import { code128Bitmap, type LinearCode, linearBitmap } from "./codes.ts";
import { readGs1 } from "./gs1.ts";
import {
  completeEan8,
  completeEan13,
  completeUpcA,
  completeUpcE,
  EAN8_MODULES,
  EAN13_MODULES,
  shortUpcE,
  UPC_A_MODULES,
  UPC_E_MODULES,
} from "./retail.ts";

export type Symbology = Extract<Block, { type: "barcode" }>["symbology"];
export type Retail = "ean13" | "ean8" | "upca" | "upce";

export interface Barcode {
  /** Width of the drawn bars. */
  readonly modules: number;
  /** What people read below the bars. */
  readonly text: string;
  readonly content: BarcodeContent;
  draw(moduleDots: number, heightDots: number): Bitmap;
}

export type BarcodeContent =
  /** With their check digit. Of a UPC-E: the UPC-A that it stands for, the one form that all printers take. */
  | { readonly type: "digits"; readonly symbology: Retail; readonly digits: string }
  /** The same text in several ways, the shortest first; a GS1-128 holds FNC1. */
  | { readonly type: "code128" | "gs1-128"; readonly candidates: readonly (readonly Stretch[])[] }
  /** GS1 DataBar: printers that have it are few, and differ in what they want to be sent. */
  | { readonly type: "databar" };

/** The barcode, or why the text is none. */
export const readBarcode = (symbology: Symbology, text: string): Barcode | string => READERS[symbology](text);

const READERS: Readonly<Record<Symbology, (text: string) => Barcode | string>> = {
  code128: (text) => code128("code128", text, text) ?? "no Code 128: it holds ASCII only",
  "gs1-128": gs1,
  ean13: (text) => retail("ean13", completeEan13(text), EAN13_MODULES) ?? wrong("EAN-13", 12),
  ean8: (text) => retail("ean8", completeEan8(text), EAN8_MODULES) ?? wrong("EAN-8", 7),
  upca: (text) => retail("upca", completeUpcA(text), UPC_A_MODULES) ?? wrong("UPC-A", 11),
  upce: upcE,
  databar: (text) => databar(text, "databaromni"),
  "databar-limited": (text) => databar(text, "databarlimited"),
  "databar-expanded": (text) => databar(text, "databarexpanded"),
};

const wrong = (name: string, digits: number): string =>
  `no ${name}: not ${digits} or ${digits + 1} digits, or the check digit is wrong`;

function retail(symbology: Retail, digits: string | undefined, modules: number): Barcode | undefined {
  if (digits === undefined) return undefined;
  return {
    ...{ modules, text: digits, content: { type: "digits", symbology, digits } },
    draw: (moduleDots, heightDots) => linearBitmap(symbology, digits, moduleDots, heightDots),
  };
}

function upcE(text: string): Barcode | string {
  const digits = completeUpcE(text);
  const short = digits === undefined ? undefined : shortUpcE(digits);
  if (digits === undefined || short === undefined)
    return "no UPC-E: not 6 to 8 digits or a UPC-A that can be shortened, or the check digit is wrong";
  return {
    ...{ modules: UPC_E_MODULES, text: short, content: { type: "digits", symbology: "upce", digits } },
    draw: (moduleDots, heightDots) => linearBitmap("upce", short, moduleDots, heightDots),
  };
}

function gs1(text: string): Barcode | string {
  const read = readGs1(text);
  if (read.type === "fault") return `no GS1-128: ${read.reason}`;
  return code128("gs1-128", read.text, text) ?? "no GS1-128: it holds ASCII only";
}

/** `says`: the text of the bars. */
function code128(type: "code128" | "gs1-128", says: string, text: string): Barcode | undefined {
  const packed = planCode128(says, true);
  const plain = planCode128(says, false);
  if (packed === undefined || plain === undefined) return undefined;
  return {
    ...{ modules: modulesOf(packed), text, content: { type, candidates: [packed, plain] } },
    draw: (moduleDots, heightDots) => code128Bitmap(packed, moduleDots, heightDots),
  };
}

function databar(text: string, code: LinearCode): Barcode | string {
  const draw: Barcode["draw"] = (moduleDots, heightDots) => linearBitmap(code, text, moduleDots, heightDots);
  try {
    return { modules: draw(1, 1).widthDots, text, content: { type: "databar" }, draw };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `no GS1 DataBar: ${error.message}`;
  }
}
