/** A buffer that grows: jobs are made of many short commands. One writer writes job after job. */
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
  /** Everything written since the last time; good until the next byte is written. */
  finish(): { readonly job: Uint8Array; readonly letters: Letters };
}

const FIRST_BYTES = 16_384;
const SPACE = 0x20;
const NO_BREAK_SPACE = 0xa0;

export function createWriter(): Writer {
  // Every job begins in the same one; a larger job moves to a buffer that goes with it.
  const first = new Uint8Array(FIRST_BYTES);
  let buffer = first;
  let length = 0;
  let letters = noLetters();

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
    finish() {
      const finished = { job: buffer.subarray(0, length), letters };
      buffer = first;
      length = 0;
      letters = noLetters();
      return finished;
    },
  };
}

const noLetters = (): Letters => ({ units: [], places: [], unsure: [] });

function noteLetter({ units, places }: Letters, unit: number, place: number): void {
  units.push(unit);
  places.push(place);
}
