/**
 * Text blocks of a print document → lines of runs at their places. Pure; all places and widths in dots of the print head.
 * A line is never wider than the paper, whatever the text.
 */
import type { Align, Block, Degradation, Run } from "../../core/receipt.ts";
import { graphemeCells, graphemes } from "./cells.ts";
import { type Atom, breakCells, breakLines, cutLine, dotsOf } from "./wrap.ts";

/** What layout must know of a printer. */
export interface Sheet {
  readonly widthDots: number;
  /** Width of a cell of each font. */
  readonly cellDots: { readonly A: number; readonly B: number };
  /** Sanitizes text and replaces what cannot be printed, so that what comes back has its final width. */
  readonly fit: (text: string) => string;
  /** This text prints as it is: each code unit is one grapheme of one cell, none is a line feed. */
  readonly isPlain: (text: string) => boolean;
  /** What rules are made of: one cell each. */
  readonly rules: { readonly single: string; readonly double: string };
  readonly report: (type: Degradation["type"], detail: string) => void;
}

/** A stretch of one style; `x` is where it begins. */
export interface Piece {
  readonly x: number;
  readonly text: string;
  readonly style: Run;
  readonly dots: number;
  /** Of its column. */
  readonly align: Align;
}
export type Line = readonly Piece[];

type TextBlock = Extract<Block, { type: "text" | "row" | "rule" }>;
type Cell = Extract<Block, { type: "row" }>["cells"][number];

export function layoutText(block: TextBlock, sheet: Sheet): Line[] {
  switch (block.type) {
    case "text":
      return setRuns(
        block.runs,
        { x: 0, dots: sheet.widthDots, align: block.align ?? "left", overflow: "wrap" },
        sheet,
      );
    case "rule":
      return [ruleLine(block.style ?? "single", sheet)];
    case "row":
      return layoutRow(block.cells, sheet);
  }
}

/** A stretch of the paper that text is set into. */
interface Column {
  readonly x: number;
  readonly dots: number;
  readonly align: Align;
  readonly overflow: "wrap" | "ellipsis";
}

function setRuns(runs: readonly Run[], column: Column, sheet: Sheet): Line[] {
  const only = runs.length === 1 ? runs[0] : undefined;
  const piece = only && setAtOnce(only, column, sheet);
  if (piece !== undefined) return [[piece]];
  const lines = only && wrapQuickly(only, column, sheet);
  return lines ?? setByAtoms(runs, column, sheet);
}

/** Most text of most receipts: one style, plain cells, and it fits in one line. */
function setAtOnce(style: Run, column: Column, sheet: Sheet): Piece | undefined {
  const text = plainText(style.text, sheet);
  if (text === undefined) return undefined;
  const dots = text.length * cellDots(style, sheet);
  return dots > column.dots
    ? undefined
    : { x: startOf(column, dots, sheet), text, style, dots, align: column.align };
}

function plainText(text: string, sheet: Sheet): string | undefined {
  if (sheet.isPlain(text)) return text;
  const fitted = sheet.fit(text);
  return sheet.isPlain(fitted) ? fitted : undefined;
}

/** Text of one style and of plain cells needs no look at its graphemes either. */
function wrapQuickly(style: Run, column: Column, sheet: Sheet): Line[] | undefined {
  if (column.overflow !== "wrap") return undefined;
  const cell = cellDots(style, sheet);
  if (cell > column.dots) return undefined;
  const paragraphs = sheet.fit(style.text).split("\n");
  if (!paragraphs.every(sheet.isPlain)) return undefined;
  const limit = Math.floor(column.dots / cell);
  return paragraphs
    .flatMap((paragraph) => breakCells(paragraph, limit))
    .map((text) => {
      const dots = text.length * cell;
      return text === "" ? [] : [{ x: startOf(column, dots, sheet), text, style, dots, align: column.align }];
    });
}

const cellDots = (style: Run, sheet: Sheet): number => sheet.cellDots[style.font ?? "A"] * (style.width ?? 1);

function startOf(column: Column, dots: number, sheet: Sheet): number {
  if (column.align === "left") return column.x;
  const free = column.dots - dots;
  if (column.align === "right") return column.x + free;
  // Whole cells: a printer moves by spaces.
  return column.x + Math.floor(free / 2 / sheet.cellDots.A) * sheet.cellDots.A;
}

function setByAtoms(runs: readonly Run[], column: Column, sheet: Sheet): Line[] {
  const atoms = runs.flatMap((style) => toAtoms(sheet.fit(style.text), style, sheet));
  const narrow = atoms.filter((atom) => atom.dots <= column.dots);
  if (narrow.length < atoms.length)
    sheet.report("truncated", "letters wider than their column were left out");
  const lines =
    column.overflow === "wrap" ? breakLines(narrow, column.dots) : [ellipsis(narrow, column, sheet)];
  return lines.map((line) => joinPieces(line, startOf(column, dotsOf(line), sheet), column.align));
}

function toAtoms(text: string, style: Run, sheet: Sheet): Atom<Run>[] {
  const cell = cellDots(style, sheet);
  return graphemes(text).map((grapheme) => {
    if (grapheme === "\n") return { text: "", dots: 0, style, kind: "newline" };
    const cells = graphemeCells(grapheme);
    return {
      text: grapheme,
      dots: cells * cell,
      style,
      kind: grapheme === " " ? "space" : cells === 2 ? "wide" : "letter",
    };
  });
}

function ellipsis(atoms: readonly Atom<Run>[], column: Column, sheet: Sheet): readonly Atom<Run>[] {
  const oneLine = atoms.map((atom) =>
    atom.kind === "newline"
      ? ({ ...atom, text: " ", dots: cellDots(atom.style, sheet), kind: "space" } as const)
      : atom,
  );
  if (dotsOf(oneLine) <= column.dots) return oneLine;
  const style = oneLine[0]?.style ?? { text: "" };
  const { line } = cutLine(oneLine, column.dots, toAtoms(sheet.fit("\u2026"), style, sheet));
  sheet.report("truncated", `shortened to ${JSON.stringify(line.map((atom) => atom.text).join(""))}`);
  return line;
}

function joinPieces(atoms: readonly Atom<Run>[], x: number, align: Align): Line {
  const pieces: Piece[] = [];
  let at = x;
  for (const atom of atoms) {
    const last = pieces.at(-1);
    if (last?.style === atom.style) {
      pieces[pieces.length - 1] = { ...last, text: last.text + atom.text, dots: last.dots + atom.dots };
    } else {
      pieces.push({ x: at, text: atom.text, style: atom.style, dots: atom.dots, align });
    }
    at += atom.dots;
  }
  return pieces;
}

function ruleLine(style: "single" | "double", sheet: Sheet): Line {
  const columns = Math.floor(sheet.widthDots / sheet.cellDots.A);
  return [
    {
      x: 0,
      text: sheet.rules[style].repeat(columns),
      style: PLAIN,
      dots: columns * sheet.cellDots.A,
      align: "left",
    },
  ];
}
const PLAIN: Run = { text: "" };

function layoutRow(cells: readonly Cell[], sheet: Sheet): Line[] {
  const widths = columnWidths(cells, sheet);
  const line = rowAtOnce(cells, widths, sheet);
  return line === undefined ? rowByColumns(cells, widths, sheet) : [line];
}

/** Each cell is one piece: a name and its price. */
function rowAtOnce(cells: readonly Cell[], widths: readonly number[], sheet: Sheet): Line | undefined {
  const line: Piece[] = [];
  let x = 0;
  for (let i = 0; i < cells.length; i++) {
    const { runs, align = "left", overflow = "wrap" } = cells[i] ?? EMPTY_CELL;
    const dots = (widths[i] ?? 0) * sheet.cellDots.A;
    const only = runs.length === 1 ? runs[0] : undefined;
    const piece = only && setAtOnce(only, { x, dots, align, overflow }, sheet);
    if (piece === undefined) return undefined;
    line.push(piece);
    x += dots;
  }
  return line;
}

function rowByColumns(cells: readonly Cell[], widths: readonly number[], sheet: Sheet): Line[] {
  const set: Line[][] = [];
  let x = 0;
  let height = 1;
  for (let i = 0; i < cells.length; i++) {
    const { runs, align = "left", overflow = "wrap" } = cells[i] ?? EMPTY_CELL;
    const dots = (widths[i] ?? 0) * sheet.cellDots.A;
    const lines = setRuns(runs, { x, dots, align, overflow }, sheet);
    set.push(lines);
    height = Math.max(height, lines.length);
    x += dots;
  }
  return sideBySide(set, height);
}
const EMPTY_CELL: Cell = { runs: [], width: 1 };

function sideBySide(set: readonly (readonly Line[])[], height: number): Line[] {
  const lines: Line[] = [];
  for (let row = 0; row < height; row++) {
    const line: Piece[] = [];
    for (const column of set) line.push(...(column[row] ?? []));
    lines.push(line);
  }
  return lines;
}

/** In cells of font A, together never more than the paper has: "*" shares what is left, the widest gives way where nothing is. */
function columnWidths(cells: readonly Cell[], sheet: Sheet): number[] {
  const paper = Math.floor(sheet.widthDots / sheet.cellDots.A);
  let asked = 0;
  let stars = 0;
  for (const { width } of cells) {
    if (width === "*") stars++;
    else asked += width;
  }
  const widths = shareOut(cells, Math.max(stars, paper - asked), stars);
  return asked + stars <= paper ? widths : narrowed(widths, paper, sheet);
}

function shareOut(cells: readonly Cell[], free: number, stars: number): number[] {
  const widths: number[] = [];
  let left = free;
  let starsLeft = stars;
  for (const { width } of cells) {
    const share = width === "*" ? Math.ceil(left / starsLeft) : width;
    if (width === "*") {
      left -= share;
      starsLeft--;
    }
    widths.push(share);
  }
  return widths;
}

function narrowed(widths: number[], paper: number, sheet: Sheet): number[] {
  let over = widths.reduce((sum, width) => sum + width, 0) - paper;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = Math.max(0, (widths[widest] ?? 0) - 1);
    over--;
  }
  sheet.report("truncated", `columns made narrower: the paper has ${paper}`);
  return widths;
}
