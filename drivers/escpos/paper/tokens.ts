/**
 * A stream of ESC/POS bytes → commands and text, however the stream was chopped.
 *
 *   bytes ──▶ [1b 40] [text "Caf"] [1b 74 10] [text e9] [0a] …
 *
 * The tables say how long each command is, also of those that put nothing on paper: a command passed over by its length never
 * prints its parameters. Source: Epson, ESC/POS Command Reference; lengths of clone commands from python-escpos and receiptio.
 */
import { DLE, ESC, FS, GS } from "../bytes/codec.ts";

export type Token =
  | { readonly type: "text"; readonly bytes: Uint8Array }
  /** `name`: its first two bytes, its first one for a control such as LF. */
  | { readonly type: "command"; readonly name: number; readonly bytes: Uint8Array }
  /** A byte that begins no command known here. */
  | { readonly type: "unknown"; readonly bytes: Uint8Array };

export interface Tokenizer {
  push(chunk: Uint8Array): Token[];
  /** Bytes of a command that has begun and not ended. */
  pending(): number;
}

/** A job holds no larger command; a length beyond it is noise. */
const MAX_COMMAND_BYTES = 4_194_304;

export function createTokenizer(): Tokenizer {
  let buffer = new Uint8Array(256);
  let length = 0;
  /** With fewer bytes than this the command at the front cannot be complete. */
  let needed = 1;

  function append(chunk: Uint8Array): void {
    if (length + chunk.length > buffer.length) {
      const larger = new Uint8Array(Math.max(buffer.length * 2, length + chunk.length));
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.set(chunk, length);
    length += chunk.length;
  }

  function cut(): Token[] {
    const tokens: Token[] = [];
    let at = 0;
    while (at < length) {
      const view = buffer.subarray(at, length);
      const token = firstToken(view);
      if (typeof token === "number") {
        needed = token;
        break;
      }
      tokens.push(token);
      at += token.bytes.length;
    }
    buffer.copyWithin(0, at, length);
    length -= at;
    if (length === 0) needed = 1;
    return tokens;
  }

  return {
    push(chunk) {
      append(chunk);
      return length < needed ? [] : cut();
    },
    pending: () => length,
  };
}

/** The token at the front, or how many bytes are needed to know more. */
function firstToken(view: Uint8Array): Token | number {
  const first = view[0] ?? 0;
  if (first >= 0x20) return { type: "text", bytes: view.slice(0, textLength(view)) };
  const rule = lengthRule(view);
  if (rule === "more") return 2;
  if (rule === undefined) return { type: "unknown", bytes: view.slice(0, 1) };
  const total = rule(view);
  if (total > MAX_COMMAND_BYTES) return { type: "unknown", bytes: view.slice(0, 1) };
  if (total > view.length) return total;
  const name = PREFIXES.has(first) ? (first << 8) | (view[1] ?? 0) : first;
  return { type: "command", name, bytes: view.slice(0, total) };
}

function textLength(view: Uint8Array): number {
  const end = view.findIndex((byte) => byte < 0x20);
  return end < 0 ? view.length : end;
}

/**
 * Bytes of the whole command, from what is there of it: exact once its header is complete; before, more than is there.
 */
type LengthRule = (view: Uint8Array) => number;

function lengthRule(view: Uint8Array): LengthRule | "more" | undefined {
  const first = view[0] ?? 0;
  if (CONTROLS.has(first)) return () => 1;
  const rules = PREFIXES.get(first);
  if (rules === undefined) return undefined;
  return view.length < 2 ? "more" : rules.get(view[1] ?? 0);
}

/** HT, LF, FF, CR, CAN; BEL and the NUL that drivers pad with. */
const CONTROLS = new Set([0x00, 0x07, 0x09, 0x0a, 0x0c, 0x0d, 0x18]);

const u16 = (view: Uint8Array, at: number): number => (view[at] ?? 0) | ((view[at + 1] ?? 0) << 8);
const fixed =
  (parameters: number): LengthRule =>
  () =>
    2 + parameters;
/** A header of `header` bytes tells the rest. */
const sized =
  (header: number, rest: (view: Uint8Array) => number): LengthRule =>
  (view) =>
    view.length < header ? header : header + rest(view);
/** No list of tabs and no barcode is longer: without this a lost NUL would swallow the rest of the receipt. */
const MAX_LIST_BYTES = 300;
const untilNul =
  (from: number): LengthRule =>
  (view) => {
    const end = view.subarray(0, MAX_LIST_BYTES).indexOf(0, from);
    if (end >= 0) return end + 1;
    return view.length >= MAX_LIST_BYTES ? Number.POSITIVE_INFINITY : Math.max(view.length, from) + 1;
  };
/** prefix ( fn pL pH ... */
const PARENTHESIS = sized(5, (view) => u16(view, 3));
/** GS 8 fn p1 p2 p3 p4 ... */
const LONG = sized(7, (view) => u16(view, 3) + u16(view, 5) * 0x10000);

const commands = (rules: Readonly<Record<string, LengthRule>>): Map<number, LengthRule> =>
  new Map(Object.entries(rules).map(([char, rule]) => [char.charCodeAt(0), rule]));
const each = (chars: string, parameters: number): Record<string, LengthRule> =>
  Object.fromEntries(Array.from(chars, (char) => [char, fixed(parameters)]));

const ESC_RULES = commands({
  ...each("@2<LSimv45\f", 0),
  ...each(" !%-3=?EGJKMRTUVadert{u", 1),
  ...each("$\\cB", 2),
  p: fixed(3),
  W: fixed(8),
  "(": PARENTHESIS,
  "*": sized(5, (view) => u16(view, 3) * ((view[2] ?? 0) >= 32 ? 3 : 1)),
  D: untilNul(2),
  "&": userCharacters,
  // QR code of several clones: version, correction, module size, length.
  Z: sized(7, (view) => u16(view, 5)),
});

/** ESC & y c1 c2, then for each character its width and the columns. */
function userCharacters(view: Uint8Array): number {
  let total = 5;
  const [bytesHigh = 0, first = 0, last = 0] = view.subarray(2, 5);
  for (let char = first; char <= last && total <= view.length; char++)
    total += 1 + (view[total] ?? 0) * bytesHigh;
  return total;
}

const GS_RULES = commands({
  ...each(":c", 0),
  ...each("!#/BEHITabfhjrw", 1),
  ...each("$LPW\\", 2),
  ...each("^z", 3),
  g: fixed(4),
  "(": PARENTHESIS,
  "8": LONG,
  "*": sized(4, (view) => (view[2] ?? 0) * (view[3] ?? 0) * 8),
  C: counter,
  V: sized(3, (view) => ([65, 66, 97, 98, 103, 104].includes(view[2] ?? 0) ? 1 : 0)),
  v: sized(8, (view) => u16(view, 4) * u16(view, 6)),
  Q: sized(8, (view) => u16(view, 4) * u16(view, 6)),
  k: barcode,
});

/** GS k: function A ends with NUL, function B says its length. */
function barcode(view: Uint8Array): number {
  if (view.length < 3) return 3;
  if ((view[2] ?? 0) <= 6) return untilNul(3)(view);
  return sized(4, (v) => v[3] ?? 0)(view);
}

/** GS C 0 n m · GS C 1 aL aH bL bH n r · GS C 2 nL nH */
function counter(view: Uint8Array): number {
  if (view.length < 3) return 3;
  const lengths: Readonly<Record<number, number>> = { 0: 5, 48: 5, 1: 9, 49: 9, 2: 5, 50: 5 };
  return lengths[view[2] ?? 0] ?? 3;
}

const FS_RULES = commands({
  ...each("&.", 0),
  ...each("!-CW", 1),
  ...each("S?p", 2),
  "2": fixed(74),
  "(": PARENTHESIS,
  // FS g 1 writes nL nH bytes, FS g 2 reads as many.
  g: sized(10, (view) => (view[2] === 0x31 ? u16(view, 8) : 0)),
  q: nvImages,
});

/** FS q n, then n pictures: xL xH yL yH and x * y * 8 bytes. */
function nvImages(view: Uint8Array): number {
  let total = 3;
  for (let image = 0; image < (view[2] ?? 0) && total <= view.length; image++) {
    if (total + 4 > view.length) return total + 4;
    total += 4 + u16(view, total) * u16(view, total + 2) * 8;
  }
  return total;
}

/** Real-time commands. DLE DC4 has its length in its function. */
const DC4_BYTES: Readonly<Record<number, number>> = { 1: 5, 2: 5, 3: 8, 7: 4, 8: 10 };
const DLE_RULES = new Map<number, LengthRule>([
  [0x04, sized(3, (view) => ([7, 8, 18].includes(view[2] ?? 0) ? 1 : 0))],
  [0x05, fixed(1)],
  [0x14, sized(3, (view) => (DC4_BYTES[view[2] ?? 0] ?? 3) - 3)],
]);

const PREFIXES = new Map([
  [ESC, ESC_RULES],
  [GS, GS_RULES],
  [FS, FS_RULES],
  [DLE, DLE_RULES],
]);
