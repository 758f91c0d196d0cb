/**
 * Paper → PDF, as long as the paper: its letters are text, in the order and in the dots of the paper; lines are paragraphs and
 * pictures figures of a tagged PDF (ISO 32000-1, 14.8), so that it is read aloud line by line.
 */
import PDFDocument, { type PdfStructure } from "pdfkit";
import type { Mark, Paper } from "../../core/receipt.ts";
import { faceFor } from "../preview/glyphs.ts";
import { createGlyphFonts, type GlyphFonts } from "./glyph-fonts.ts";

export interface PdfWords {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** Stamped into the file. */
  readonly madeAtMs: number;
}

/** Receipt printers have 8 dots a millimetre (203 dots per inch); a point is 1/72 inch. */
const POINTS_PER_DOT = 72 / 25.4 / 8;
/** 4 mm: the edge of the roll that no head reaches. */
const EDGE_DOTS = 32;
/** Readers refuse pages of more than 14,400 points (ISO 32000-1, annex C): 5 m of paper. */
const MAX_PAGE_DOTS = Math.floor(14_400 / POINTS_PER_DOT) - 2 * EDGE_DOTS;

type TextMark = Extract<Mark, { type: "text" }>;
type Picture = Extract<Mark, { type: "raster" | "code" }>;
type Ink = TextMark | Picture;

interface Pen {
  readonly doc: PDFDocument;
  readonly fonts: GlyphFonts;
  /** What the reader goes through from top to bottom. */
  readonly content: PdfStructure;
}

export async function receiptPdf(paper: Paper, { title, language, madeAtMs }: PdfWords): Promise<Uint8Array> {
  const doc = new PDFDocument({
    ...{
      autoFirstPage: false,
      font: "",
      tagged: true,
      pdfVersion: "1.7",
      lang: language,
      displayTitle: true,
    },
    info: { Title: title, Producer: "pdfkit", Creator: "Tillgate", CreationDate: new Date(madeAtMs) },
  });
  const content = doc.struct("Document");
  doc.addStructure(content);
  const pen: Pen = { doc, fonts: createGlyphFonts(doc), content };
  for (const sheet of sheetsOf(paper)) drawSheet(sheet, paper.widthDots, pen);
  content.end();
  pen.fonts.end();
  doc.end();
  const chunks: Buffer[] = [];
  for await (const chunk of doc) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What one page holds: lines, each of the marks that share it. */
interface Sheet {
  readonly top: number;
  readonly bottom: number;
  readonly lines: readonly (readonly Ink[])[];
}

const isInk = (mark: Mark): mark is Ink =>
  mark.type === "text" || mark.type === "raster" || mark.type === "code";
const bottomOf = (ink: Ink): number => ink.y + (ink.type === "text" ? ink.cellHeight : ink.heightDots);

/** One page, but for a receipt longer than a page may be. */
function sheetsOf({ marks, heightDots }: Paper): readonly Sheet[] {
  const sheets: { top: number; bottom: number; lines: Ink[][] }[] = [{ top: 0, bottom: 0, lines: [] }];
  for (const line of intoLines(marks.filter(isInk))) {
    const top = Math.min(...line.map(({ y }) => y));
    const bottom = Math.max(...line.map(bottomOf));
    let sheet = sheets.at(-1);
    if (sheet === undefined || bottom - sheet.top > MAX_PAGE_DOTS) {
      sheet = { top, bottom, lines: [] };
      sheets.push(sheet);
    }
    sheet.bottom = Math.max(sheet.bottom, bottom);
    sheet.lines.push(line);
  }
  const last = sheets.at(-1);
  if (last) last.bottom = Math.max(last.bottom, Math.min(heightDots, last.top + MAX_PAGE_DOTS));
  return sheets;
}

/** Text on one ground line is one paragraph, everything else stands alone. */
function intoLines(marks: readonly Ink[]): Ink[][] {
  const lines: Ink[][] = [];
  for (const mark of marks) {
    const last = lines.at(-1)?.at(-1);
    const joins = mark.type === "text" && last?.type === "text" && bottomOf(last) === bottomOf(mark);
    if (joins) lines.at(-1)?.push(mark);
    else lines.push([mark]);
  }
  return lines;
}

function drawSheet({ top, bottom, lines }: Sheet, widthDots: number, pen: Pen): void {
  const { doc } = pen;
  const size = [widthDots + 2 * EDGE_DOTS, bottom - top + 2 * EDGE_DOTS].map((dots) => dots * POINTS_PER_DOT);
  doc.addPage({ size: [size[0] ?? 0, size[1] ?? 0], margin: 0 });
  // From here on in dots of the paper, from its top.
  const scale = POINTS_PER_DOT.toFixed(6);
  const shift = (EDGE_DOTS * POINTS_PER_DOT).toFixed(3);
  const rise = ((EDGE_DOTS - top) * POINTS_PER_DOT).toFixed(3);
  doc.addContent(`${scale} 0 0 ${scale} ${shift} ${rise} cm 0.1 g`);
  for (const line of lines) {
    const [first] = line;
    if (first === undefined) continue;
    if (first.type === "text") drawLine(line, pen);
    else drawPicture(first, pen);
  }
}

function drawLine(line: readonly Ink[], pen: Pen): void {
  const { doc, content } = pen;
  const marked = doc.markStructureContent("P");
  content.add(doc.struct("P", {}, [marked]));
  for (const mark of line) if (mark.type === "text") drawText(mark, pen);
  doc.endMarkedContent();
}

function drawText(mark: TextMark, { doc, fonts }: Pen): void {
  const { x, y, cellWidth, cellHeight } = mark;
  const width = mark.text.length * cellWidth;
  const face = faceFor(cellWidth, cellHeight);
  const scale = { x: cellWidth / face.width, y: cellHeight / face.height };
  // A printer prints bold by hitting again one dot further.
  const bold = mark.bold ? 1 / scale.x : 0;
  // Turned letters stand in the order of the paper, from the left; text begins at the other end.
  const letters = mark.upsideDown ? mark.text.toReversed() : mark.text;
  const matrix = mark.upsideDown
    ? `${-scale.x} 0 0 ${scale.y} ${x + width} ${y}`
    : `${scale.x} 0 0 ${-scale.y} ${x} ${y + cellHeight}`;
  if (mark.invert) doc.addContent(`${x} ${y} ${width} ${cellHeight} re f 1 g`);
  doc.addContent(`BT ${matrix} Tm`);
  let font = "";
  let codes = "";
  const flush = (): void => {
    if (codes !== "") doc.addContent(`/${font} 1 Tf <${codes}> Tj`);
    codes = "";
  };
  for (const letter of letters) {
    const place = fonts.place(letter, face, bold);
    if (place.font !== font) flush();
    font = place.font;
    codes += place.code;
    doc.page.fonts[font] ??= fonts.reference(font);
  }
  flush();
  doc.addContent("ET");
  if (mark.invert) doc.addContent("0.1 g");
  if (mark.underline) doc.addContent(`${x} ${y + cellHeight - 2} ${width} 2 re f`);
}

function drawPicture(picture: Picture, { doc, content }: Pen): void {
  const { x, y, widthDots, heightDots } = picture;
  const alt = picture.type === "code" ? `${picture.symbology}: ${picture.data}` : "picture";
  const name = `I${Object.keys(doc.page.xobjects).length}`;
  const image = doc.ref({
    ...{ Type: "XObject", Subtype: "Image", Width: widthDots, Height: heightDots },
    // A stencil: 1 is painted, 0 left as it is.
    ...{ ImageMask: true, BitsPerComponent: 1, Decode: [1, 0] },
  });
  image.end(picture.bits);
  doc.page.xobjects[name] = image;
  const marked = doc.markStructureContent("Figure");
  content.add(doc.struct("Figure", { alt }, [marked]));
  doc.addContent(`q ${widthDots} 0 0 ${-heightDots} ${x} ${y + heightDots} cm /${name} Do Q`);
  doc.endMarkedContent();
}
