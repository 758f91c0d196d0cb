/**
 * Cuts ESC/POS into commands, as a printer does: from the bytes it has, or not yet.
 * Written apart from the driver's own interpreter, so that one can be wrong without the other.
 */
export type Token =
  | { readonly type: "text"; readonly bytes: Uint8Array }
  /** `name` is the first bytes that tell the command: "ESC @", "GS ( H". `args`: what follows them. */
  | { readonly type: "command"; readonly name: string; readonly args: Uint8Array };

export interface Cut {
  readonly token: Token;
  readonly length: number;
}

const NAMES: Readonly<Record<number, string>> = { 16: "DLE", 27: "ESC", 28: "FS", 29: "GS" };

/** Parameters of fixed length, by prefix and command letter. */
const FIXED: Readonly<Record<string, number>> = {
  "ESC @": 0,
  "ESC 2": 0,
  "ESC <": 0,
  "ESC FF": 0,
  "ESC S": 0,
  "ESC L": 0,
  "ESC i": 0,
  "ESC m": 0,
  "ESC v": 0,
  "ESC !": 1,
  "ESC -": 1,
  "ESC 3": 1,
  "ESC =": 1,
  "ESC E": 1,
  "ESC G": 1,
  "ESC J": 1,
  "ESC K": 1,
  "ESC M": 1,
  "ESC R": 1,
  "ESC T": 1,
  "ESC U": 1,
  "ESC V": 1,
  "ESC a": 1,
  "ESC d": 1,
  "ESC e": 1,
  "ESC r": 1,
  "ESC t": 1,
  "ESC u": 1,
  "ESC {": 1,
  "ESC SP": 1,
  "ESC $": 2,
  "ESC \\": 2,
  "ESC c": 2,
  "ESC p": 3,
  "FS !": 1,
  "FS &": 0,
  "FS .": 0,
  "FS -": 1,
  "FS C": 1,
  "FS S": 2,
  "FS W": 1,
  "FS p": 2,
  "GS !": 1,
  "GS /": 1,
  "GS :": 0,
  "GS B": 1,
  "GS H": 1,
  "GS I": 1,
  "GS a": 1,
  "GS b": 1,
  "GS f": 1,
  "GS h": 1,
  "GS r": 1,
  "GS w": 1,
  "GS L": 2,
  "GS P": 2,
  "GS W": 2,
  "GS $": 2,
  "GS \\": 2,
  "GS ^": 3,
  "DLE EOT": 1,
  "DLE ENQ": 1,
};
const LETTERS: Readonly<Record<number, string>> = { 4: "EOT", 5: "ENQ", 12: "FF", 20: "DC4", 32: "SP" };

/** The first command of `bytes`; undefined while it is not complete. */
export function cutToken(bytes: Uint8Array): Cut | undefined {
  const first = bytes[0];
  if (first === undefined) return undefined;
  const prefix = NAMES[first];
  if (prefix !== undefined) return cutCommand(prefix, bytes);
  if (first < 0x20) return { token: command(controlName(first), bytes.subarray(0, 0)), length: 1 };
  const end = bytes.findIndex((byte) => byte < 0x20);
  const length = end === -1 ? bytes.length : end;
  return { token: { type: "text", bytes: bytes.slice(0, length) }, length };
}

const command = (name: string, args: Uint8Array): Token => ({ type: "command", name, args: args.slice() });
const controlName = (byte: number): string => (byte === 0x0a ? "LF" : `0x${byte.toString(16)}`);

function cutCommand(prefix: string, bytes: Uint8Array): Cut | undefined {
  const letter = bytes[1];
  if (letter === undefined) return undefined;
  const name = `${prefix} ${LETTERS[letter] ?? String.fromCharCode(letter)}`;
  const fixed = FIXED[name];
  if (fixed !== undefined) return whole(name, bytes, 2, fixed);
  const special = SPECIAL[name];
  if (special) return special(bytes, name);
  return { token: command("unknown", bytes.subarray(0, 2)), length: 2 };
}

/** A command whose name takes `head` bytes and whose parameters take `args`. */
function whole(name: string, bytes: Uint8Array, head: number, args: number): Cut | undefined {
  const length = head + args;
  if (bytes.length < length) return undefined;
  return { token: command(name, bytes.subarray(head, length)), length };
}

const word = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
type Cutter = (bytes: Uint8Array, name: string) => Cut | undefined;

/** GS ( x pL pH …, FS ( x, ESC ( x: one more letter, then a length. */
const withLength: Cutter = (bytes, name) => {
  const letter = bytes[2];
  if (letter === undefined || bytes.length < 5) return undefined;
  return whole(`${name} ${String.fromCharCode(letter)}`, bytes, 3, 2 + word(bytes, 3));
};

/** Parameters whose number shows only at byte `least`. */
const counted =
  (least: number, args: (bytes: Uint8Array) => number): Cutter =>
  (bytes, name) =>
    bytes.length < least ? undefined : whole(name, bytes, 2, args(bytes));

const SPECIAL: Readonly<Record<string, Cutter>> = {
  "GS (": withLength,
  "FS (": withLength,
  "ESC (": withLength,
  "GS V": counted(3, (bytes) => ((bytes[2] ?? 0) >= 0x41 ? 2 : 1)),
  "GS v": counted(8, (bytes) => 6 + word(bytes, 4) * word(bytes, 6)),
  "GS *": counted(4, (bytes) => 2 + (bytes[2] ?? 0) * (bytes[3] ?? 0) * 8),
  "GS 8": counted(7, (bytes) => 5 + word(bytes, 3) + word(bytes, 5) * 65_536),
  "GS g": counted(3, () => 4),
  "GS k": (bytes, name) => cutBarcode(bytes, name),
  "ESC *": counted(5, (bytes) => 3 + word(bytes, 3) * ((bytes[2] ?? 0) >= 32 ? 3 : 1)),
  "ESC D": (bytes, name) => untilNul(bytes, name, 2),
  "ESC &": counted(2, () => 0),
  "DLE DC4": counted(3, (bytes) => (bytes[2] === 8 ? 8 : 3)),
};

/** Form A ends with NUL, form B carries its length. */
function cutBarcode(bytes: Uint8Array, name: string): Cut | undefined {
  const system = bytes[2];
  if (system === undefined) return undefined;
  if (system <= 6) return untilNul(bytes, name, 3);
  const length = bytes[3];
  return length === undefined ? undefined : whole(name, bytes, 2, 2 + length);
}

function untilNul(bytes: Uint8Array, name: string, from: number): Cut | undefined {
  const nul = bytes.indexOf(0, from);
  return nul === -1 ? undefined : whole(name, bytes, 2, nul - 1);
}
