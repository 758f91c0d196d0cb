/** Paper → plain text in a fixed-width font: for terminals, logs and tests. */
import type { Mark, Paper } from "../../core/receipt.ts";
import { graphemeCells } from "../text/cells.ts";
import { noteOf } from "./preview-places.ts";

const USUAL_CELL = 12;

export function previewText(paper: Paper): string {
  const cell = commonCell(paper.marks);
  const lines: string[] = [];
  let reached = 0;
  for (const group of intoLines(paper.marks)) {
    const [first] = group;
    if (first === undefined) continue;
    if (lines.length > 0 && topOf(group) - reached >= BLANK_LINE) lines.push("");
    const text =
      first.type === "text" ? setLine(group, cell, paper.widthDots) : describe(first, cell, paper.widthDots);
    lines.push(text.trimEnd());
    reached = Math.max(...group.map(bottomOf));
  }
  return `${lines.join("\n")}\n`;
}

/** More white than between two lines of text. */
const BLANK_LINE = 30;

/** Text on one ground line stands together, everything else alone. */
function intoLines(marks: readonly Mark[]): Mark[][] {
  const groups: Mark[][] = [];
  for (const mark of marks) {
    const last = groups.at(-1)?.at(-1);
    const joins = mark.type === "text" && last?.type === "text" && bottomOf(last) === bottomOf(mark);
    if (joins) groups.at(-1)?.push(mark);
    else groups.push([mark]);
  }
  return groups;
}

const topOf = (group: readonly Mark[]): number => Math.min(...group.map(({ y }) => y));

function bottomOf(mark: Mark): number {
  if (mark.type === "text") return mark.y + mark.cellHeight;
  return mark.type === "raster" || mark.type === "code" ? mark.y + mark.heightDots : mark.y;
}

/** The cell that most letters have. */
function commonCell(marks: readonly Mark[]): number {
  const counts = new Map<number, number>();
  for (const mark of marks) {
    if (mark.type === "text")
      counts.set(mark.cellWidth, (counts.get(mark.cellWidth) ?? 0) + mark.text.length);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return Math.max(1, most?.[0] ?? USUAL_CELL);
}

function setLine(marks: readonly Mark[], cell: number, widthDots: number): string {
  let text = "";
  let cells = 0;
  for (const mark of marks) {
    if (mark.type !== "text") continue;
    const own = mark.text.reduce((sum, grapheme) => sum + graphemeCells(grapheme), 0);
    const start = Math.max(cells, startOf(mark, own, cell, widthDots));
    text += " ".repeat(start - cells) + (mark.upsideDown ? mark.text.toReversed() : mark.text).join("");
    cells = start + own;
  }
  return text;
}

/** Large letters take one cell here: what they leave free goes to the side away from the edge that they touch. */
function startOf(
  mark: Extract<Mark, { type: "text" }>,
  own: number,
  cell: number,
  widthDots: number,
): number {
  const taken = mark.text.length * mark.cellWidth;
  const free = Math.max(0, taken - own * cell);
  const atRight = widthDots - mark.x - taken < 2 * cell;
  const before = mark.x < cell ? 0 : atRight ? free : free / 2;
  return Math.floor((mark.x + before) / cell);
}

function describe(mark: Exclude<Mark, { type: "text" }>, cell: number, widthDots: number): string {
  switch (mark.type) {
    case "raster":
      return `[picture ${mark.widthDots} x ${mark.heightDots}]`;
    case "code":
      return `[${mark.symbology} ${mark.data}]`;
    case "cut":
      return `\u2702${" -".repeat(Math.floor((widthDots / cell - 1) / 2))}`;
    case "drawer":
    case "buzzer":
      return `[${noteOf(mark)}]`;
  }
}
