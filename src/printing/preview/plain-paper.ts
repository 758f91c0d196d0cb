/** A document as a usual 80 mm printer without limits of alphabet would print it: for a shop that has no printer. */
import type { Block, Mark, Paper, PrintDocument } from "../../core/receipt.ts";
import { modulesOf, planCode128 } from "../codes/code128.ts";
import { code128Bitmap, ean13Bitmap, qrBitmap } from "../codes/codes.ts";
import { qrModules } from "../codes/qr-capacity.ts";
import { completeEan13 } from "../codes/retail.ts";
import { type Bitmap, rasterPng } from "../raster.ts";
import { graphemeCells, graphemes, isSimple, sanitize } from "../text/cells.ts";
import { type Line, layoutText, type Piece, type Sheet } from "../text/layout.ts";

/** 72 mm at 8 dots each, with the cells of most printers' two fonts. */
const WIDTH_DOTS = 576;
const CELLS = { A: { width: 12, height: 24 }, B: { width: 9, height: 17 } } as const;
export const PLAIN_COLUMNS = WIDTH_DOTS / CELLS.A.width;
const LINE_GAP = 6;
const LINE_DOTS = CELLS.A.height + LINE_GAP;
const QR_MODULE_DOTS = 6;
const BAR_MODULE_DOTS = 2;
const BAR_HEIGHT_DOTS = 80;

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
      return setPicture(qrOf(block), y, block);
    case "barcode":
      return setPicture(barsOf(block), y, block);
    case "image":
      return setPicture(pictureOf(block), y, block);
    default:
      // Cuts, drawers and a printer's own bytes leave nothing on paper.
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

type Symbology = Extract<Mark, { type: "code" }>["symbology"];
type Drawn = { readonly bitmap: Bitmap; readonly says?: readonly [Symbology, string] };

function setPicture(
  drawn: Drawn | undefined,
  y: number,
  { align = "left" }: { readonly align?: "left" | "center" | "right" | undefined },
): Set {
  if (drawn === undefined || drawn.bitmap.widthDots > WIDTH_DOTS) return NOTHING;
  const { bitmap, says } = drawn;
  const free = WIDTH_DOTS - bitmap.widthDots;
  const place = { ...bitmap, x: { left: 0, center: Math.floor(free / 2), right: free }[align], y };
  const mark: Mark = says
    ? { type: "code", symbology: says[0], data: says[1], ...place }
    : { type: "raster", ...place };
  return { added: [mark], heightDots: bitmap.heightDots + LINE_GAP };
}

type Of<T extends Block["type"]> = Extract<Block, { readonly type: T }>;

function qrOf({ data, moduleDots = QR_MODULE_DOTS, correction = "M" }: Of<"qr">): Drawn | undefined {
  const bytes = Buffer.from(data, "utf8");
  const level = qrModules(bytes.length, correction) === undefined ? "L" : correction;
  const modules = qrModules(bytes.length, level);
  if (modules === undefined) return undefined;
  const dots = Math.max(1, Math.min(moduleDots, Math.floor(WIDTH_DOTS / modules)));
  return { bitmap: qrBitmap(bytes, dots, level), says: ["qr", data] };
}

function barsOf(block: Of<"barcode">): Drawn | undefined {
  const { data, heightDots = BAR_HEIGHT_DOTS, moduleDots = BAR_MODULE_DOTS } = block;
  if (block.symbology === "ean13") {
    const digits = completeEan13(data);
    return digits === undefined
      ? undefined
      : { bitmap: ean13Bitmap(digits, moduleDots, heightDots), says: ["ean13", digits] };
  }
  const stretches = planCode128(data, true);
  if (stretches === undefined) return undefined;
  const dots = Math.max(1, Math.min(moduleDots, Math.floor(WIDTH_DOTS / modulesOf(stretches))));
  return { bitmap: code128Bitmap(stretches, dots, heightDots), says: ["code128", data] };
}

function pictureOf({ png, widthDots, dither = "floyd-steinberg" }: Of<"image">): Drawn | undefined {
  const drawn = rasterPng(Buffer.from(png, "base64"), { widthDots, maxWidthDots: WIDTH_DOTS, dither });
  return drawn.type === "bitmap" ? { bitmap: drawn.bitmap } : undefined;
}
