/**
 * Letters beyond ASCII. They are noted while a job is written and get their bytes when all of them are known, so that a code table
 * is chosen by what follows and each text is looked at once.
 */
import { type Alphabet, type CodeTable, chooseTable } from "../../../src/sdk.ts";
import { selectTable } from "./codec.ts";

/** In the order of the paper. */
export interface Letters {
  /** Code units, each in some table; NO_TABLE where the printer may have lost its table. */
  readonly units: number[];
  /** Where the bytes of each begin, and how many they are: a rule is one letter over and over. */
  readonly places: number[];
  readonly counts: number[];
}

export const NO_TABLE = 0;

export const noLetters = (): Letters => ({ units: [], places: [], counts: [] });

interface Switch {
  readonly place: number;
  readonly table: CodeTable;
}

/** The job that `from` holds, with its letters set and a switch of tables wherever one is needed. */
export function setLetters(from: Unset, alphabet: Alphabet): Uint8Array {
  const { units, places } = from.letters;
  const switches: Switch[] = [];
  let table: CodeTable | undefined;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] ?? NO_TABLE;
    if (unit === NO_TABLE) {
      table = undefined;
      continue;
    }
    let byte = table?.bytes.get(unit);
    if (byte === undefined) {
      table = chooseTable(alphabet, units, i);
      switches.push({ place: places[i] ?? 0, table });
      byte = table.bytes.get(unit) ?? QUESTION_MARK;
    }
    setLetter(from, i, byte);
  }
  return withSwitches(from, switches);
}

interface Unset {
  readonly buffer: Uint8Array;
  /** Bytes written. */
  readonly length: number;
  readonly letters: Letters;
}

const QUESTION_MARK = 0x3f;
/** ESC t n */
const SWITCH_BYTES = 3;

function setLetter({ buffer, letters }: Unset, i: number, byte: number): void {
  const place = letters.places[i] ?? 0;
  const count = letters.counts[i] ?? 1;
  if (count === 1) buffer[place] = byte;
  else buffer.fill(byte, place, place + count);
}

/** From the last one to the first, so that each part of the job moves once. */
function withSwitches({ buffer, length }: Unset, switches: readonly Switch[]): Uint8Array {
  const whole = length + switches.length * SWITCH_BYTES;
  const work = whole <= buffer.length ? buffer : enlarged(buffer, whole);
  let end = length;
  for (let i = switches.length - 1; i >= 0; i--) {
    const { place, table } = switches[i] ?? { place: 0, table: undefined };
    const to = place + (i + 1) * SWITCH_BYTES;
    work.copyWithin(to, place, end);
    work.set(selectTable(table?.id ?? 0), to - SWITCH_BYTES);
    end = place;
  }
  return work.slice(0, whole);
}

function enlarged(buffer: Uint8Array, length: number): Uint8Array {
  const larger = new Uint8Array(length);
  larger.set(buffer);
  return larger;
}
