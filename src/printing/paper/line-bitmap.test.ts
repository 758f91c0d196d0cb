import { expect, it } from "vitest";
import { type Bitmap, isBlack } from "../raster.ts";
import type { Piece } from "../text/layout.ts";
import { lineBitmap } from "./line-bitmap.ts";

const FONTS = {
  A: { columns: 20, cellDots: 12, heightDots: 24 },
  B: { columns: 26, cellDots: 9, heightDots: 17 },
};
const piece = (x: number, text: string, style: object = {}): Piece => ({
  ...{ x, text, style: { text, ...style }, dots: text.length * 12, align: "left" },
});
const black = (bitmap: Bitmap, left: number, right: number): number => {
  let dots = 0;
  for (let y = 0; y < bitmap.heightDots; y++)
    for (let x = left; x < right; x++) if (isBlack(bitmap, x, y)) dots++;
  return dots;
};

it("draws letters where they stand, and nothing elsewhere", () => {
  const bitmap = lineBitmap([piece(24, "Tea")], 240, FONTS);
  expect(bitmap.widthDots).toBe(240);
  expect(black(bitmap, 24, 60)).toBeGreaterThan(30);
  expect(black(bitmap, 0, 24) + black(bitmap, 60, 240)).toBe(0);
});
it("is as high as its tallest letters", () => {
  const low = lineBitmap([piece(0, "a")], 240, FONTS);
  const high = lineBitmap([piece(0, "a"), piece(24, "B", { height: 3 })], 240, FONTS);
  expect(high.heightDots - low.heightDots).toBe(48);
});
it("draws white on black, and lines below words", () => {
  const bitmap = lineBitmap(
    [piece(0, "  ", { invert: true }), piece(24, "  ", { underline: true })],
    240,
    FONTS,
  );
  expect(black(bitmap, 0, 24)).toBe(24 * 24);
  expect(black(bitmap, 24, 48)).toBe(24 * 2);
});
it("is blank for an empty line", () => {
  expect(black(lineBitmap([], 240, FONTS), 0, 240)).toBe(0);
});
