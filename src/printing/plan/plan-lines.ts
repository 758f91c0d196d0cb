/**
 * Lines with letters that a printer lacks, drawn as pictures. A picture cannot stand beside letters, so all of the line is drawn, on the
 * cells that its layout gave it: prices stay in their column.
 */
import type { PrintDocument } from "../../core/receipt.ts";
import { graphemeCells, graphemes } from "../text/cells.ts";
import type { Line, Piece, Sheet } from "../text/layout.ts";
import type { DrawnText, Painter } from "../text/painter.ts";
import type { Abilities, PlanStep } from "./abilities.ts";

/** Two metres of paper and less than half a second: a hostile document may hold millions. */
const MAX_DRAWN_LINES = 500;

/** The lines of one job. */
export interface JobLines {
  /** Some font of the machine has it, and the job has room for it. */
  canDraw(grapheme: string): boolean;
  /** As it stands when the printer has all its letters, else as a picture. */
  set(line: Line, tell: Sheet["report"]): PlanStep;
}

export function createJobLines(document: PrintDocument, abilities: Abilities, painter: Painter): JobLines {
  const { holds } = abilities.text;
  let left = MAX_DRAWN_LINES;
  let language: string | undefined;
  return {
    canDraw: (grapheme) => abilities.pictures && left > 0 && painter.has(grapheme),
    set(line, tell) {
      if (line.every(({ text }) => holds(text))) return { type: "line", line };
      if (left === 0) {
        tell("dropped", `letters of more than ${MAX_DRAWN_LINES} drawn lines`);
        return { type: "line", line: line.map((piece) => withoutUnknown(piece, holds)) };
      }
      left--;
      language ??= languageOf(document);
      tell("drawn", "letters that this printer lacks drawn as a picture of their line");
      return { type: "picture", bitmap: painter.draw(drawnLine(line, abilities, language)), align: "left" };
    },
  };
}

function drawnLine(
  line: Line,
  { fonts, lineDots }: Abilities,
  language: string,
): Parameters<Painter["draw"]>[0] {
  const heightOf = ({ style }: Piece): number => fonts[style.font ?? "A"].heightDots * (style.height ?? 1);
  const height = Math.max(...line.map(heightOf));
  const texts = line.map((piece): DrawnText => {
    const { text, style, x, dots, align } = piece;
    const own = heightOf(piece);
    return {
      ...{ text, x, y: height - own, width: dots, height: own, align },
      cellWidth: fonts[style.font ?? "A"].cellDots * (style.width ?? 1),
      bold: style.bold ?? false,
      underline: style.underline ?? false,
      invert: style.invert ?? false,
    };
  });
  const widthDots = Math.max(...texts.map(({ x, width }) => x + width));
  return { texts, widthDots, heightDots: Math.max(height, lineDots), language };
}

function withoutUnknown(piece: Piece, holds: (text: string) => boolean): Piece {
  const text = graphemes(piece.text)
    .map((grapheme) => (holds(grapheme) ? grapheme : "?".repeat(graphemeCells(grapheme))))
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
