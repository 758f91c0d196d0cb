/** A buffer that grows: jobs are made of many short commands. */
export interface Writer {
  byte(value: number): void;
  bytes(values: ArrayLike<number>): void;
  /** The same byte `count` times. */
  fill(value: number, count: number): void;
  /** Writes text from `from` on while it is printable ASCII; returns where it stopped. */
  ascii(text: string, from: number): number;
  /** Everything written so far; the writer must not be used afterwards. */
  finish(): Uint8Array;
}

const FIRST_BYTES = 4_096;

export function createWriter(): Writer {
  let buffer = new Uint8Array(FIRST_BYTES);
  let length = 0;

  function makeRoom(bytes: number): void {
    if (length + bytes <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + bytes));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  }

  return {
    byte(value) {
      if (length === buffer.length) makeRoom(1);
      buffer[length++] = value;
    },
    bytes(values) {
      makeRoom(values.length);
      if (values.length > 16) buffer.set(values, length);
      else for (let i = 0; i < values.length; i++) buffer[length + i] = values[i] ?? 0;
      length += values.length;
    },
    fill(value, count) {
      makeRoom(count);
      const out = buffer;
      const end = length + count;
      for (let at = length; at < end; at++) out[at] = value;
      length = end;
    },
    ascii(text, from) {
      makeRoom(text.length - from);
      // Local names: the engine keeps them in registers, and this loop writes most bytes of most jobs.
      const out = buffer;
      let at = length;
      let i = from;
      for (; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (unit < 0x20 || unit > 0x7e) break;
        out[at++] = unit;
      }
      length = at;
      return i;
    },
    finish: () => buffer.subarray(0, length),
  };
}
