/**
 * Print document → the bytes of one job. Pure, and the same for the same document.
 *
 *   document ─┬─ plain text ───────────────────────────────┬─▶ bytes with gaps ─▶ code tables ─▶ bytes
 *             └─ all else ─▶ steps (lines, commands) ──────┘
 *
 * Letters beyond ASCII get their bytes last, so that a code table is chosen by all the text that follows, not by the next letter.
 */
import {
  type Alphabet,
  type Block,
  createAlphabet,
  type Degradation,
  fit,
  holds,
  layoutText,
  type Missing,
  type Painter,
  type PrintDocument,
  type Sheet,
  systemPainter,
} from "../../../src/sdk.ts";
import type { Profile } from "../profile.ts";
import { beep, beepOfClones, drawerPulse, feedAndCut, feedLines } from "./codec.ts";
import { barcodeSteps } from "./encode-barcodes.ts";
import { pdf417Steps, qrSteps } from "./encode-codes.ts";
import { createLineDrawing } from "./encode-drawn.ts";
import { createImageEncoder } from "./encode-images.ts";
import { writePlainRow, writePlainText } from "./encode-plain.ts";
import { beginJob, createTextWriter, type TextWriter, writeRule, writeStep } from "./encode-text.ts";
import { setLetters } from "./letters.ts";
import type { EncodeContext, LineDrawing, Step } from "./steps.ts";

export interface Encoded {
  readonly bytes: Uint8Array;
  readonly degraded: readonly Degradation[];
}
type TextBlock = Extract<Block, { type: "text" | "row" }>;
type OtherBlock = Exclude<Block, { type: "text" | "row" | "rule" }>;
type Encode = (document: PrintDocument) => Encoded;

const encoders = new WeakMap<Painter, WeakMap<Profile, Encode>>();

/** The bytes of a job for a printer of this profile. `painter`: draws letters that the printer lacks. */
export function encodeDocument(
  document: PrintDocument,
  profile: Profile,
  painter: Painter = systemPainter,
): Encoded {
  const known = encoders.get(painter) ?? new WeakMap<Profile, Encode>();
  encoders.set(painter, known);
  const encode = known.get(profile) ?? createEncoder(profile, painter);
  known.set(profile, encode);
  return encode(document);
}

/** Keeps what one profile needs again and again: its alphabet, its sheet and the logos drawn last. */
function createEncoder(profile: Profile, painter: Painter): Encode {
  const alphabet = createAlphabet(profile.codePages);
  const images = createImageEncoder(profile);
  const to = createTextWriter(profile, alphabet.masks);
  let report = ignore;
  const drawing = createLineDrawing(profile, alphabet, painter);
  const sheet = createSheet({ profile, alphabet, drawing }, (type, detail) => report(type, detail));
  const context = { profile, images, sheet, drawing };
  return (document) => {
    const degraded: Degradation[] = [];
    const told = new Set<string>();
    let index = 0;
    report = (type, detail) => {
      const key = `${index} ${type} ${detail}`;
      if (!told.has(key)) degraded.push({ block: index, type, detail });
      told.add(key);
    };
    drawing.begin(document);
    beginJob(to);
    for (const block of document) {
      writeBlock(to, block, context);
      index++;
    }
    return { bytes: setLetters(to.writer, alphabet), degraded };
  };
}
const ignore: Sheet["report"] = () => undefined;

function createSheet(
  { profile, alphabet, drawing }: { profile: Profile; alphabet: Alphabet; drawing: LineDrawing },
  report: Sheet["report"],
): Sheet {
  const { A, B } = profile.fonts;
  const missing: Missing = {
    onSubstitute: (from, to) => report("substituted", `"${from}" printed as "${to}"`),
    canDraw: drawing.canDraw,
  };
  return {
    widthDots: A.columns * A.cellDots,
    cellDots: { A: A.cellDots, B: B.cellDots },
    fit: (text) => fit(alphabet, text, missing),
    // What some table holds is one cell a letter; a line feed is in none.
    isPlain: (text) => holds(alphabet, text),
    rules: {
      single: holds(alphabet, "\u2500") ? "\u2500" : "-",
      double: holds(alphabet, "\u2550") ? "\u2550" : "=",
    },
    report,
  };
}

function writeBlock(to: TextWriter, block: Block, context: EncodeContext): void {
  switch (block.type) {
    case "row":
      if (!writePlainRow(to, block.cells)) writeText(to, block, context);
      return;
    case "text":
      if (!writePlainText(to, block)) writeText(to, block, context);
      return;
    case "rule":
      writeRule(to, context.sheet.rules[block.style ?? "single"]);
      return;
    default:
      for (const step of stepsOf(block, context)) writeStep(to, step);
  }
}

function writeText(to: TextWriter, block: TextBlock, context: EncodeContext): void {
  for (const line of layoutText(block, context.sheet)) {
    for (const step of context.drawing.stepsOf(line, context.sheet.report)) writeStep(to, step);
  }
}

function stepsOf(block: OtherBlock, context: EncodeContext): readonly Step[] {
  switch (block.type) {
    case "qr":
      return qrSteps(block, context);
    case "pdf417":
      return pdf417Steps(block, context);
    case "barcode":
      return barcodeSteps(block, context);
    case "image":
      return context.images(block, context.sheet.report);
    case "feed":
      return [{ type: "command", bytes: feedLines(block.lines) }];
    case "cut":
      return [cutStep(block.mode ?? "partial", context)];
    case "drawer":
      return [{ type: "command", bytes: drawerPulse(block.pin ?? 2, block.pulseMs ?? DRAWER_PULSE_MS) }];
    case "logo":
      // Whoever keeps logos puts the picture in its place before (printing/logos.ts).
      context.sheet.report("dropped", `no logo: none is stored under the name ${JSON.stringify(block.name)}`);
      return [];
    case "buzzer":
      return buzzerSteps(block.times ?? 1, context);
    case "raw":
      return [{ type: "unknown", bytes: Buffer.from(block.bytes, "base64") }];
  }
}

/** Long enough for stiff drawers, short enough for the weakest coil. */
const DRAWER_PULSE_MS = 100;

function buzzerSteps(times: number, { profile, sheet }: EncodeContext): readonly Step[] {
  if (profile.buzzer === "esc-(-a") return [{ type: "command", bytes: beep(times) }];
  if (profile.buzzer === "esc-b") return [{ type: "command", bytes: beepOfClones(times) }];
  sheet.report("dropped", "no sound: this printer has no buzzer");
  return [];
}

/** Some printers fall back to their defaults when they cut, so nothing is taken for granted behind it. */
function cutStep(mode: "partial" | "full", { profile, sheet }: EncodeContext): Step {
  if (profile.cutter) return { type: "unknown", bytes: feedAndCut(mode) };
  sheet.report("dropped", "no cut: this printer has no cutter");
  return { type: "command", bytes: feedLines(profile.tearOffLines) };
}
