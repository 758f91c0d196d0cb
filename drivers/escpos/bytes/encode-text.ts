/** Text → bytes: modes and code tables are switched only where they change. */
import type { Piece, Run } from "../../../src/sdk.ts";
import type { Profile } from "../profile.ts";
import {
  bold,
  cancelKanji,
  initialize,
  invert,
  justify,
  LF,
  selectFont,
  selectSize,
  underline,
} from "./codec.ts";
import type { Step } from "./steps.ts";
import {
  clear,
  createWriter,
  fill,
  forgetTable,
  type Writer,
  writeByte,
  writeBytes,
  writeLetters,
  writeRepeated,
} from "./writer.ts";

const SPACE = 0x20;

/** Modes packed into one number: what most lines have in common is one comparison. Size: GS ! counts from 1 here. */
const HEIGHT = 0x000f;
const WIDTH = 0x00f0;
const FONT_B = 0x0100;
const BOLD = 0x0200;
const UNDERLINE = 0x0400;
const INVERT = 0x0800;
const EVERY_MODE = 0x0fff;
/** After ESC @. */
const DEFAULT_MODES = 0x0011;
const SMALL_MODES = DEFAULT_MODES | FONT_B;

export interface TextWriter {
  readonly writer: Writer;
  /** Columns of the paper, and dots of a cell of each font. */
  readonly columns: number;
  readonly wide: number;
  readonly narrow: number;
  /** What the printer is set to; undefined: not known, so all of it is said again. */
  modes: number | undefined;
}

export const createTextWriter = ({ fonts }: Profile, masks: Int32Array): TextWriter => ({
  writer: createWriter(masks),
  columns: fonts.A.columns,
  wide: fonts.A.cellDots,
  narrow: fonts.B.cellDots,
  modes: undefined,
});

export function beginJob(to: TextWriter): void {
  clear(to.writer);
  to.modes = DEFAULT_MODES;
  writeBytes(to.writer, initialize());
  writeBytes(to.writer, cancelKanji());
}

export function writeStep(to: TextWriter, step: Step): void {
  switch (step.type) {
    case "line":
      writeLine(to, step.line);
      return;
    case "command":
      writeBytes(to.writer, step.bytes);
      return;
    case "unknown":
      writeBytes(to.writer, step.bytes);
      writeBytes(to.writer, cancelKanji());
      writeBytes(to.writer, justify("left"));
      to.modes = undefined;
      forgetTable(to.writer);
      return;
  }
}

function writeLine(to: TextWriter, line: readonly Piece[]): void {
  let x = 0;
  for (const piece of line) {
    if (piece.text === "") continue;
    x += writeGap(to, piece.x - x);
    writeStyled(to, piece.style, piece.text);
    x += piece.dots;
  }
  writeByte(to.writer, LF);
}

/** False, and none of it written, when a letter is in no table. */
export function writeStyled(to: TextWriter, style: Run, text: string): boolean {
  setModes(to, modesOf(style));
  return writeLetters(to.writer, text);
}

/** Spaces over `dots`, never more; where font B left an odd place, spaces of font B bring it back. Returns what they cover. */
export function writeGap(to: TextWriter, dots: number): number {
  const { wide, narrow } = to;
  if (dots < wide && dots < narrow) return 0;
  const narrowCount = dots % wide === 0 ? 0 : narrowSpaces(dots, wide, narrow);
  const wideCount = Math.floor((dots - narrowCount * narrow) / wide);
  if (narrowCount > 0) writeSpaces(to, narrowCount, SMALL_MODES);
  if (wideCount > 0) writeSpaces(to, wideCount, DEFAULT_MODES);
  return narrowCount * narrow + wideCount * wide;
}

/** So many that what is left is whole cells of font A; none where no number does. */
function narrowSpaces(dots: number, wideDots: number, narrowDots: number): number {
  for (let count = 1; count < wideDots && count * narrowDots <= dots; count++)
    if ((dots - count * narrowDots) % wideDots === 0) return count;
  return 0;
}

function writeSpaces(to: TextWriter, count: number, modes: number): void {
  setModes(to, modes);
  fill(to.writer, SPACE, count);
}

/** One letter in every column. */
export function writeRule(to: TextWriter, letter: string): void {
  setModes(to, DEFAULT_MODES);
  writeRepeated(to.writer, letter, to.columns);
  writeByte(to.writer, LF);
}

function setModes(to: TextWriter, wanted: number): void {
  if (to.modes === wanted) return;
  const changed = to.modes === undefined ? EVERY_MODE : to.modes ^ wanted;
  to.modes = wanted;
  const { writer } = to;
  if ((changed & FONT_B) !== 0) writeBytes(writer, selectFont((wanted & FONT_B) !== 0 ? "B" : "A"));
  if ((changed & (WIDTH | HEIGHT)) !== 0)
    writeBytes(writer, selectSize((wanted & WIDTH) >> 4, wanted & HEIGHT));
  if ((changed & BOLD) !== 0) writeBytes(writer, bold((wanted & BOLD) !== 0));
  if ((changed & UNDERLINE) !== 0) writeBytes(writer, underline((wanted & UNDERLINE) !== 0));
  if ((changed & INVERT) !== 0) writeBytes(writer, invert((wanted & INVERT) !== 0));
}

function modesOf(style: Run): number {
  const size = ((style.width ?? 1) << 4) | (style.height ?? 1);
  const font = style.font === "B" ? FONT_B : 0;
  return (
    size | font | (style.bold ? BOLD : 0) | (style.underline ? UNDERLINE : 0) | (style.invert ? INVERT : 0)
  );
}
