/** Codes of the markup → blocks: those that printers draw by themselves as such, the others as a picture of their bars. */
import { PNG } from "pngjs";
import { type Barcode, barcode, type QRCode } from "receiptline";
import type { Align, Block } from "../../core/receipt.ts";
import { completeEan13 } from "../codes/retail.ts";

const CORRECTIONS = { l: "L", m: "M", q: "Q", h: "H" } as const;

export const qrBlock = ({ data, cell, level }: QRCode, align: Align): Block => ({
  type: "qr",
  data,
  moduleDots: cell,
  correction: CORRECTIONS[level],
  align,
});

/** undefined: its type has no bars for this. */
export function barcodeBlocks(symbol: Barcode, align: Align): readonly Block[] | undefined {
  const { widths, height, hri, text } = barcode.generate({ ...symbol, quietZone: false });
  if (widths === undefined) return undefined;
  const own = ownSymbology(symbol);
  if (own === undefined) {
    const bars: Block = { type: "image", png: barsPng(widths, height), dither: "threshold", align };
    return hri ? [bars, { type: "text", runs: [{ text }], align }] : [bars];
  }
  const look = { heightDots: symbol.height, moduleDots: symbol.width, text: symbol.hri, align };
  return [{ type: "barcode", ...own, ...look }];
}

function ownSymbology({ type, data }: Barcode) {
  if (type === "code128") return { symbology: "code128", data } as const;
  // A UPC-A is an EAN-13 that begins with 0.
  const digits = type === "upc" && /^\d{11,12}$/.test(data) ? `0${data}` : data;
  const isEan = type === "upc" || type === "ean" || type === "jan";
  const complete = isEan ? completeEan13(digits) : undefined;
  return complete === undefined ? undefined : ({ symbology: "ean13", data: complete } as const);
}

/** `widths`: bars and gaps in turn, beginning with a gap. Dots. */
function barsPng(widths: readonly number[], height: number): string {
  const dark = widths.flatMap((width, index) => Array.from({ length: width }, () => index % 2 === 1));
  const picture = new PNG({ width: dark.length, height });
  picture.data.fill(255);
  for (let y = 0; y < height; y += 1) {
    for (const [x, isDark] of dark.entries()) {
      if (isDark) picture.data.fill(0, (y * dark.length + x) * 4, (y * dark.length + x) * 4 + 3);
    }
  }
  return PNG.sync.write(picture).toString("base64");
}
