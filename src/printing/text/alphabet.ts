/**
 * What one printer can print: the code tables of its profile taken together. Says which text fits, what stands in for the rest,
 * and which table to switch to.
 */
import { graphemeCells, graphemes, sanitize } from "./cells.ts";
import { type UpperHalf, upperHalf } from "./code-pages.ts";
import { SUBSTITUTES } from "./substitutes.ts";

/**
 * Where several tables hold the same text the first of these is taken. CP1252 has the euro, typographic quotes and French letters,
 * and sits at id 16 of nearly every printer; CP858 adds lines; CP437 is every printer's table 0 but has no euro.
 * Left out on purpose: tables of right-to-left scripts, which a printer would set in the wrong order.
 */
const PREFERENCE = [
  "CP1252", "CP858", "CP437", "CP850", "ISO_8859-15", "CP852", "CP1250", "CP866", "CP1251", "CP737", "CP1253", "CP857",
  "CP1254", "CP775", "CP1257", "CP1258", "CP1125", "CP855", "CP869", "ISO_8859-7", "ISO_8859-2", "ISO_8859-5", "ISO_8859-9",
  "ISO_8859-1", "ISO_8859-3", "ISO_8859-4", "CP860", "CP861", "CP863", "CP865", "RK1048",
]; // biome-ignore format: a list of names reads better in lines

/** Their letters run from right to left or join: one cell each, in the order of the text, would be wrong on paper. */
const NOT_CELL_BY_CELL = /[\p{M}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Thai}]/u;
const NO_BREAK_SPACE = 0xa0;
/** All bits; signed, as bit operations are. */
const EVERY_TABLE = -1;

/** One code table of a printer: `ESC t <id>` selects it. */
export interface CodeTable {
  readonly id: number;
  readonly name: string;
  /** Code point → byte 0x80-0xFF. */
  readonly bytes: ReadonlyMap<number, number>;
}

export interface Alphabet {
  /** At most 31, in the order of preference: bit i of a mask is tables[i]. */
  readonly tables: readonly CodeTable[];
  /** Per code unit: the tables that hold it. ASCII stands in all. */
  readonly masks: Int32Array;
}

/** `codePages`: the profile's table ids and what stands behind them. Unknown encodings are passed over. */
export function createAlphabet(codePages: Readonly<Record<number, string>>): Alphabet {
  const masks = new Int32Array(0x10000);
  masks.fill(EVERY_TABLE, 0x20, 0x7f);
  masks[NO_BREAK_SPACE] = EVERY_TABLE;
  const tables: CodeTable[] = [];
  for (const name of PREFERENCE) {
    const id = Object.keys(codePages).find((key) => codePages[Number(key)] === name);
    const half = id === undefined ? undefined : upperHalf(name);
    if (id === undefined || half === undefined) continue;
    const bytes = invert(half);
    for (const codePoint of bytes.keys()) masks[codePoint] = (masks[codePoint] ?? 0) | (1 << tables.length);
    tables.push({ id: Number(id), name, bytes });
  }
  return { tables, masks };
}

function invert(half: UpperHalf): Map<number, number> {
  const bytes = new Map<number, number>();
  half.forEach((char, i) => {
    if (char !== undefined && !NOT_CELL_BY_CELL.test(char)) bytes.set(char.charCodeAt(0), 0x80 + i);
  });
  // A no-break space prints as a space, which needs no table.
  bytes.delete(NO_BREAK_SPACE);
  return bytes;
}

export interface Missing {
  /** Reports that `from` was printed as `to`. */
  readonly onSubstitute: (from: string, to: string) => void;
  /** This grapheme can be drawn as a picture. */
  readonly canDraw: (grapheme: string) => boolean;
}

/** Sanitized text in which every grapheme can be drawn, or is of code units of one cell that a table of this printer holds each. */
export function fit(alphabet: Alphabet, text: string, missing: Missing): string {
  if (holds(alphabet, text)) return text;
  const clean = sanitize(text);
  if (holds(alphabet, clean)) return clean;
  let fitted = "";
  for (const grapheme of graphemes(clean)) {
    if (grapheme === "\n" || holds(alphabet, grapheme)) {
      fitted += grapheme;
      continue;
    }
    const best = bestFor(alphabet, grapheme, missing.canDraw);
    if (best !== grapheme) missing.onSubstitute(grapheme, best);
    fitted += best;
  }
  return fitted;
}

/** Signs become what a cashier would type; letters are drawn, for a name without its letters is another name. */
function bestFor(alphabet: Alphabet, grapheme: string, canDraw: Missing["canDraw"]): string {
  const typed = SUBSTITUTES.get(grapheme)?.find((text) => holds(alphabet, text));
  if (typed !== undefined && !/\p{L}/u.test(grapheme)) return typed;
  if (canDraw(grapheme)) return grapheme;
  return typed ?? withoutAccents(alphabet, grapheme);
}

/** Some table holds each code unit. Not: one table holds them all. */
export function holds(alphabet: Alphabet, text: string): boolean {
  const { masks } = alphabet;
  for (let i = 0; i < text.length; i++) if (masks[text.charCodeAt(i)] === 0) return false;
  return true;
}

function withoutAccents(alphabet: Alphabet, grapheme: string): string {
  const base = grapheme.normalize("NFKD").replace(/\p{M}/gu, "");
  if (
    base !== "" &&
    base !== grapheme &&
    /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}/u.test(base)
  ) {
    if (holds(alphabet, base)) return base;
  }
  return "?".repeat(graphemeCells(grapheme));
}

/**
 * The table that holds most of what comes, from code unit `at` on: the fewest switches, then the preference order.
 * `units`: those beyond ASCII of all the text, which is all that needs a table. The first must be held by some table.
 */
export function chooseTable({ tables, masks }: Alphabet, units: ArrayLike<number>, at: number): CodeTable {
  let left = EVERY_TABLE;
  for (let i = at; i < units.length; i++) {
    const next = left & (masks[units[i] ?? 0] ?? 0);
    if (next === 0) break;
    left = next;
  }
  const best = tables[31 - Math.clz32(left & -left)];
  if (best === undefined) throw new RangeError("no code table holds this character");
  return best;
}
