/** Codes as dots, drawn by bwip-js: for previews, and for printers that cannot draw them. Without quiet zones, as printers do. */
import { createRequire } from "node:module";
import { lazily } from "../../lib/lazily.ts";
import { type Bitmap, paint } from "../raster.ts";
import { codewords, type Stretch } from "./code128.ts";
import { EAN13_MODULES } from "./ean13.ts";
import type { Correction } from "./qr-capacity.ts";

/** What bwip-js hands out undrawn: modules of a matrix code, or the widths of bars and gaps in turn. */
type Matrix = { readonly pixs: readonly number[]; readonly pixx: number };
type Bars = { readonly sbs: readonly number[] };
/** Its `raw` (text is symbol values) is not among its typed options. */
type Options = { readonly bcid: string; readonly text: string } & Readonly<Record<string, string | boolean>>;

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

/** `digits`: 13, with the right check digit. */
export function ean13Bitmap(digits: string, moduleDots: number, heightDots: number): Bitmap {
  const bitmap = barsBitmap({ bcid: "ean13", text: digits }, moduleDots, heightDots);
  if (bitmap.widthDots !== EAN13_MODULES * moduleDots) throw new RangeError("an EAN-13 has 95 modules");
  return bitmap;
}

function barsBitmap(options: Options, moduleDots: number, heightDots: number): Bitmap {
  const symbol = draw(options);
  if (symbol === undefined || !("sbs" in symbol)) throw new RangeError("no bars for this text");
  const bars: boolean[] = symbol.sbs.flatMap((width, i) => Array.from({ length: width }, () => i % 2 === 0));
  return paint(bars.length * moduleDots, heightDots, (x) => bars[Math.floor(x / moduleDots)] === true);
}
