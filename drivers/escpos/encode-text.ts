/** Lines → bytes: modes and code tables are switched only where they change. */
import { type Alphabet, type CodeTable, chooseTable, type Piece, type Run } from "../../src/sdk.ts";
import {
  bold,
  cancelKanji,
  initialize,
  invert,
  justify,
  LF,
  selectFont,
  selectSize,
  selectTable,
  underline,
} from "./codec.ts";
import type { Step } from "./encode.ts";
import type { Profile } from "./profiles.ts";
import { createWriter, type Writer } from "./writer.ts";

const SPACE = 0x20;
const NO_BREAK_SPACE = 0xa0;
const PLAIN: Run = { text: "" };

/** What the printer is set to; undefined: not known, so it is said again. */
interface Modes {
  table: CodeTable | undefined;
  font: "A" | "B" | undefined;
  size: number | undefined;
  bold: boolean | undefined;
  underline: boolean | undefined;
  invert: boolean | undefined;
}

const afterInitialize = (): Modes => ({
  table: undefined,
  font: "A",
  size: 0x11,
  bold: false,
  underline: false,
  invert: false,
});
const unknown = (): Modes => ({
  table: undefined,
  font: undefined,
  size: undefined,
  bold: undefined,
  underline: undefined,
  invert: undefined,
});

interface TextWriter {
  readonly writer: Writer;
  readonly alphabet: Alphabet;
  readonly profile: Profile;
  /** Every piece of text of the job, so that a table can be chosen by what follows. */
  readonly texts: readonly string[];
  modes: Modes;
  /** Index in `texts` of the next piece. */
  next: number;
}

export function writeSteps(steps: readonly Step[], alphabet: Alphabet, profile: Profile): Uint8Array {
  const writer = createWriter();
  const to: TextWriter = {
    writer,
    alphabet,
    profile,
    texts: textsOf(steps),
    modes: afterInitialize(),
    next: 0,
  };
  writer.bytes(initialize());
  writer.bytes(cancelKanji());
  for (const step of steps) writeStep(to, step);
  return writer.finish();
}

function textsOf(steps: readonly Step[]): string[] {
  const texts: string[] = [];
  for (const step of steps) {
    if (step.type !== "line") continue;
    for (const piece of step.line) texts.push(piece.text);
  }
  return texts;
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
      to.modes = unknown();
      return;
  }
}

function writeLine(to: TextWriter, line: readonly Piece[]): void {
  let x = 0;
  for (const piece of line) {
    if (piece.text !== "") {
      x += writeGap(to, piece.x - x);
      setModes(to, piece.style);
      writeText(to, piece.text);
      x += piece.dots;
    }
    to.next++;
  }
  to.writer.byte(LF);
}

/** Spaces over `dots`, never more; where font B left an odd place, spaces of font B bring it back. Returns what they cover. */
function writeGap(to: TextWriter, dots: number): number {
  const { A, B } = to.profile.fonts;
  if (dots < Math.min(A.cellDots, B.cellDots)) return 0;
  let narrow = 0;
  while (
    narrow < A.cellDots &&
    narrow * B.cellDots <= dots &&
    (dots - narrow * B.cellDots) % A.cellDots !== 0
  )
    narrow++;
  if (narrow * B.cellDots > dots || narrow === A.cellDots) narrow = 0;
  const wide = Math.floor((dots - narrow * B.cellDots) / A.cellDots);
  if (narrow > 0) writeSpaces(to, narrow, SMALL);
  if (wide > 0) writeSpaces(to, wide, PLAIN);
  return narrow * B.cellDots + wide * A.cellDots;
}
const SMALL: Run = { text: "", font: "B" };

function writeSpaces(to: TextWriter, count: number, style: Run): void {
  setModes(to, style);
  for (let i = 0; i < count; i++) to.writer.byte(SPACE);
}

function setModes(to: TextWriter, style: Run): void {
  const { modes, writer } = to;
  const font = style.font ?? "A";
  const width = style.width ?? 1;
  const height = style.height ?? 1;
  const size = (width << 4) | height;
  if (modes.font !== font) writer.bytes(selectFont(font));
  if (modes.size !== size) writer.bytes(selectSize(width, height));
  modes.font = font;
  modes.size = size;
  setFlag(to, "bold", style.bold === true);
  setFlag(to, "underline", style.underline === true);
  setFlag(to, "invert", style.invert === true);
}

const FLAGS = { bold, underline, invert };

function setFlag({ modes, writer }: TextWriter, name: keyof typeof FLAGS, on: boolean): void {
  if (modes[name] === on) return;
  writer.bytes(FLAGS[name](on));
  modes[name] = on;
}

/** The text was fitted to the alphabet: every code unit is ASCII or in some table. */
function writeText(to: TextWriter, text: string): void {
  const { writer, modes } = to;
  for (let i = writer.ascii(text, 0); i < text.length; i = writer.ascii(text, i + 1)) {
    const unit = text.charCodeAt(i);
    if (unit === NO_BREAK_SPACE) {
      writer.byte(SPACE);
      continue;
    }
    if (modes.table?.bytes.get(unit) === undefined) {
      modes.table = chooseTable(to.alphabet, to.texts, to.next, i);
      writer.bytes(selectTable(modes.table.id));
    }
    writer.byte(modes.table.bytes.get(unit) ?? QUESTION_MARK);
  }
}
const QUESTION_MARK = 0x3f;
