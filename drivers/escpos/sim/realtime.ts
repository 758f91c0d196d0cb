/** Commands that act when they come in, wherever they stand; the printer's buffer gets them too and steps over them. */
export interface Seen {
  readonly tail: readonly number[];
  /** DLE EOT n, DLE ENQ n, DLE DC4 fn m t. */
  readonly command?: readonly number[];
  /** The four characters of a GS ( H fn 48 that is complete with this byte. */
  readonly markerId?: readonly number[];
}

const LONGEST = 11;
const MARKER = [0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30];

export function watchRealtime(before: readonly number[], byte: number): Seen {
  const tail = [...before, byte].slice(-LONGEST);
  const three = tail.slice(-3);
  if (three.length === 3 && three[0] === 0x10 && (three[1] === 0x04 || three[1] === 0x05))
    return { tail, command: three };
  const five = tail.slice(-5);
  if (five.length === 5 && five[0] === 0x10 && five[1] === 0x14) return { tail, command: five };
  const isMarker = tail.length === LONGEST && MARKER.every((expected, i) => tail[i] === expected);
  return isMarker ? { tail, markerId: tail.slice(-4) } : { tail };
}
