/**
 * Print document → bytes, by node-thermal-printer's encoder. It gets finished lines and single commands and only puts them in its printer's
 * words: sanitizing, layout, code tables, and the commands of codec.ts are ours. It never sees a line to the printer.
 */
import {
  type Abilities,
  type Alphabet,
  createAlphabet,
  createPlanner,
  type Degradation,
  fit,
  holds,
  type Line,
  type Painter,
  type PlanStep,
  type PrintDocument,
  type Run,
  systemPainter,
} from "../../../src/sdk.ts";
import { FONTS, LINE_DOTS, type Make } from "../makes.ts";
import { BAND_ROWS, beep, drawerPulse, ean13, holdsRealTimeCommand, qrCode, rasterBand } from "./codec.ts";
import { createJob, type Job, PLAIN, type Style } from "./job.ts";

export interface Encoded {
  readonly bytes: Uint8Array;
  readonly degraded: readonly Degradation[];
}

const FF = 0x0c;
const MOST_QR_MODULE_DOTS = 16;
const MOST_BAR_MODULE_DOTS = 6;

/** `painter`: draws letters that the printer lacks. */
export function createEncoder(
  make: Make,
  columns: number,
  painter: Painter = systemPainter,
): (document: PrintDocument) => Encoded {
  const alphabet = createAlphabet(make.codePages);
  const plan = createPlanner(abilitiesOf(make, columns, alphabet), painter);
  return (document) => {
    const { steps, degraded } = plan(document);
    const job = createJob(make, columns, alphabet);
    for (const step of steps) putStep(job, step, make);
    // A Brother prints what it gathered when the page ends.
    if (make.id === "brother" && steps.at(-1)?.type !== "cut") job.bytes([FF]);
    return { bytes: job.finish(), degraded };
  };
}

function abilitiesOf({ isLikeEpson, buzzer }: Make, columns: number, alphabet: Alphabet): Abilities {
  return {
    ...{ widthDots: columns * FONTS.A.cellDots, mostTimes: isLikeEpson ? 8 : 1, pictures: isLikeEpson },
    ...{ cutter: true, tearOffLines: 0, drawer: isLikeEpson, buzzer: buzzer !== "none" },
    fonts: { A: FONTS.A, B: isLikeEpson ? FONTS.B : FONTS.A },
    lineDots: LINE_DOTS,
    text: {
      fit: (text, missing) => fit(alphabet, text, missing),
      holds: (text) => holds(alphabet, text),
      isPlain: (text) => holds(alphabet, text),
      rules: { single: "-", double: "=" },
    },
    qr: (moduleDots, data) =>
      isLikeEpson &&
      moduleDots <= MOST_QR_MODULE_DOTS &&
      !holdsRealTimeCommand(qrCode(data, moduleDots, "M")),
    ean13: ({ moduleDots }) => isLikeEpson && moduleDots <= MOST_BAR_MODULE_DOTS,
    code128: () => undefined,
  };
}

/** Lines between the head and the blade. */
const LINES_TO_CUTTER = 4;

function putStep(job: Job, step: PlanStep, make: Make): void {
  switch (step.type) {
    case "line":
      putLine(job, step.line);
      return;
    case "picture":
    case "qr":
    case "ean13":
      job.align(step.align);
      for (const command of graphicBytes(step)) job.bytes(command);
      job.align("left");
      return;
    case "feed":
      for (let line = 0; line < step.lines; line++) job.newLine();
      return;
    case "cut":
      if (make.id === "brother") job.bytes([FF]);
      else for (let line = 0; line < LINES_TO_CUTTER; line++) job.newLine();
      job.cut(step.mode);
      return;
    case "drawer":
      job.bytes(drawerPulse(step.pin, step.pulseMs));
      return;
    case "buzzer":
      job.bytes(beep(make.buzzer, step.times));
      return;
    case "raw":
      job.raw(step.bytes);
      return;
    // The plan draws it: the encoder has no Code 128 for these makes.
    case "code128":
      return;
  }
}

function graphicBytes(step: Extract<PlanStep, { type: "picture" | "qr" | "ean13" }>): ArrayLike<number>[] {
  if (step.type === "qr") return [qrCode(step.data, step.moduleDots, step.correction)];
  if (step.type === "ean13") return [ean13(step.digits, step.look)];
  const { bits, widthDots, heightDots } = step.bitmap;
  const stride = Math.ceil(widthDots / 8);
  const bands: ArrayLike<number>[] = [];
  for (let row = 0; row < heightDots; row += BAND_ROWS)
    bands.push(
      rasterBand(bits.subarray(row * stride, Math.min(heightDots, row + BAND_ROWS) * stride), stride),
    );
  return bands;
}

function putLine(job: Job, line: Line): void {
  let x = 0;
  for (const piece of line) {
    if (piece.text === "") continue;
    const spaces = Math.max(0, Math.floor((piece.x - x) / FONTS.A.cellDots));
    if (spaces > 0) job.text(" ".repeat(spaces), PLAIN);
    job.text(piece.text, styleOf(piece.style));
    x += spaces * FONTS.A.cellDots + piece.dots;
  }
  job.newLine();
}

function styleOf(run: Run): Style {
  const { font = "A", width = 1, height = 1 } = run;
  return { font, width, height, bold: !!run.bold, underline: !!run.underline, invert: !!run.invert };
}
