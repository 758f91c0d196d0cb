/** A line of text as dots: for printers that print pictures only, and where a letter is in no table. */
import { createCanvas, drawLetter, fillBox } from "../preview/canvas.ts";
import { type Bitmap, paint } from "../raster.ts";
import { graphemeCells, graphemes } from "../text/cells.ts";
import type { Line, Piece } from "../text/layout.ts";

export interface FontSize {
  readonly columns: number;
  readonly cellDots: number;
  readonly heightDots: number;
}
interface Fonts {
  readonly A: FontSize;
  readonly B: FontSize;
}

const BLACK = 0;
const WHITE = 255;
/** Dots between a letter's cell and the next line. */
const LEADING_DOTS = 6;

/** Its height is that of its tallest letters. */
export function lineBitmap(line: Line, widthDots: number, fonts: Fonts): Bitmap {
  const tallest = Math.max(fonts.A.heightDots, ...line.map((piece) => heightOf(piece, fonts)));
  const canvas = createCanvas(widthDots, tallest + LEADING_DOTS, WHITE);
  for (const piece of line) drawPiece(canvas, piece, tallest, fonts);
  return paint(widthDots, canvas.height, (x, y) => (canvas.gray[y * widthDots + x] ?? WHITE) < 128);
}

const heightOf = ({ style }: Piece, fonts: Fonts): number =>
  fonts[style.font ?? "A"].heightDots * (style.height ?? 1);

function drawPiece(
  canvas: ReturnType<typeof createCanvas>,
  piece: Piece,
  ground: number,
  fonts: Fonts,
): void {
  const { style } = piece;
  const cell = fonts[style.font ?? "A"].cellDots * (style.width ?? 1);
  const height = heightOf(piece, fonts);
  const box = { x: piece.x, y: ground - height, width: piece.dots, height };
  if (style.invert) fillBox(canvas, box, BLACK);
  const gray = style.invert ? WHITE : BLACK;
  let { x } = piece;
  for (const letter of graphemes(piece.text)) {
    const width = graphemeCells(letter) * cell;
    drawLetter(canvas, letter, { ...box, x, width }, { gray, bold: style.bold ?? false, upsideDown: false });
    x += width;
  }
  if (style.underline) fillBox(canvas, { ...box, y: ground - 2, height: 2 }, gray);
}
