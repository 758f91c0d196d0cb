/**
 * Print document → what comes on the paper, one thing after another, for a printer of certain abilities. What the printer cannot do
 * itself is drawn, replaced or left out here, and reported; bytes are the driver's. Pure, and the same for the same document.
 */
import type { Block, Degradation, PrintDocument, Run } from "../../core/receipt.ts";
import { type Bitmap, rasterPng } from "../raster.ts";
import { layoutText, type Sheet } from "../text/layout.ts";
import type { Abilities, Pictures, PlanContext, PlanStep } from "./abilities.ts";
import { planBarcode, planQr } from "./plan-codes.ts";

export interface Planned {
  readonly steps: readonly PlanStep[];
  readonly degraded: readonly Degradation[];
}
export type Planner = (document: PrintDocument) => Planned;

/** Long enough for stiff drawers, short enough for the weakest coil. */
const DRAWER_PULSE_MS = 100;

/** Keeps what one printer needs again and again: its sheet and the logos drawn last. */
export function createPlanner(abilities: Abilities): Planner {
  const pictures = createPictures(abilities.widthDots);
  return (document) => {
    const degraded: Degradation[] = [];
    let index = 0;
    const report: Sheet["report"] = (type, detail) => {
      if (!degraded.some((known) => known.block === index && known.type === type && known.detail === detail))
        degraded.push({ block: index, type, detail });
    };
    const context = { abilities, sheet: createSheet(abilities, report), pictures };
    const steps: PlanStep[] = [];
    for (const block of document) {
      steps.push(...planBlock(block, context));
      index++;
    }
    return { steps, degraded };
  };
}

function createSheet({ widthDots, cellDots, text }: Abilities, report: Sheet["report"]): Sheet {
  const onSubstitute = (from: string, to: string): void =>
    report("substituted", `"${from}" printed as "${to}"`);
  return {
    widthDots: Math.floor(widthDots / cellDots.A) * cellDots.A,
    cellDots,
    fit: (words) => text.fit(words, onSubstitute),
    isPlain: text.isPlain,
    rules: text.rules,
    report,
  };
}

function planBlock(block: Block, context: PlanContext): readonly PlanStep[] {
  const { abilities, sheet } = context;
  switch (block.type) {
    case "text":
    case "row":
    case "rule":
      return layoutText(inSize(block, context), sheet).map((line) => ({ type: "line", line }));
    case "qr":
      return planQr(block, context);
    case "barcode":
      return planBarcode(block, context);
    case "image":
      return planImage(block, context);
    case "feed":
      return [{ type: "feed", lines: block.lines }];
    case "cut":
      return planCut(block.mode ?? "partial", context);
    case "drawer":
      if (abilities.drawer)
        return [{ type: "drawer", pin: block.pin ?? 2, pulseMs: block.pulseMs ?? DRAWER_PULSE_MS }];
      sheet.report("dropped", "no drawer: this printer has no port for one");
      return [];
    case "raw":
      return [{ type: "raw", bytes: Buffer.from(block.bytes, "base64") }];
  }
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
  { abilities, sheet, pictures }: PlanContext,
): readonly PlanStep[] {
  if (!abilities.pictures) {
    sheet.report("dropped", "no picture: this printer prints none");
    return [];
  }
  const bitmap = pictures(block, sheet.report);
  return bitmap === undefined ? [] : [{ type: "picture", bitmap, align: block.align ?? "left" }];
}

function planCut(mode: "partial" | "full", { abilities, sheet }: PlanContext): readonly PlanStep[] {
  if (abilities.cutter) return [{ type: "cut", mode }];
  sheet.report("dropped", "no cut: this printer has no cutter");
  return abilities.tearOffLines === 0 ? [] : [{ type: "feed", lines: abilities.tearOffLines }];
}

/** A shop has a logo or two; their dots are kept, since drawing one takes longer than all the text around it. */
const KEPT_PICTURES = 8;
/** Base64 characters; larger ones are photos that come once. */
const LARGEST_KEPT = 262_144;

function createPictures(maxWidthDots: number): Pictures {
  const kept = new Map<string, Bitmap>();
  return (block, report) => {
    const dither = block.dither ?? "floyd-steinberg";
    const key = `${dither} ${block.widthDots ?? ""} ${block.png}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const png = Buffer.from(block.png, "base64");
    const rastered = rasterPng(png, { dither, maxWidthDots, widthDots: block.widthDots });
    if (rastered.type === "refused") {
      report("dropped", `no picture: ${rastered.reason}`);
      return undefined;
    }
    if (block.png.length <= LARGEST_KEPT) keep(kept, key, rastered.bitmap);
    return rastered.bitmap;
  };
}

function keep(kept: Map<string, Bitmap>, key: string, bitmap: Bitmap): void {
  const [oldest] = kept.keys();
  if (kept.size >= KEPT_PICTURES && oldest !== undefined) kept.delete(oldest);
  kept.set(key, bitmap);
}
