/** Lines → bytes: modes and code tables are switched only where they change. */
import type { Alphabet, Piece, Run } from "../../../src/sdk.ts";
import type { Profile } from "../profiles.ts";
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
import { setLetters } from "./letters.ts";
import type { Step } from "./steps.ts";
import { createWriter, type Writer } from "./writer.ts";

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

interface TextWriter {
  readonly writer: Writer;
  readonly profile: Profile;
  /** What the printer is set to; undefined: not known, so all of it is said again. */
  modes: number | undefined;
}

type WriteSteps = (steps: readonly Step[]) => Uint8Array;

export function createStepWriter(alphabet: Alphabet, profile: Profile): WriteSteps {
  const writer = createWriter();
  return (steps) => {
    const to: TextWriter = { writer, profile, modes: DEFAULT_MODES };
    writer.bytes(initialize());
    writer.bytes(cancelKanji());
    for (const step of steps) writeStep(to, step);
    const { job, letters } = writer.finish();
    return setLetters(job, letters, alphabet);
  };
}

function writeStep(to: TextWriter, step: Step): void {
  switch (step.type) {
    case "line":
      writeLine(to, step.line);
      return;
    case "command":
      to.writer.bytes(step.bytes);
      return;
    case "unknown":
      to.writer.bytes(step.bytes);
      to.writer.bytes(cancelKanji());
      to.writer.bytes(justify("left"));
      to.modes = undefined;
      to.writer.forgetTable();
      return;
  }
}

function writeLine(to: TextWriter, line: readonly Piece[]): void {
  let x = 0;
  for (const piece of line) {
    if (piece.text === "") continue;
    x += writeGap(to, piece.x - x);
    setModes(to, modesOf(piece.style));
    to.writer.text(piece.text);
    x += piece.dots;
  }
  to.writer.byte(LF);
}

/** Spaces over `dots`, never more; where font B left an odd place, spaces of font B bring it back. Returns what they cover. */
function writeGap(to: TextWriter, dots: number): number {
  const { A, B } = to.profile.fonts;
  if (dots < Math.min(A.cellDots, B.cellDots)) return 0;
  const narrow = dots % A.cellDots === 0 ? 0 : narrowSpaces(dots, A.cellDots, B.cellDots);
  const wide = Math.floor((dots - narrow * B.cellDots) / A.cellDots);
  if (narrow > 0) writeSpaces(to, narrow, SMALL_MODES);
  if (wide > 0) writeSpaces(to, wide, DEFAULT_MODES);
  return narrow * B.cellDots + wide * A.cellDots;
}

/** So many that what is left is whole cells of font A; none where no number does. */
function narrowSpaces(dots: number, wideDots: number, narrowDots: number): number {
  for (let count = 1; count < wideDots && count * narrowDots <= dots; count++)
    if ((dots - count * narrowDots) % wideDots === 0) return count;
  return 0;
}

function writeSpaces(to: TextWriter, count: number, modes: number): void {
  setModes(to, modes);
  to.writer.fill(SPACE, count);
}

function setModes(to: TextWriter, wanted: number): void {
  if (to.modes === wanted) return;
  const changed = to.modes === undefined ? EVERY_MODE : to.modes ^ wanted;
  to.modes = wanted;
  const { writer } = to;
  if ((changed & FONT_B) !== 0) writer.bytes(selectFont((wanted & FONT_B) !== 0 ? "B" : "A"));
  if ((changed & (WIDTH | HEIGHT)) !== 0) writer.bytes(selectSize((wanted & WIDTH) >> 4, wanted & HEIGHT));
  if ((changed & BOLD) !== 0) writer.bytes(bold((wanted & BOLD) !== 0));
  if ((changed & UNDERLINE) !== 0) writer.bytes(underline((wanted & UNDERLINE) !== 0));
  if ((changed & INVERT) !== 0) writer.bytes(invert((wanted & INVERT) !== 0));
}

function modesOf(style: Run): number {
  const size = ((style.width ?? 1) << 4) | (style.height ?? 1);
  const font = style.font === "B" ? FONT_B : 0;
  return (
    size | font | (style.bold ? BOLD : 0) | (style.underline ? UNDERLINE : 0) | (style.invert ? INVERT : 0)
  );
}
