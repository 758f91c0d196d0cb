/**
 * A page that the markup library writes on, as if it were a printer: each of its commands becomes part of a block of ours.
 * Columns become rows of cells, so that letters which a printer substitutes push nothing out of its place.
 */
import { type BaseCommand, commands } from "receiptline";
import type { Align, Block, Run } from "../../core/receipt.ts";
import { graphemes, sanitize, textCells } from "../text/cells.ts";
import { barcodeBlocks, qrBlock } from "./markup-codes.ts";

export interface MarkupPage {
  readonly command: BaseCommand;
  readonly blocks: readonly Block[];
  readonly faults: readonly string[];
}

type Style = Omit<Run, "text">;
/** Text at its place in a line; `column` is where its column begins. All in cells of font A. */
interface Piece {
  readonly column: number;
  readonly x: number;
  readonly cells: number;
  readonly run: Run;
}
type Write = (...blocks: readonly Block[]) => void;

const ALIGNS: readonly Align[] = ["left", "center", "right"];
/** Of a row block. */
const MAX_CELLS = 12;

export function createMarkupPage(columns: number): MarkupPage {
  const blocks: Block[] = [];
  const faults: string[] = [];
  const pen = createPen(columns);
  const write: Write = (...written) => void blocks.push(...written);
  const command: BaseCommand = {
    ...commands.base,
    measureText: (text) => textCells(sanitize(text)),
    arrayFrom: (text) => graphemes(sanitize(text)),
    ...pen.commands,
    ...ruleCommands(pen, columns),
    lf: said(() => write(pen.line())),
    vrlf: said(() => write(pen.line())),
    cut: said(() => write({ type: "cut" })),
    close: said(() => {
      if (blocks.at(-1)?.type !== "cut") write({ type: "cut" });
    }),
    image: said((png: string) => write({ type: "image", png, align: pen.align() })),
    qrcode: said((symbol) => write(qrBlock(symbol, pen.align()))),
    barcode: said((symbol) => {
      const bars = barcodeBlocks(symbol, pen.align());
      if (bars) write(...bars);
      else faults.push(`"${symbol.data}" cannot be a barcode of type ${symbol.type}`);
    }),
  };
  return { command, blocks, faults };
}

/** The library wants text for each command; ours went on the page. */
const said =
  <A extends readonly unknown[]>(act: (...args: A) => void) =>
  (...args: A): string => {
    act(...args);
    return "";
  };

interface Pen {
  readonly commands: Partial<BaseCommand>;
  readonly align: () => Align;
  /** Moves to a column. */
  to(x: number): void;
  /** `isFixed`: the whole line is a drawing, where each character keeps its cell. */
  put(text: string, isFixed: boolean): void;
  /** What was put since the last one. */
  line(): Block;
}

function createPen(columns: number): Pen {
  let left = 0;
  let align: Align = "left";
  let style: Style = {};
  let at = { column: 0, x: 0 };
  let pieces: Piece[] = [];
  let fixed = false;
  const to = (x: number): void => {
    at = { column: left + x, x: left + x };
  };
  const add = (more: Style) =>
    said(() => {
      style = { ...style, ...more };
    });
  const put = (text: string, isFixed: boolean): void => {
    const cells = textCells(text) * (style.width ?? 1);
    fixed ||= isFixed;
    pieces.push({ ...at, cells, run: { text, ...style } });
    at = { ...at, x: at.x + cells };
  };
  return {
    to,
    put,
    align: () => align,
    commands: {
      open: said(() => undefined),
      area: said((margin: number) => {
        left = margin;
      }),
      align: said((number: number) => {
        align = ALIGNS[number] ?? "left";
      }),
      absolute: said(to),
      relative: said((by: number) => {
        at = { ...at, x: at.x + Math.round(by) };
      }),
      ul: add({ underline: true }),
      em: add({ bold: true }),
      iv: add({ invert: true }),
      wh: said((level: number) => {
        style = { ...style, ...scaleOf(level) };
      }),
      normal: said(() => {
        style = {};
      }),
      text: said((text: string) => put(text, false)),
    },
    line() {
      const block = lineBlock(pieces, { columns, fixed });
      pieces = [];
      fixed = false;
      to(0);
      return block;
    },
  };
}

/** "^" is twice as wide, "^^" twice as high, "^^^" both, and so on. */
const scaleOf = (level: number): Style => ({
  width: level < 2 ? level + 1 : level - 1,
  height: level < 3 ? Math.max(1, level) : level - 1,
});

/** Ruled lines, in the characters that the library's own text output has for them. */
function ruleCommands(pen: Pen, columns: number): Partial<BaseCommand> {
  const { text } = commands;
  const draw = (row: string): string => {
    pen.to(0);
    pen.put(row.trimEnd(), true);
    return "";
  };
  // Their left margin is the pen's.
  const plain = { ...text, left: 0 };
  return {
    hr: (width) => draw("-".repeat(Math.min(width, columns))),
    vr: (widths) => {
      let x = 0;
      for (const width of [...widths, 0]) {
        pen.to(x);
        pen.put("|", true);
        x += width + 1;
      }
      return "";
    },
    vrstart: (widths) => draw(text.vrstart.call(plain, widths)),
    vrstop: (widths) => draw(text.vrstop.call(plain, widths)),
    vrhr: (above, below, dl, dr) => draw(text.vrhr.call(plain, above, below, dl, dr)),
  };
}

function lineBlock(
  pieces: readonly Piece[],
  { columns, fixed }: { readonly columns: number; readonly fixed: boolean },
): Block {
  const sorted = pieces.filter((piece) => !isEmpty(piece, pieces)).sort((a, b) => a.x - b.x);
  const [first] = sorted;
  if (first === undefined) return { type: "feed", lines: 1 };
  if (!fixed && new Set(sorted.map(({ column }) => column)).size === 1) return oneColumn(sorted, columns);
  const row = fixed ? [] : cellsOf(sorted, columns);
  return row.length === 0 || row.length > MAX_CELLS
    ? { type: "text", runs: spaced(sorted) }
    : { type: "row", cells: row };
}

/** The library fills a column that has no text in this line with a space. */
const isEmpty = ({ column }: Piece, pieces: readonly Piece[]): boolean =>
  pieces.every(
    ({ column: other, run }) => other !== column || (run.text === " " && !run.invert && !run.underline),
  );

function oneColumn(pieces: readonly Piece[], columns: number): Block {
  const before = pieces[0]?.x ?? 0;
  const after = columns - endOf(pieces);
  const runs = pieces.map(({ run }) => run);
  if (before === 0) return { type: "text", runs };
  if (after === 0) return { type: "text", runs, align: "right" };
  return Math.abs(before - after) <= 1
    ? { type: "text", runs, align: "center" }
    : { type: "text", runs: spaced(pieces) };
}

type Cell = Extract<Block, { type: "row" }>["cells"][number];

/** Text that begins its column takes all of it; text that was moved in stands at the right of what it takes. */
function cellsOf(pieces: readonly Piece[], columns: number): Cell[] {
  const cells: Cell[] = [];
  const starts = [...new Set(pieces.map(({ column }) => column))];
  let x = 0;
  const gapTo = (to: number): void => {
    if (to > x) cells.push({ runs: [], width: to - x });
    x = Math.max(x, to);
  };
  for (const [index, start] of starts.entries()) {
    const own = pieces.filter(({ column }) => column === start);
    const moved = (own[0]?.x ?? start) > start;
    const end = moved ? endOf(own) : (starts[index + 1] ?? columns);
    gapTo(start);
    const runs = own.map(({ run }) => run);
    cells.push({ runs, width: Math.max(1, end - start), align: moved ? "right" : "left" });
    x = Math.max(end, start + 1);
  }
  return cells;
}

const endOf = (pieces: readonly Piece[]): number => Math.max(...pieces.map(({ x, cells }) => x + cells));

/** In one run after the other, with spaces where nothing stands. */
function spaced(pieces: readonly Piece[]): Run[] {
  let x = 0;
  return pieces.flatMap((piece) => {
    const gap = piece.x - x;
    x = piece.x + piece.cells;
    return gap > 0 ? [{ text: " ".repeat(gap) }, piece.run] : [piece.run];
  });
}
