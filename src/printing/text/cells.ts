/**
 * Text as a receipt printer sees it: graphemes in cells of a fixed width.
 * Widths: Unicode UAX #11 by get-east-asian-width (ambiguous = narrow), graphemes: UAX #29 by Intl.Segmenter.
 */
import { eastAsianWidth } from "get-east-asian-width";

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
/** Turns text around or is invisible: on a till roll it can only mislead. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff]/gu;
const NO_BREAK_SPACES = /[\u2007\u202f]/g;
const OTHER_SPACES = /[\u1680\u2000-\u2006\u2008-\u200a\u205f]/g;

/**
 * Text without anything that could move the print head or the reading direction: no control characters but the line feed,
 * no bidi controls, no line separators; NFC; tabs and exotic spaces become spaces.
 */
export function sanitize(text: string): string {
  if (isSimple(text)) return text;
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll("\t", " ")
    .replace(UNPRINTABLE, "")
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .normalize("NFC")
    .replace(NO_BREAK_SPACES, "\u00a0")
    .replace(OTHER_SPACES, " ")
    .replaceAll("\u3000", "  ");
}

/** Each code unit is one grapheme of one cell: the quick path of everything here. */
export function isSimple(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if ((unit < 0x20 || unit > 0x7e) && !isSimpleUnit(unit)) return false;
  }
  return true;
}

/** Latin, Greek and Cyrillic letters, quotes, dashes, currency signs, box drawing: none joins with a neighbour. */
function isSimpleUnit(unit: number): boolean {
  if (unit < 0xa0) return false;
  if (unit < 0x300) return unit !== 0xad;
  if (unit < 0x530) return (unit >= 0x38e && unit <= 0x482) || unit >= 0x48a;
  return (
    (unit >= 0x2010 && unit <= 0x2026) ||
    (unit >= 0x20a0 && unit <= 0x20bf) ||
    (unit >= 0x2500 && unit <= 0x259f)
  );
}

/** The graphemes of sanitized text. */
export function graphemes(text: string): string[] {
  if (isSimple(text)) return text.split("");
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** 1 or 2 cells. What has no width of its own, such as a lone accent, still takes a cell: nothing may pile up unseen. */
export function graphemeCells(grapheme: string): 1 | 2 {
  const first = grapheme.codePointAt(0) ?? 0;
  if (grapheme.includes("\ufe0f")) return 2;
  if (first >= 0x1f1e6 && first <= 0x1f1ff && grapheme.length > 2) return 2;
  if (isIndic(first) && (grapheme.match(/\p{Lo}/gu)?.length ?? 0) > 1) return 2;
  return eastAsianWidth(first);
}

/** Devanagari to Malayalam: several letters joined in one grapheme are too wide for a cell. */
const isIndic = (codePoint: number): boolean => codePoint >= 0x900 && codePoint < 0xd80;

/** Cells that sanitized text without line feeds takes. */
export function textCells(text: string): number {
  if (isSimple(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeCells(grapheme), 0);
}
