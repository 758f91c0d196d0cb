/** A document as a usual 80 mm printer without limits of alphabet would print it: for a shop that has no printer. */
import type { Align, Block, CodeKind, Mark, Paper, PrintDocument } from "../../core/receipt.ts";
import { readBarcode } from "../codes/barcode.ts";
import { qrBitmap } from "../codes/codes.ts";
import { fitBars, fitPdf417, fitQr } from "../codes/fit-code.ts";
import { type Bitmap, rasterPicture } from "../raster.ts";
import { graphemeCells, graphemes, isSimple, sanitize } from "../text/cells.ts";
import { type Line, layoutText, type Piece, type Sheet } from "../text/layout.ts";

/** 72 mm at 8 dots each, with the cells of most printers' two fonts. */
const WIDTH_DOTS = 576;
const CELLS = { A: { width: 12, height: 24 }, B: { width: 9, height: 17 } } as const;
export const PLAIN_COLUMNS = WIDTH_DOTS / CELLS.A.width;
const LINE_GAP = 6;
const LINE_DOTS = CELLS.A.height + LINE_GAP;

const SHEET: Sheet = {
  widthDots: WIDTH_DOTS,
  cellDots: { A: CELLS.A.width, B: CELLS.B.width },
  fit: sanitize,
  isPlain: (text) => isSimple(text),
  rules: { single: "\u2500", double: "\u2550" },
  report: () => undefined,
};

export function plainPaper(document: PrintDocument): Paper {
  const marks: Mark[] = [];
  let y = 0;
  for (const block of document) {
    const { added, heightDots } = setBlock(block, y);
    marks.push(...added);
    y += heightDots;
  }
  return { widthDots: WIDTH_DOTS, heightDots: y, marks, unknown: 0 };
}

interface Set {
  readonly added: readonly Mark[];
  readonly heightDots: number;
}
const NOTHING: Set = { added: [], heightDots: 0 };

function setBlock(block: Block, y: number): Set {
  switch (block.type) {
    case "text":
    case "row":
    case "rule":
      return setLines(layoutText(block, SHEET), y);
    case "feed":
      return { added: [], heightDots: block.lines * LINE_DOTS };
    case "qr":
    case "pdf417":
    case "barcode":
      return setCode(block, y);
    case "image":
      return setPicture(pictureOf(block), y, block.align);
    default:
      // Cuts, drawers, sounds, logos that nobody keeps and a printer's own bytes leave nothing on paper.
      return NOTHING;
  }
}

function setLines(lines: readonly Line[], y: number): Set {
  const added: Mark[] = [];
  let heightDots = 0;
  for (const line of lines) {
    const high = Math.max(...line.map(heightOf), CELLS.A.height);
    for (const piece of line) added.push(...setPiece(piece, y + heightDots + high));
    heightDots += high + LINE_GAP;
  }
  return { added, heightDots };
}

const heightOf = ({ style }: Piece): number => CELLS[style.font ?? "A"].height * (style.height ?? 1);

/** Letters of one width make a mark. `bottom`: the line's. */
function setPiece(piece: Piece, bottom: number): Mark[] {
  const { style } = piece;
  const cellHeight = heightOf(piece);
  const cell = CELLS[style.font ?? "A"].width * (style.width ?? 1);
  const marks: (Extract<Mark, { type: "text" }> & { text: string[] })[] = [];
  let { x } = piece;
  for (const letter of graphemes(piece.text)) {
    const cellWidth = cell * graphemeCells(letter);
    const last = marks.at(-1);
    if (last?.cellWidth === cellWidth) last.text.push(letter);
    else {
      const { bold = false, underline = false, invert = false } = style;
      const place = { x, y: bottom - cellHeight, cellWidth, cellHeight };
      marks.push({ type: "text", ...place, text: [letter], bold, underline, invert, upsideDown: false });
    }
    x += cellWidth;
  }
  return marks;
}

interface Drawn {
  readonly bitmap: Bitmap;
  readonly says?: { readonly symbology: CodeKind; readonly data: string };
}

function setPicture(drawn: Drawn | undefined, y: number, align: Align = "left"): Set {
  if (drawn === undefined || drawn.bitmap.widthDots > WIDTH_DOTS) return NOTHING;
  const { bitmap, says } = drawn;
  const free = WIDTH_DOTS - bitmap.widthDots;
  const place = { ...bitmap, x: { left: 0, center: Math.floor(free / 2), right: free }[align], y };
  const mark: Mark = says ? { type: "code", ...says, ...place } : { type: "raster", ...place };
  return { added: [mark], heightDots: bitmap.heightDots + LINE_GAP };
}

type Of<T extends Block["type"]> = Extract<Block, { readonly type: T }>;
type CodeBlock = Of<"qr" | "pdf417" | "barcode">;

/** A code, or what it would have said. */
function setCode(block: CodeBlock, y: number): Set {
  const drawn = drawCode(block);
  if (drawn !== undefined) return setPicture(drawn, y, block.align);
  return setLines(layoutText({ type: "text", runs: [{ text: block.data }] }, SHEET), y);
}

function drawCode(block: CodeBlock): Drawn | undefined {
  const { data } = block;
  if (block.type === "qr") {
    const code = fitQr(block, SHEET);
    if (typeof code === "string") return undefined;
    const bitmap = qrBitmap(code.data, code.moduleDots, code.correction);
    return { bitmap, says: { symbology: "qr", data } };
  }
  if (block.type === "pdf417") {
    const code = fitPdf417(block, SHEET);
    return typeof code === "string"
      ? undefined
      : { bitmap: code.bitmap, says: { symbology: "pdf417", data } };
  }
  const code = readBarcode(block.symbology, data);
  const look = typeof code === "string" ? code : fitBars(block, code.modules, SHEET);
  if (typeof code === "string" || typeof look === "string") return undefined;
  const bitmap = code.draw(look.moduleDots, look.heightDots);
  return { bitmap, says: { symbology: block.symbology, data: code.text } };
}

function pictureOf(block: Of<"image">): Drawn | undefined {
  const { png, jpeg, widthDots, dither = "floyd-steinberg" } = block;
  const picture = Buffer.from(png ?? jpeg ?? "", "base64");
  const drawn = rasterPicture(picture, { widthDots, maxWidthDots: WIDTH_DOTS, dither });
  return drawn.type === "bitmap" ? { bitmap: drawn.bitmap } : undefined;
}
