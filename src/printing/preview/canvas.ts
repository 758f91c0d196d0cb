/** A gray drawing surface; 0 is black, 255 white. What lies outside is not drawn. */

import { type Bitmap, isBlack } from "../raster.ts";
import { type Face, faceFor } from "./glyphs.ts";

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly gray: Uint8Array;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const createCanvas = (width: number, height: number, gray: number): Canvas => ({
  width,
  height,
  gray: new Uint8Array(width * height).fill(gray),
});

export function fillBox(canvas: Canvas, box: Box, gray: number): void {
  const left = Math.max(0, box.x);
  const right = Math.min(canvas.width, box.x + box.width);
  const bottom = Math.min(canvas.height, box.y + box.height);
  for (let y = Math.max(0, box.y); y < bottom; y++) {
    const row = y * canvas.width;
    // Letters are made of boxes of a dot or two.
    if (right - left > 16) canvas.gray.fill(gray, row + left, row + right);
    else for (let x = left; x < right; x++) canvas.gray[row + x] = gray;
  }
}

export function strokeBox(canvas: Canvas, { x, y, width, height }: Box, line: number, gray: number): void {
  fillBox(canvas, { x, y, width, height: line }, gray);
  fillBox(canvas, { x, y: y + height - line, width, height: line }, gray);
  fillBox(canvas, { x, y, width: line, height }, gray);
  fillBox(canvas, { x: x + width - line, y, width: line, height }, gray);
}

export function drawBitmap(
  canvas: Canvas,
  bitmap: Bitmap,
  at: { readonly x: number; readonly y: number },
  gray: number,
): void {
  for (let y = 0; y < bitmap.heightDots; y++) {
    for (let x = 0; x < bitmap.widthDots; x++) {
      if (isBlack(bitmap, x, y)) fillBox(canvas, { x: at.x + x, y: at.y + y, width: 1, height: 1 }, gray);
    }
  }
}

/** One grapheme, as large as its cell allows; a hollow box where the fonts have no such letter. */
export function drawLetter(
  canvas: Canvas,
  letter: string,
  cell: Box,
  look: { readonly gray: number; readonly bold: boolean; readonly upsideDown: boolean },
): void {
  const face = faceFor(cell.width, cell.height);
  const codePoint = letter.codePointAt(0) ?? 0x20;
  if (codePoint === 0x20 || codePoint === 0xa0) return;
  const rows = face.glyph(codePoint);
  if (rows === undefined) {
    strokeBox(
      canvas,
      { x: cell.x + 2, y: cell.y + 3, width: cell.width - 4, height: cell.height - 6 },
      1,
      look.gray,
    );
    return;
  }
  const scale = {
    x: Math.max(1, Math.floor(cell.width / face.width)),
    y: Math.max(1, Math.floor(cell.height / face.height)),
  };
  const left = cell.x + Math.floor((cell.width - face.width * scale.x) / 2);
  const top = cell.y + Math.floor((cell.height - face.height * scale.y) / 2);
  // A printer prints bold by hitting again one dot further.
  const dot = { width: scale.x + (look.bold ? 1 : 0), height: scale.y };
  for (const [column, row] of blackDots(rows, face)) {
    const x = look.upsideDown ? face.width - 1 - column : column;
    const y = look.upsideDown ? face.height - 1 - row : row;
    fillBox(canvas, { x: left + x * scale.x, y: top + y * scale.y, ...dot }, look.gray);
  }
}

function* blackDots(rows: Uint16Array, face: Face): Generator<readonly [number, number]> {
  for (let row = 0; row < face.height; row++) {
    for (let column = 0; column < face.width; column++) {
      if (((rows[row] ?? 0) & (0x8000 >> column)) !== 0) yield [column, row];
    }
  }
}
