/**
 * Most text of most receipts: one style in each cell, letters that some table holds, and it fits in its line. Its places follow from
 * its length, so it is written as it is read. What turns out to be otherwise is taken back and left to the layout.
 */
import type { Align, Block, Run } from "../../../src/sdk.ts";
import { LF } from "./codec.ts";
import { type TextWriter, writeGap, writeStyled } from "./encode-text.ts";
import { takeBack, writeByte } from "./writer.ts";

type TextBlock = Extract<Block, { type: "text" }>;
type Cells = Extract<Block, { type: "row" }>["cells"];

/** The same bytes as layout and writeLine; false: nothing was written. */
export function writePlainText(to: TextWriter, { runs, align }: TextBlock): boolean {
  const { modes, writer } = to;
  const { length, letters } = writer;
  const noted = letters.units.length;
  if (writeCell(to, runs, align, 0, to.columns * to.wide, 0) === LAYOUT) {
    to.modes = modes;
    return takeBack(writer, length, noted);
  }
  writeByte(writer, LF);
  return true;
}

/** The same for the cells of a row. */
export function writePlainRow(to: TextWriter, cells: Cells): boolean {
  const { modes, writer } = to;
  const { length, letters } = writer;
  const noted = letters.units.length;
  if (!writeCells(to, cells)) {
    to.modes = modes;
    return takeBack(writer, length, noted);
  }
  writeByte(writer, LF);
  return true;
}

function writeCells(to: TextWriter, cells: Cells): boolean {
  let stars = 0;
  let free = to.columns;
  for (const { width } of cells) {
    if (width === "*") stars++;
    else free -= width;
  }
  if (free < stars) return false;
  let x = 0;
  let pen = 0;
  for (const { runs, width, align } of cells) {
    const share = width === "*" ? Math.ceil(free / stars) : width;
    if (width === "*") {
      free -= share;
      stars--;
    }
    const dots = share * to.wide;
    pen = writeCell(to, runs, align, x, dots, pen);
    if (pen === LAYOUT) return false;
    x += dots;
  }
  return true;
}

/** In place of where the pen stands: this cell needs a layout. */
const LAYOUT = -1;

/**
 * `x`, `room`: its column; `pen`: where the pen stands. Returns where it stands behind the text. One argument each: an object for
 * every cell would cost as much as its letters.
 */
function writeCell(
  to: TextWriter,
  runs: readonly Run[],
  align: Align | undefined,
  x: number,
  room: number,
  pen: number,
): number {
  const run = runs[0];
  if (run === undefined || runs.length !== 1) return LAYOUT;
  const { text } = run;
  const dots = text.length * (run.font === "B" ? to.narrow : to.wide) * (run.width ?? 1);
  if (dots > room) return LAYOUT;
  if (dots === 0) return pen;
  const at = pen + writeGap(to, x + before(room - dots, align, to.wide) - pen);
  return writeStyled(to, run, text) ? at + dots : LAYOUT;
}

/** In the middle by whole cells: a printer moves by spaces. */
function before(free: number, align: Align | undefined, cellDots: number): number {
  if (align === "right") return free;
  return align === "center" ? Math.floor(free / 2 / cellDots) * cellDots : 0;
}
