/** Codes as dots, drawn by bwip-js: for previews, and for printers that cannot draw them. Without quiet zones, as printers do. */
import { createRequire } from "node:module";
import { lazily } from "../../lib/lazily.ts";
import { type Bitmap, paint } from "../raster.ts";
import { codewords, type Stretch } from "./code128.ts";
import type { Correction } from "./qr-capacity.ts";

/** What bwip-js hands out undrawn: modules of a matrix code, or the widths of bars and gaps in turn. */
type Matrix = { readonly pixs: readonly number[]; readonly pixx: number };
type Bars = { readonly sbs: readonly number[] };
/** Its `raw` (text is symbol values) is not among its typed options. */
type Options = { readonly bcid: string; readonly text: string } & Readonly<
  Record<string, string | boolean | number>
>;

/** Two megabytes that most shops never need; a printer draws its codes by itself. `require`, for whoever encodes cannot wait. */
const bwip = lazily(() => createRequire(import.meta.url)("bwip-js") as typeof import("bwip-js"));

const draw = (options: Options): Matrix | Bars | undefined => bwip().raw(options)[0];

/** @throws RangeError when no QR code holds so much */
export function qrBitmap(data: Uint8Array, moduleDots: number, correction: Correction): Bitmap {
  const text = Buffer.from(data).toString("latin1");
  const symbol = draw({ bcid: "qrcode", text, eclevel: correction, binarytext: true });
  if (symbol === undefined || !("pixs" in symbol)) throw new RangeError("no QR code holds so much");
  const side = symbol.pixx;
  return paint(side * moduleDots, side * moduleDots, (x, y) => {
    const module = Math.floor(y / moduleDots) * side + Math.floor(x / moduleDots);
    return symbol.pixs[module] === 1;
  });
}

export function code128Bitmap(stretches: readonly Stretch[], moduleDots: number, heightDots: number): Bitmap {
  const text = codewords(stretches)
    .map((value) => `^${String(value).padStart(3, "0")}`)
    .join("");
  return barsBitmap({ bcid: "code128", text, raw: true }, moduleDots, heightDots);
}

/** Linear codes by the name that bwip-js has for them. */
export type LinearCode =
  | "ean13"
  | "ean8"
  | "upca"
  | "upce"
  | "databaromni"
  | "databartruncated"
  | "databarlimited"
  | "databarexpanded"
  | "code39"
  | "interleaved2of5"
  | "rationalizedCodabar"
  | "code93";

/** @throws RangeError: this is no such code; the message says why */
export function linearBitmap(code: LinearCode, text: string, moduleDots: number, heightDots: number): Bitmap {
  return barsBitmap({ bcid: code, text }, moduleDots, heightDots);
}

export interface MatrixLook {
  readonly moduleDots: number;
  /** Of a row, in modules: PDF417 is as high as it likes. */
  readonly rowModules: number;
  /** Of the data; 0: as many as come out well. */
  readonly columns: number;
}

/** @throws RangeError: no such code holds so much */
export function matrixBitmap(
  code: "pdf417" | "datamatrix" | "azteccode",
  data: Uint8Array,
  look: MatrixLook,
): Bitmap {
  const { moduleDots, rowModules, columns } = look;
  const text = Buffer.from(data).toString("latin1");
  const symbol = drawOrSay({ bcid: code, text, binarytext: true, ...(columns > 0 ? { columns } : {}) });
  if (symbol === undefined || !("pixs" in symbol)) throw new RangeError("no such code holds so much");
  const { pixs, pixx } = symbol;
  const rowDots = moduleDots * rowModules;
  return paint(pixx * moduleDots, (pixs.length / pixx) * rowDots, (x, y) => {
    return pixs[Math.floor(y / rowDots) * pixx + Math.floor(x / moduleDots)] === 1;
  });
}

function barsBitmap(options: Options, moduleDots: number, heightDots: number): Bitmap {
  const symbol = drawOrSay(options);
  if (symbol === undefined || !("sbs" in symbol)) throw new RangeError("no bars for this text");
  const bars: boolean[] = symbol.sbs.flatMap((width, i) => Array.from({ length: width }, () => i % 2 === 0));
  return paint(bars.length * moduleDots, heightDots, (x) => bars[Math.floor(x / moduleDots)] === true);
}

function drawOrSay(options: Options): Matrix | Bars | undefined {
  try {
    return draw(options);
  } catch (error) {
    // "bwipp.GS1badChecksum#1234: Bad checksum": the name is of its own program.
    throw new RangeError(String(error instanceof Error ? error.message : error).replace(/^\S*: /, ""));
  }
}
