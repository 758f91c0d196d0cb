/**
 * A stream of bytes for a Star printer → commands and text, however the stream was chopped. The tables say how long each command
 * is, also of those that put nothing on paper: a command passed over by its length never prints its parameters.
 * Source: STAR Line Mode Command Specifications Rev. 0.09; StarPRNT Command Specifications Rev. 2.13.
 */
import { ESC, GS, RS } from "../bytes/codec.ts";

export type Token =
  | { readonly type: "text"; readonly bytes: Uint8Array }
  /** `name`: what tells the command: "LF", "ESC E", "ESC GS t", "ESC * r A", "b" for a row of raster mode. */
  | { readonly type: "command"; readonly name: string; readonly bytes: Uint8Array }
  /** A byte that begins no command known here. */
  | { readonly type: "unknown"; readonly bytes: Uint8Array };

export interface Tokenizer {
  push(chunk: Uint8Array): Token[];
  /** Bytes of a command that has begun and not ended. */
  pending(): number;
}

/** A job holds no larger command; a length beyond it is noise. */
const MAX_COMMAND_BYTES = 1_048_576;
/** No barcode and no list of tabs is longer: without this a lost end would swallow the rest of the receipt. */
const MAX_LIST_BYTES = 300;

export function createTokenizer(): Tokenizer {
  let rest: Uint8Array = new Uint8Array();
  let inRaster = false;
  /** Raster mode has other commands. */
  const note = (token: Token): void => {
    if (token.type !== "command") return;
    if (token.name === "ESC * r A") inRaster = true;
    if (token.name === "ESC * r B") inRaster = false;
  };
  return {
    push(chunk) {
      const bytes = Buffer.concat([rest, chunk]);
      const tokens: Token[] = [];
      let at = 0;
      for (;;) {
        const token = at < bytes.length ? firstToken(bytes.subarray(at), inRaster) : undefined;
        if (token === undefined) break;
        note(token);
        tokens.push(token);
        at += token.bytes.length;
      }
      rest = bytes.subarray(at);
      return tokens;
    },
    pending: () => rest.length,
  };
}

/** The token at the front; undefined while it is not complete. */
function firstToken(view: Uint8Array, inRaster: boolean): Token | undefined {
  const first = view[0] ?? 0;
  if (inRaster && (first === 0x62 || first === 0x6b)) return command(view, "b", 3 + word(view, 1), 3);
  if (first >= 0x20) return { type: "text", bytes: view.slice(0, textLength(view, inRaster)) };
  const control = CONTROLS[first];
  if (control !== undefined) return command(view, control, 1, 1);
  if (first !== ESC) return { type: "unknown", bytes: view.slice(0, 1) };
  return escaped(view);
}

function textLength(view: Uint8Array, inRaster: boolean): number {
  const end = view.findIndex((byte) => byte < 0x20 || (inRaster && (byte === 0x62 || byte === 0x6b)));
  return end < 0 ? view.length : Math.max(1, end);
}

/** `header`: bytes that must be there before the length is right. */
function command(view: Uint8Array, name: string, length: number, header: number): Token | undefined {
  if (view.length < header) return undefined;
  if (length > MAX_COMMAND_BYTES) return { type: "unknown", bytes: view.slice(0, 1) };
  return view.length < length ? undefined : { type: "command", name, bytes: view.slice(0, length) };
}

const CONTROLS: Readonly<Record<number, string>> = {
  ...{ 0: "NUL", 4: "EOT", 5: "ENQ", 7: "BEL", 9: "HT", 10: "LF", 11: "VT", 12: "FF" },
  ...{ 13: "CR", 14: "SO", 15: "SI", 18: "DC2", 20: "DC4", 23: "ETB", 24: "CAN" },
  ...{ 25: "EM", 26: "SUB", 28: "FS" },
};

const word = (view: Uint8Array, at: number): number => (view[at] ?? 0) | ((view[at + 1] ?? 0) << 8);

/** Bytes of the whole command, once `header` of them are there. */
interface Rule {
  readonly header: number;
  readonly length: (view: Uint8Array) => number;
}
const fixed = (parameters: number, prefix = 2): Rule => ({
  header: prefix,
  length: () => prefix + parameters,
});
const sized = (header: number, rest: (view: Uint8Array) => number): Rule => ({
  header,
  length: (view) => header + rest(view),
});
const each = (chars: string, parameters: number, prefix = 2): Record<string, Rule> =>
  Object.fromEntries(Array.from(chars, (char) => [char, fixed(parameters, prefix)]));
/** Up to a last byte; without one in time, only what begins it. */
const until = (last: number, from: number): Rule => ({
  header: from,
  length: (view) => {
    const end = view.subarray(0, MAX_LIST_BYTES).indexOf(last, from);
    if (end >= 0) return end + 1;
    return view.length >= MAX_LIST_BYTES ? from : view.length + 1;
  },
});

const ESC_RULES: Readonly<Record<string, Rule>> = {
  ...each("@EF450126789MPO:pqgu", 0),
  ...each("-_WhzR/ adA3yJIlQN$%U", 1),
  ...each("is\x07", 2),
  ...each("\x06\x0c\x14\x0e\x19", 1),
  C: sized(3, (view) => (view[2] === 0 ? 1 : 0)),
  K: sized(4, (view) => view[2] ?? 0),
  L: sized(4, (view) => word(view, 2)),
  k: sized(4, (view) => word(view, 2) * 24),
  X: sized(4, (view) => word(view, 2) * 3),
  b: until(RS, 6),
  D: until(0, 2),
  B: until(0, 2),
};

const GS_RULES: Readonly<Record<string, Rule>> = {
  ...each("taZ", 1, 3),
  ...each("AR", 2, 3),
  ...each("\x03\x07", 3, 3),
  S: sized(9, (view) => word(view, 4) * word(view, 6)),
  y: codeRule({ D: sized(8, (view) => word(view, 6)), S: fixed(2, 4) }),
  x: codeRule({
    D: sized(6, (view) => word(view, 4)),
    S: { header: 5, length: (view) => (view[4] === 0x30 ? 8 : 6) },
  }),
  P: { header: 4, length: (view) => PAGE_BYTES[String.fromCharCode(view[3] ?? 0)] ?? 4 },
};
/** ESC GS P n: page mode. */
const PAGE_BYTES: Readonly<Record<string, number>> = { "2": 5, "3": 12, "4": 6, "5": 6 };

/** ESC GS y and ESC GS x: a letter, then more. */
function codeRule(rules: Readonly<Record<string, Rule>>): Rule {
  const ruleOf = (view: Uint8Array): Rule => rules[String.fromCharCode(view[3] ?? 0)] ?? fixed(0, 4);
  return {
    header: 4,
    length: (view) => {
      const rule = ruleOf(view);
      return view.length < rule.header ? rule.header + 1 : rule.length(view);
    },
  };
}

function escaped(view: Uint8Array): Token | undefined {
  const second = view[1];
  if (second === undefined) return undefined;
  if (second === GS) return lookUp(view, "ESC GS", GS_RULES, 2);
  if (second === RS) return view.length < 3 ? undefined : command(view, `ESC RS ${char(view, 2)}`, 4, 4);
  if (second === 0x2a) return raster(view);
  return lookUp(view, "ESC", ESC_RULES, 1);
}

const char = (view: Uint8Array, at: number): string => String.fromCharCode(view[at] ?? 0);

function lookUp(
  view: Uint8Array,
  prefix: string,
  rules: Readonly<Record<string, Rule>>,
  at: number,
): Token | undefined {
  if (view.length <= at) return undefined;
  const rule = rules[char(view, at)];
  if (rule === undefined) return { type: "unknown", bytes: view.slice(0, at + 1) };
  if (view.length < rule.header) return undefined;
  return command(view, `${prefix} ${char(view, at)}`, rule.length(view), rule.header);
}

/** ESC * r X ...: A, B and C stand alone, all others end with NUL. */
function raster(view: Uint8Array): Token | undefined {
  if (view.length < 4) return undefined;
  const name = `ESC * r ${char(view, 3)}`;
  if ("ABC".includes(char(view, 3))) return command(view, name, 4, 4);
  const end = view.subarray(0, MAX_LIST_BYTES).indexOf(0, 4);
  if (end < 0) return view.length < MAX_LIST_BYTES ? undefined : { type: "unknown", bytes: view.slice(0, 4) };
  return command(view, name, end + 1, 4);
}
