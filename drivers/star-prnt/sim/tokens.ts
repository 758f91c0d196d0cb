/**
 * Cuts a Star printer's commands, as a printer does: from the bytes it has, or not yet. Written apart from the driver's own
 * interpreter, so that one can be wrong without the other.
 */
export interface Cut {
  /** "text", a control as "0x0a", or the bytes that tell the command: "ESC d", "ESC GS t", "ESC * r A", "row". */
  readonly name: string;
  readonly args: Buffer;
  readonly length: number;
}

/** Parameters of fixed length behind ESC and a letter; all others take none. */
const ONE = new Set(
  [..."-_WhzR/ adA3yJIlQN$%U"].map((char) => char.charCodeAt(0)).concat(0x06, 0x0c, 0x14, 0x0e, 0x19),
);
const TWO = new Set([..."is"].map((char) => char.charCodeAt(0)).concat(0x07));

const done = (name: string, bytes: Buffer, head: number, args: number): Cut | undefined => {
  const length = head + args;
  return bytes.length < length ? undefined : { name, args: bytes.subarray(head, length), length };
};
const letter = (byte: number | undefined): string =>
  byte === undefined
    ? ""
    : byte < 0x20
      ? `0x${byte.toString(16).padStart(2, "0")}`
      : String.fromCharCode(byte);
const word = (bytes: Buffer, at: number): number => (bytes.length < at + 2 ? 0 : bytes.readUInt16LE(at));

export function cutCommand(bytes: Buffer, inRaster: boolean): Cut | undefined {
  const [first, second] = bytes;
  if (first === undefined) return undefined;
  if (inRaster && first === 0x62) return bytes.length < 3 ? undefined : done("row", bytes, 3, word(bytes, 1));
  if (first >= 0x20) return cutText(bytes, inRaster);
  if (first !== 0x1b) return done(letter(first), bytes, 1, 0);
  if (second === undefined) return undefined;
  if (second === 0x1d) return cutGs(bytes);
  if (second === 0x1e) return done(`ESC RS ${letter(bytes[2])}`, bytes, 3, 1);
  if (second === 0x2a) return cutRaster(bytes);
  return cutEsc(bytes, second);
}

function cutText(bytes: Buffer, inRaster: boolean): Cut | undefined {
  const end = bytes.findIndex((byte) => byte < 0x20 || (inRaster && byte === 0x62));
  return done("text", bytes, 0, end < 0 ? bytes.length : Math.max(1, end));
}

/** Bytes of picture data per column or row unit. */
const PICTURES: Readonly<Record<string, number>> = { "ESC k": 24, "ESC X": 3, "ESC L": 1, "ESC K": 1 };
/** What ends a list, and where it may begin. */
const LISTS: Readonly<Record<string, readonly [number, number]>> = {
  "ESC b": [0x1e, 6],
  "ESC D": [0, 2],
  "ESC B": [0, 2],
};

function cutEsc(bytes: Buffer, second: number): Cut | undefined {
  const name = `ESC ${letter(second)}`;
  const list = LISTS[name];
  if (list !== undefined) {
    const end = bytes.indexOf(list[0], list[1]);
    return end < 0 ? undefined : done(name, bytes, 2, end - 1);
  }
  const times = PICTURES[name];
  if (times !== undefined)
    return bytes.length < 4 ? undefined : done(name, bytes, 2, 2 + word(bytes, 2) * times);
  return done(name, bytes, 2, ONE.has(second) ? 1 : TWO.has(second) ? 2 : 0);
}

function cutGs(bytes: Buffer): Cut | undefined {
  const name = `ESC GS ${letter(bytes[2])}`;
  if (bytes.length < 4) return undefined;
  switch (name) {
    case "ESC GS t":
    case "ESC GS a":
      return done(name, bytes, 3, 1);
    case "ESC GS A":
    case "ESC GS R":
      return done(name, bytes, 3, 2);
    case "ESC GS 0x03":
    case "ESC GS 0x07":
      return done(name, bytes, 3, 3);
    case "ESC GS S":
      return bytes.length < 9 ? undefined : done(name, bytes, 3, 6 + word(bytes, 4) * word(bytes, 6));
    case "ESC GS y":
      return cutQr(bytes);
    default:
      return done(name, bytes, 3, 0);
  }
}

function cutQr(bytes: Buffer): Cut | undefined {
  const name = `ESC GS y ${letter(bytes[3])}`;
  if (name === "ESC GS y S") return done(name, bytes, 4, 2);
  if (name !== "ESC GS y D") return done(name, bytes, 4, 0);
  return bytes.length < 8 ? undefined : done(name, bytes, 4, 4 + word(bytes, 6));
}

function cutRaster(bytes: Buffer): Cut | undefined {
  if (bytes.length < 4) return undefined;
  const name = `ESC * r ${letter(bytes[3])}`;
  if (/[ABC]$/.test(name)) return done(name, bytes, 4, 0);
  const end = bytes.indexOf(0, 4);
  return end < 0 ? undefined : done(name, bytes, 4, end - 3);
}
