/** A buffer that grows: jobs are made of many short commands. One writer writes job after job. */
import { type Letters, NO_TABLE, noLetters } from "./letters.ts";

export interface Writer {
  /** Not 0 for each code unit that some table holds. */
  readonly masks: Int32Array;
  /** The first `length` bytes are written. */
  buffer: Uint8Array;
  length: number;
  letters: Letters;
}

const FIRST_BYTES = 16_384;
const SPACE = 0x20;
const NO_BREAK_SPACE = 0xa0;

export const createWriter = (masks: Int32Array): Writer => ({
  masks,
  buffer: new Uint8Array(FIRST_BYTES),
  length: 0,
  letters: noLetters(),
});

/** Drops what is written. A buffer that grew for a large job goes with it. */
export function clear(to: Writer): void {
  if (to.buffer.length > FIRST_BYTES) to.buffer = new Uint8Array(FIRST_BYTES);
  to.length = 0;
  to.letters = noLetters();
}

function makeRoom(to: Writer, bytes: number): void {
  if (to.length + bytes <= to.buffer.length) return;
  const larger = new Uint8Array(Math.max(to.buffer.length * 2, to.length + bytes));
  larger.set(to.buffer.subarray(0, to.length));
  to.buffer = larger;
}

export function writeByte(to: Writer, value: number): void {
  makeRoom(to, 1);
  to.buffer[to.length++] = value;
}

export function writeBytes(to: Writer, values: ArrayLike<number>): void {
  makeRoom(to, values.length);
  const { buffer, length } = to;
  if (values.length > 64) buffer.set(values, length);
  else for (let i = 0; i < values.length; i++) buffer[length + i] = values[i] ?? 0;
  to.length += values.length;
}

/** The same byte `count` times. */
export function fill(to: Writer, value: number, count: number): void {
  makeRoom(to, count);
  const { buffer } = to;
  const end = to.length + count;
  for (let at = to.length; at < end; at++) buffer[at] = value;
  to.length = end;
}

/** Leaves a place for each letter beyond ASCII. False, and nothing written, when one of them is in no table. */
export function writeLetters(to: Writer, text: string): boolean {
  makeRoom(to, text.length);
  // Local names: the engine keeps them in registers, and this loop writes most bytes of most jobs.
  const { buffer, length, masks } = to;
  const noted = to.letters.units.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= SPACE && unit <= 0x7e) buffer[length + i] = unit;
    else if (unit === NO_BREAK_SPACE) buffer[length + i] = SPACE;
    else if (masks[unit] !== 0) note(to.letters, unit, length + i, 1);
    else return takeBack(to, length, noted);
  }
  to.length = length + text.length;
  return true;
}

/** One letter over and over; ASCII, or in some table. */
export function writeRepeated(to: Writer, letter: string, count: number): void {
  const unit = letter.charCodeAt(0);
  if (unit > 0x7e) note(to.letters, unit, to.length, count);
  fill(to, unit, count);
}

function note({ units, places, counts }: Letters, unit: number, place: number, count: number): void {
  units.push(unit);
  places.push(place);
  counts.push(count);
}

/** To where the writer stood with so many bytes, and so many letters beyond ASCII. */
export function takeBack(to: Writer, length: number, noted: number): false {
  const { units, places, counts } = to.letters;
  to.length = length;
  for (const list of [units, places, counts]) list.length = noted;
  return false;
}

/** From here on the printer may have another code table than before. */
export function forgetTable({ letters }: Writer): void {
  note(letters, NO_TABLE, 0, 0);
}
