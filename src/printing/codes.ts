/** Codes as dots, drawn by bwip-js: for previews, and for printers that cannot draw them. Without quiet zones, as printers do. */
import bwip from "bwip-js";
import { codewords, type Stretch } from "./code128.ts";
import { EAN13_MODULES } from "./ean13.ts";
import type { Correction } from "./qr-capacity.ts";
import type { Bitmap } from "./raster.ts";

/** @throws RangeError when no QR code holds so much */
export function qrBitmap(data: Uint8Array, moduleDots: number, correction: Correction): Bitmap {
  const text = Buffer.from(data).toString("latin1");
  const [symbol] = bwip.raw({ bcid: "qrcode", text, eclevel: correction, binarytext: true });
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

function barsBitmap(options: Parameters<typeof bwip.raw>[0], moduleDots: number, heightDots: number): Bitmap {
  const [symbol] = bwip.raw(options);
  if (symbol === undefined || !("sbs" in symbol)) throw new RangeError("no bars for this text");
  const bars: boolean[] = symbol.sbs.flatMap((width, i) => Array.from({ length: width }, () => i % 2 === 0));
  return paint(bars.length * moduleDots, heightDots, (x) => bars[Math.floor(x / moduleDots)] === true);
}

function paint(widthDots: number, heightDots: number, black: (x: number, y: number) => boolean): Bitmap {
  const stride = Math.ceil(widthDots / 8);
  const bits = new Uint8Array(stride * heightDots);
  for (let y = 0; y < heightDots; y++) {
    for (let x = 0; x < widthDots; x++) {
      if (black(x, y)) bits[y * stride + (x >> 3)] = (bits[y * stride + (x >> 3)] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { widthDots, heightDots, bits };
}
