/** Text in drawable stretches: cell by cell where letters stand alone, together where they join or turn around. */
import { graphemeCells, graphemes } from "./cells.ts";

export interface Stretch {
  readonly text: string;
  readonly kind: "single" | "wide" | "joined" | "turned";
  /** Cells before it, and cells of its own. */
  readonly at: number;
  readonly cells: number;
}

const TURNED =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** From Devanagari to Balinese, and what was added to them later: scripts that stack, join or change places. */
const JOINED = /[\u0900-\u10ff\u1200-\u1aff\ua800-\uabff\u{11000}-\u{11fff}]/u;

/** Spaces between stretches are left out. */
export function stretchesOf(text: string): Stretch[] {
  const parts = graphemes(text);
  // Where each word of such a text stands is known only when all of it is set.
  if (TURNED.test(text)) {
    return [
      { text, kind: "turned", at: 0, cells: parts.reduce((sum, part) => sum + graphemeCells(part), 0) },
    ];
  }
  const stretches: Stretch[] = [];
  let at = 0;
  for (const part of parts) {
    const cells = graphemeCells(part);
    add(stretches, { text: part, kind: kindOf(part, cells), at, cells });
    at += cells;
  }
  return stretches.filter(({ text }) => text !== " ");
}

const kindOf = (grapheme: string, cells: number): Stretch["kind"] =>
  JOINED.test(grapheme) ? "joined" : cells === 2 ? "wide" : "single";

function add(stretches: Stretch[], next: Stretch): void {
  const last = stretches.at(-1);
  if (last?.kind === "joined" && next.kind === "joined") {
    stretches[stretches.length - 1] = {
      ...last,
      text: last.text + next.text,
      cells: last.cells + next.cells,
    };
  } else {
    stretches.push(next);
  }
}

/** The first letter that has a direction decides: Unicode's bidirectional algorithm, rules P2 and P3. */
export function isTurned(text: string): boolean {
  return TURNED.test(/\p{L}/u.exec(text)?.[0] ?? "");
}
