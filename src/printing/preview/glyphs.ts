/** The preview's letters: two bitmap fonts close to those of receipt printers. */
import { FONT_A } from "../fonts/receipt-a.ts";
import { FONT_B } from "../fonts/receipt-b.ts";

export interface Face {
  readonly width: number;
  readonly height: number;
  /** Rows from top to bottom, leftmost dot in bit 15; undefined when the font has no such letter. */
  glyph(codePoint: number): Uint16Array | undefined;
}

interface FontData {
  readonly width: number;
  readonly height: number;
  readonly ranges: readonly number[];
  readonly glyphs: string;
}

/** Unpacked at the first preview: a gateway that shows none keeps the memory. */
const faces = new Map<FontData, Face>();

/** The larger face that fits a cell of this size. */
export function faceFor(cellWidth: number, cellHeight: number): Face {
  const data = cellWidth >= FONT_A.width && cellHeight >= FONT_A.height ? FONT_A : FONT_B;
  const face = faces.get(data) ?? unpack(data);
  faces.set(data, face);
  return face;
}

function unpack(data: FontData): Face {
  const packed = Buffer.from(data.glyphs, "base64");
  const rowBytes = data.width > 8 ? 2 : 1;
  const glyphBytes = rowBytes * data.height;
  const places = new Map<number, number>();
  for (let i = 0; i < data.ranges.length; i += 2) {
    const first = data.ranges[i] ?? 0;
    for (let n = 0; n < (data.ranges[i + 1] ?? 0); n++) places.set(first + n, places.size * glyphBytes);
  }
  return {
    width: data.width,
    height: data.height,
    glyph(codePoint) {
      const at = places.get(codePoint);
      if (at === undefined) return undefined;
      return Uint16Array.from({ length: data.height }, (_, row) => {
        const byte = packed[at + row * rowBytes] ?? 0;
        return (byte << 8) | (rowBytes === 2 ? (packed[at + row * rowBytes + 1] ?? 0) : 0);
      });
    },
  };
}
