/**
 * Code 128 as stretches of code sets. Source: ISO/IEC 15417: set A holds controls and capitals, B small letters, C pairs of digits.
 */
export interface Stretch {
  readonly set: "A" | "B" | "C";
  readonly text: string;
}

/** Function 1, which says "GS1" at the beginning and "the next element" elsewhere. A private letter: no text holds it. */
export const FNC1 = "\ue0f1";
const FNC1_SYMBOL = 102;

const START = { A: 103, B: 104, C: 105 } as const;
const SWITCH = { A: 101, B: 100, C: 99 } as const;
/** Start, check symbol: 11 modules each; stop: 13. */
const FRAME_MODULES = 35;
const SYMBOL_MODULES = 11;

/** The stretches that hold `text`; undefined when Code 128 cannot (beyond ASCII). `withDigits`: pack pairs of digits. */
export function planCode128(text: string, withDigits: boolean): readonly Stretch[] | undefined {
  if (text === "" || !isAscii(text)) return undefined;
  const parts = withDigits ? splitDigits(text) : [{ digits: false, text }];
  return joinStretches(
    parts.flatMap((part) => (part.digits ? [{ set: "C", text: part.text } as const] : lettersOf(part.text))),
  );
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f && text[i] !== FNC1) return false;
  return true;
}

interface Part {
  readonly digits: boolean;
  readonly text: string;
}

function splitDigits(text: string): Part[] {
  const parts: Part[] = [];
  let letters = "";
  for (const match of text.matchAll(/\d+|[^\d]+/g)) {
    const { before, pairs, after } = splitRun(match[0], match.index, text, letters !== "");
    letters += before;
    if (pairs === "") continue;
    if (letters !== "") parts.push({ digits: false, text: letters });
    parts.push({ digits: true, text: pairs });
    letters = after;
  }
  if (letters !== "") parts.push({ digits: false, text: letters });
  return parts;
}

/**
 * Digits pay for their switch from four on at an end, from six on between letters (ISO/IEC 15417, annex E). An odd digit stays with
 * the letters before it, or goes behind where nothing is before it.
 */
function splitRun(
  run: string,
  at: number,
  text: string,
  lettersBefore: boolean,
): { readonly before: string; readonly pairs: string; readonly after: string } {
  const least = text.length === 2 ? 2 : at === 0 || at + run.length === text.length ? 4 : 6;
  if (!/^\d/.test(run) || run.length < least) return { before: run, pairs: "", after: "" };
  if (run.length % 2 === 0) return { before: "", pairs: run, after: "" };
  return lettersBefore
    ? { before: run.slice(0, 1), pairs: run.slice(1), after: "" }
    : { before: "", pairs: run.slice(0, -1), after: run.slice(-1) };
}

function lettersOf(text: string): Stretch[] {
  let set: "A" | "B" = firstSet(text);
  const stretches: Stretch[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const needed = code < 0x20 ? "A" : code >= 0x60 && code < 0x80 ? "B" : set;
    if (needed === set) continue;
    if (i > from) stretches.push({ set, text: text.slice(from, i) });
    set = needed;
    from = i;
  }
  stretches.push({ set, text: text.slice(from) });
  return stretches;
}

/** The set that the first particular letter asks for. */
function firstSet(text: string): "A" | "B" {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < 0x20) return "A";
    if (text.charCodeAt(i) >= 0x60 && text.charCodeAt(i) < 0x80) return "B";
  }
  return "B";
}

function joinStretches(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    // Every set has function 1: alone before digits it needs no set of its own.
    if (last?.set === stretch.set || last?.text === FNC1)
      joined[joined.length - 1] = { set: stretch.set, text: last.text + stretch.text };
    else joined.push(stretch);
  }
  return joined;
}

/** Symbol values from the start symbol on, without check and stop. */
export function codewords(stretches: readonly Stretch[]): number[] {
  return stretches.flatMap((stretch, i) => [
    i === 0 ? START[stretch.set] : SWITCH[stretch.set],
    ...symbols(stretch),
  ]);
}

function symbols({ set, text }: Stretch): number[] {
  return set === "C" ? digitPairs(text) : Array.from(text, (char) => symbolOf(char, set));
}

/** "1604" → 16, 4 */
export const digitPairs = (digits: string): number[] =>
  (digits.match(new RegExp(`${FNC1}|\\d\\d`, "g")) ?? []).map((pair) =>
    pair === FNC1 ? FNC1_SYMBOL : Number(pair),
  );

function symbolOf(char: string, set: "A" | "B"): number {
  if (char === FNC1) return FNC1_SYMBOL;
  const code = char.charCodeAt(0);
  return set === "A" && code < 0x20 ? code + 64 : code - 32;
}

/** Width of the bars without quiet zones. */
export const modulesOf = (stretches: readonly Stretch[]): number =>
  (codewords(stretches).length - 1) * SYMBOL_MODULES + FRAME_MODULES;
