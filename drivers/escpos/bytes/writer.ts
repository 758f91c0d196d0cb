/** A buffer that grows: jobs are made of many short commands. */
import type { Letters } from "./letters.ts";

export interface Writer {
  byte(value: number): void;
  bytes(values: ArrayLike<number>): void;
  /** The same byte `count` times. */
  fill(value: number, count: number): void;
  /** Leaves a place for each letter beyond ASCII. */
  text(text: string): void;
  /** From here on the printer may have another code table than before. */
  forgetTable(): void;
  /** Everything written so far; good until the next writer is made. */
  finish(): { readonly job: Uint8Array; readonly letters: Letters };
}

const FIRST_BYTES = 16_384;
/** Where every writer begins, for one job is finished before the next is begun. A larger job moves to a buffer of its own. */
const shared = new Uint8Array(FIRST_BYTES);
const SPACE = 0x20;
const NO_BREAK_SPACE = 0xa0;

export function createWriter(): Writer {
  let buffer = shared;
  let length = 0;
  const letters: Letters = { units: [], places: [], unsure: [] };

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
      if (values.length > 64) buffer.set(values, length);
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
    text(text) {
      makeRoom(text.length);
      // Local names: the engine keeps them in registers, and this loop writes most bytes of most jobs.
      const out = buffer;
      const start = length;
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (unit >= SPACE && unit <= 0x7e) out[start + i] = unit;
        else if (unit === NO_BREAK_SPACE) out[start + i] = SPACE;
        else noteLetter(letters, unit, start + i);
      }
      length = start + text.length;
    },
    forgetTable() {
      letters.unsure.push(letters.units.length);
    },
    finish: () => ({ job: buffer.subarray(0, length), letters }),
  };
}

function noteLetter({ units, places }: Letters, unit: number, place: number): void {
  units.push(unit);
  places.push(place);
}
