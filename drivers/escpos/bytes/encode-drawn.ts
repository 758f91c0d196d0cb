/**
 * Lines with letters that no code table of the printer holds, drawn as pictures. A picture cannot stand beside letters, so all of the
 * line is drawn, on the cells that its layout gave it: prices stay in their column.
 */
import {
  type Alphabet,
  type DrawnText,
  graphemeCells,
  graphemes,
  holds,
  type Line,
  type Painter,
  type Piece,
  type PrintDocument,
} from "../../../src/sdk.ts";
import type { Profile } from "../profile.ts";
import { bitmapSteps } from "./encode-images.ts";
import type { LineDrawing, Step } from "./steps.ts";

/** Two metres of paper and less than half a second: a hostile document may hold millions. */
const MAX_DRAWN_LINES = 500;

export function createLineDrawing(profile: Profile, alphabet: Alphabet, painter: Painter): LineDrawing {
  let left = MAX_DRAWN_LINES;
  let language: string | undefined;
  let current: PrintDocument = [];
  return {
    begin(document) {
      left = MAX_DRAWN_LINES;
      language = undefined;
      current = document;
    },
    canDraw: (grapheme) => profile.pictures && left > 0 && painter.has(grapheme),
    stepsOf(line, tell) {
      if (line.every(({ text }) => holds(alphabet, text))) return [{ type: "line", line }];
      if (left === 0) {
        tell("dropped", `letters of more than ${MAX_DRAWN_LINES} drawn lines`);
        return [{ type: "line", line: line.map((piece) => withoutUnknown(piece, alphabet)) }];
      }
      left--;
      language ??= languageOf(current);
      tell("drawn", "letters that this printer lacks drawn as a picture of their line");
      return draw(line, { profile, painter, language });
    },
  };
}

interface Drawing {
  readonly profile: Profile;
  readonly painter: Painter;
  readonly language: string;
}

function draw(line: Line, { profile, painter, language }: Drawing): readonly Step[] {
  const height = Math.max(...line.map((piece) => heightOf(piece, profile)));
  const texts = line.map((piece): DrawnText => {
    const { text, style, x, dots, align } = piece;
    const own = heightOf(piece, profile);
    return {
      ...{ text, align, x, y: height - own, width: dots, height: own },
      cellWidth: profile.fonts[style.font ?? "A"].cellDots * (style.width ?? 1),
      bold: style.bold ?? false,
      underline: style.underline ?? false,
      invert: style.invert ?? false,
    };
  });
  const widthDots = Math.max(...texts.map(({ x, width }) => x + width));
  // As far down as a line of letters feeds.
  const heightDots = Math.max(height, Math.round(profile.dotsPerInch / LINES_PER_INCH));
  return bitmapSteps(painter.draw({ texts, widthDots, heightDots, language }), "left");
}

/** ESC 2 */
const LINES_PER_INCH = 6;

const heightOf = ({ style }: Piece, { fonts }: Profile): number =>
  fonts[style.font ?? "A"].heightDots * (style.height ?? 1);

function withoutUnknown(piece: Piece, alphabet: Alphabet): Piece {
  const text = graphemes(piece.text)
    .map((grapheme) => (holds(alphabet, grapheme) ? grapheme : "?".repeat(graphemeCells(grapheme))))
    .join("");
  return { ...piece, text };
}

/** Whose shapes Chinese characters get: kana are Japanese, hangul is Korean. */
function languageOf(document: PrintDocument): string {
  const text = document.map(wordsOf).join(" ");
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "ja";
  return /\p{Script=Hangul}/u.test(text) ? "ko" : "zh-Hans";
}

function wordsOf(block: PrintDocument[number]): string {
  if (block.type === "text") return block.runs.map(({ text }) => text).join("");
  return block.type === "row"
    ? block.cells.map(({ runs }) => runs.map(({ text }) => text).join("")).join(" ")
    : "";
}
