/**
 * The receipt's letters as fonts of a PDF: Type 3, whose glyphs are drawings (ISO 32000-1, 9.6.5), so that the page shows the very
 * dots of the paper's picture, while a ToUnicode map (9.10.3) makes them text: searched, copied, read aloud. No font file is needed,
 * and a letter of any script is text, also one that the picture shows as a hollow box.
 */
import type PDFDocument from "pdfkit";
import type { PdfReference } from "pdfkit";
import type { Face } from "../preview/glyphs.ts";

/** Where a letter stands: the font's resource name, and its code as two hex digits. */
export interface Place {
  readonly font: string;
  readonly code: string;
}
export interface GlyphFonts {
  /** `bold`: glyph dots that each dot grows to the right; 0: not bold. */
  place(letter: string, face: Face, bold: number): Place;
  reference(font: string): PdfReference;
  /** Writes the fonts, when every letter was placed. */
  end(): void;
}

interface Font {
  readonly face: Face;
  readonly letters: { readonly letter: string; readonly bold: number }[];
  readonly dictionary: Record<string, unknown>;
  readonly reference: PdfReference;
}

/** A code is one byte. */
const MAX_LETTERS = 256;

export function createGlyphFonts(doc: PDFDocument): GlyphFonts {
  const fonts: Font[] = [];
  const places = new Map<string, Place>();
  const fontFor = (face: Face): number => {
    const known = fonts.findIndex((font) => font.face === face && font.letters.length < MAX_LETTERS);
    if (known >= 0) return known;
    const dictionary = {};
    return fonts.push({ face, letters: [], dictionary, reference: doc.ref(dictionary) }) - 1;
  };
  return {
    place(letter, face, bold) {
      const key = `${face.width} ${bold} ${letter}`;
      const known = places.get(key);
      if (known) return known;
      const index = fontFor(face);
      const code = (fonts[index]?.letters.push({ letter, bold }) ?? 1) - 1;
      const place = { font: `T${index}`, code: hex(code, 2) };
      places.set(key, place);
      return place;
    },
    reference(name) {
      const font = fonts[Number(name.slice(1))];
      if (font === undefined) throw new RangeError(`${name} is no font of this page`);
      return font.reference;
    },
    end() {
      for (const font of fonts) endFont(doc, font);
    },
  };
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

function endFont(doc: PDFDocument, { face, letters, dictionary, reference }: Font): void {
  const drawings = letters.map(({ letter, bold }) => stream(doc, drawingOf(letter, face, bold)));
  Object.assign(dictionary, {
    Type: "Font",
    Subtype: "Type3",
    FontBBox: [0, 0, face.width + 1, face.height],
    // Glyph space is dots of the face, a text of size 1 is one dot high.
    FontMatrix: [1, 0, 0, 1, 0, 0],
    FirstChar: 0,
    LastChar: letters.length - 1,
    Widths: letters.map(() => face.width),
    Encoding: { Type: "Encoding", Differences: [0, ...letters.map((_, code) => `g${code}`)] },
    CharProcs: Object.fromEntries(drawings.map((drawing, code) => [`g${code}`, drawing])),
    Resources: {},
    ToUnicode: stream(doc, unicodeMap(letters.map(({ letter }) => letter))),
  });
  reference.end();
}

function stream(doc: PDFDocument, data: string): PdfReference {
  const reference = doc.ref({});
  reference.end(Buffer.from(data, "latin1"));
  return reference;
}

interface Box {
  readonly x: number;
  /** From the top. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One fill of all its dots: what lies side by side has no seam. Painted in the colour of the text (operator d1). */
function drawingOf(letter: string, face: Face, bold: number): string {
  const boxes = boxesOf(letter.codePointAt(0) ?? SPACE, face).map(
    ({ x, y, width, height }) => `${x} ${face.height - y - height} ${width + bold} ${height} re`,
  );
  const metrics = `${face.width} 0 0 0 ${face.width + bold} ${face.height} d1`;
  return [metrics, ...boxes, ...(boxes.length > 0 ? ["f"] : [])].join("\n");
}

const SPACE = 0x20;
const NO_BREAK_SPACE = 0xa0;

/** What a letter is drawn with: its stretches of black dots, or the frame that the picture shows for a letter without any. */
function boxesOf(codePoint: number, face: Face): readonly Box[] {
  if (codePoint === SPACE || codePoint === NO_BREAK_SPACE) return [];
  const rows = face.glyph(codePoint);
  if (rows !== undefined) return [...rows].flatMap((bits, y) => stretchesOf(bits, y, face.width));
  const frame = { x: 2, y: 3, width: face.width - 4, height: face.height - 6 };
  return [
    { ...frame, height: 1 },
    { ...frame, y: frame.y + frame.height - 1, height: 1 },
    { ...frame, width: 1 },
    { ...frame, x: frame.x + frame.width - 1, width: 1 },
  ];
}

function stretchesOf(bits: number, y: number, width: number): Box[] {
  const boxes: Box[] = [];
  let start = -1;
  for (let x = 0; x <= width; x++) {
    const isBlack = x < width && (bits & (0x8000 >> x)) !== 0;
    if (isBlack && start < 0) start = x;
    if (isBlack || start < 0) continue;
    boxes.push({ x: start, y, width: x - start, height: 1 });
    start = -1;
  }
  return boxes;
}

/** Entries of one block: more are not allowed (Adobe Technical Note 5014). */
const MAX_ENTRIES = 100;

/** Codes → UTF-16, of however many units a grapheme has. */
function unicodeMap(letters: readonly string[]): string {
  const entries = letters.map((letter, code) => `<${hex(code, 2)}> <${utf16(letter)}>`);
  const blocks: string[] = [];
  for (let i = 0; i < entries.length; i += MAX_ENTRIES) {
    const block = entries.slice(i, i + MAX_ENTRIES);
    blocks.push(`${block.length} beginbfchar`, ...block, "endbfchar");
  }
  return [
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
    "/CMapName /Receipt def /CMapType 2 def",
    "1 begincodespacerange <00> <ff> endcodespacerange",
    ...blocks,
    "endcmap end end",
  ].join("\n");
}

const utf16 = (letter: string): string =>
  Array.from({ length: letter.length }, (_, i) => hex(letter.charCodeAt(i), 4)).join("");
