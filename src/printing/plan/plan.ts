/**
 * Print document → what comes on the paper, one thing after another, for a printer of certain abilities. What the printer cannot do
 * itself is drawn, replaced or left out here, and reported; bytes are the driver's. Pure, and the same for the same document.
 */
import type { Block, Degradation, PrintDocument, Run } from "../../core/receipt.ts";
import { layoutText, type Sheet } from "../text/layout.ts";
import type { Painter } from "../text/painter.ts";
import { TOLD } from "../told.ts";
import type { Abilities, PlanContext, PlanStep } from "./abilities.ts";
import { planBarcode, planPdf417, planQr } from "./plan-codes.ts";
import { createPictures, type Pictures } from "./plan-images.ts";
import { createJobLines } from "./plan-lines.ts";

export interface Planned {
  readonly steps: readonly PlanStep[];
  readonly degraded: readonly Degradation[];
}
export type Planner = (document: PrintDocument) => Planned;

/** Long enough for stiff drawers, short enough for the weakest coil. */
const DRAWER_PULSE_MS = 100;

/** Keeps what one printer needs again and again: the logos drawn last. `painter`: draws letters that the printer lacks. */
export function createPlanner(abilities: Abilities, painter: Painter): Planner {
  const pictures = createPictures(abilities.widthDots);
  return (document) => {
    const degraded: Degradation[] = [];
    let index = 0;
    const report: Sheet["report"] = (type, detail) => {
      if (!degraded.some((known) => known.block === index && known.type === type && known.detail === detail))
        degraded.push({ block: index, type, detail });
    };
    const lines = createJobLines(document, abilities, painter);
    const context: PlanContext = {
      ...{ abilities, sheet: createSheet(abilities, lines.canDraw, report) },
      setLines: (all) => all.map((line) => lines.set(line, report)),
    };
    const steps: PlanStep[] = [];
    for (const block of document) {
      steps.push(...planBlock(block, context, pictures));
      index++;
    }
    return { steps, degraded };
  };
}

function createSheet(
  { widthDots, fonts, text }: Abilities,
  canDraw: (grapheme: string) => boolean,
  report: Sheet["report"],
): Sheet {
  const onSubstitute = (from: string, to: string): void => report("substituted", TOLD.instead(from, to));
  return {
    widthDots: Math.floor(widthDots / fonts.A.cellDots) * fonts.A.cellDots,
    cellDots: { A: fonts.A.cellDots, B: fonts.B.cellDots },
    fit: (words) => text.fit(words, { onSubstitute, canDraw }),
    isPlain: text.isPlain,
    rules: text.rules,
    report,
  };
}

function planBlock(block: Block, context: PlanContext, pictures: Pictures): readonly PlanStep[] {
  const { abilities, sheet } = context;
  switch (block.type) {
    case "text":
    case "row":
    case "rule":
      return context.setLines(layoutText(inSize(block, context), sheet));
    case "qr":
      return planQr(block, context);
    case "pdf417":
      return planPdf417(block, context);
    case "barcode":
      return planBarcode(block, context);
    case "image":
      return planImage(block, context, pictures);
    case "logo":
      // Whoever keeps logos puts the picture in its place before (printing/logos.ts).
      return dropped(TOLD.noLogo(block.name), context);
    case "feed":
      return [{ type: "feed", lines: block.lines }];
    case "cut":
      return planCut(block.mode ?? "partial", context);
    case "buzzer":
      if (!abilities.buzzer) return dropped(TOLD.noBuzzer, context);
      return [{ type: "buzzer", times: block.times ?? 1 }];
    case "drawer":
      if (!abilities.drawer) return dropped(TOLD.noDrawer, context);
      return [{ type: "drawer", pin: block.pin ?? 2, pulseMs: block.pulseMs ?? DRAWER_PULSE_MS }];
    case "raw":
      return [{ type: "raw", bytes: Buffer.from(block.bytes, "base64") }];
  }
}

function dropped(why: string, { sheet }: PlanContext): readonly PlanStep[] {
  sheet.report("dropped", why);
  return [];
}

type TextBlock = Extract<Block, { type: "text" | "row" | "rule" }>;

/** Letters larger than the printer's largest become that large before layout, so that columns stay. */
function inSize(block: TextBlock, context: PlanContext): TextBlock {
  const shrink = (run: Run): Run => inMost(run, context);
  switch (block.type) {
    case "rule":
      return block;
    case "text":
      return { ...block, runs: block.runs.map(shrink) };
    case "row":
      return { ...block, cells: block.cells.map((cell) => ({ ...cell, runs: cell.runs.map(shrink) })) };
  }
}

function inMost(run: Run, { abilities, sheet }: PlanContext): Run {
  const { mostTimes } = abilities;
  const { width = 1, height = 1 } = run;
  if (width <= mostTimes && height <= mostTimes) return run;
  sheet.report(
    "substituted",
    `letters no larger than ${mostTimes} times the normal size: the printer has none larger`,
  );
  return { ...run, width: Math.min(width, mostTimes), height: Math.min(height, mostTimes) };
}

function planImage(
  block: Extract<Block, { type: "image" }>,
  context: PlanContext,
  pictures: Pictures,
): readonly PlanStep[] {
  if (!context.abilities.pictures) return dropped(TOLD.noPicture, context);
  const bitmap = pictures(block, context.sheet.report);
  return bitmap === undefined ? [] : [{ type: "picture", bitmap, align: block.align ?? "left" }];
}

function planCut(mode: "partial" | "full", context: PlanContext): readonly PlanStep[] {
  const { cutter, tearOffLines } = context.abilities;
  if (cutter) return [{ type: "cut", mode }];
  dropped(TOLD.noCutter, context);
  return tearOffLines === 0 ? [] : [{ type: "feed", lines: tearOffLines }];
}
