/** Where lines break: at spaces and around wide letters, else between any two graphemes. Widths in dots. */

/** One grapheme on its way to a line. */
export interface Atom<Style> {
  readonly text: string;
  readonly dots: number;
  readonly style: Style;
  readonly kind: "letter" | "space" | "wide" | "newline";
}

/** No line is wider than `limit`, provided that no atom is. Spaces at a soft break are swallowed, others stay. */
export function breakLines<Style>(atoms: readonly Atom<Style>[], limit: number): Atom<Style>[][] {
  const lines: Atom<Style>[][] = [];
  let paragraph: Atom<Style>[] = [];
  for (const atom of atoms) {
    if (atom.kind !== "newline") {
      paragraph.push(atom);
      continue;
    }
    lines.push(...breakParagraph(paragraph, limit));
    paragraph = [];
  }
  lines.push(...breakParagraph(paragraph, limit));
  return lines;
}

const SPACE = 0x20;

/** The same lines as breakLines, of text in which every code unit is one cell: most text that does not fit in one line. */
export function breakCells(text: string, limit: number): string[] {
  const lines: string[] = [];
  let start = 0;
  while (text.length - start > limit) {
    const end = endOfCells(text, start, start + limit);
    lines.push(text.slice(start, end).replace(/ +$/, ""));
    start = end;
    while (text.charCodeAt(start) === SPACE) start++;
    if (start >= text.length) return lines;
  }
  lines.push(text.slice(start));
  return lines;
}

/** Back to the last place where a line may break; a word longer than the line breaks anywhere. */
function endOfCells(text: string, start: number, end: number): number {
  for (let at = end; at > start; at--)
    if (text.charCodeAt(at) === SPACE || text.charCodeAt(at - 1) === SPACE) return at;
  return end;
}

function breakParagraph<Style>(atoms: readonly Atom<Style>[], limit: number): Atom<Style>[][] {
  const lines: Atom<Style>[][] = [];
  let start = 0;
  while (true) {
    const end = endOfLine(atoms, start, limit);
    if (end >= atoms.length) break;
    lines.push(trimEnd(atoms.slice(start, end)));
    start = end;
    while (atoms[start]?.kind === "space") start++;
    if (start >= atoms.length) return lines;
  }
  lines.push(atoms.slice(start));
  return lines;
}

/** First atom that does not belong to the line which begins at `start`. */
function endOfLine<Style>(atoms: readonly Atom<Style>[], start: number, limit: number): number {
  let end = start;
  for (let used = 0; end < atoms.length; end++) {
    used += atoms[end]?.dots ?? 0;
    if (used > limit && end > start) break;
  }
  if (end === atoms.length) return end;
  // Back to the last place where a line may break; a word longer than the line breaks anywhere.
  for (let at = end; at > start; at--) if (mayBreak(atoms, at)) return at;
  return end;
}

/** Between atoms `at - 1` and `at`. */
const mayBreak = (atoms: readonly Atom<unknown>[], at: number): boolean =>
  atoms[at]?.kind !== "letter" || atoms[at - 1]?.kind !== "letter";

function trimEnd<Style>(atoms: Atom<Style>[]): Atom<Style>[] {
  while (atoms.at(-1)?.kind === "space") atoms.pop();
  return atoms;
}

/** As many atoms as fit in front of `tail`; `tail` itself only where something was cut and there is room for it. */
export function cutLine<Style>(
  atoms: readonly Atom<Style>[],
  limit: number,
  tail: readonly Atom<Style>[],
): { readonly line: readonly Atom<Style>[]; readonly cut: boolean } {
  if (dotsOf(atoms) <= limit) return { line: atoms, cut: false };
  const room = limit - dotsOf(tail);
  const line: Atom<Style>[] = [];
  let used = 0;
  for (const atom of atoms) {
    used += atom.dots;
    if (used > (room >= 0 ? room : limit)) break;
    line.push(atom);
  }
  return { line: room >= 0 ? [...trimEnd(line), ...tail] : line, cut: true };
}

export const dotsOf = (atoms: readonly { readonly dots: number }[]): number =>
  atoms.reduce((sum, atom) => sum + atom.dots, 0);
