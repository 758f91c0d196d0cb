/**
 * Letters beyond ASCII. They are noted while a job is written and get their bytes when all of them are known, so that a code table
 * is chosen by what follows and each text is looked at once.
 */
import { type Alphabet, type CodeTable, chooseTable } from "../text/alphabet.ts";

/** In the order of the paper. */
export interface Letters {
  /** Code units; each is in some table. */
  readonly units: number[];
  /** Where the byte of each belongs. */
  readonly places: number[];
  /** Indices of those before which the printer may have lost its table. */
  readonly unsure: number[];
}

interface Switch {
  readonly place: number;
  readonly table: CodeTable;
}

/** How a printer switches to a code table: always as many bytes. */
export type SelectTable = (id: number) => ArrayLike<number>;

/** Sets the letters in `job`, and makes of it a job that switches tables where it must. */
export function setLetters(
  job: Uint8Array,
  { units, places, unsure }: Letters,
  alphabet: Alphabet,
  selectTable: SelectTable,
): Uint8Array {
  const switches: Switch[] = [];
  let table: CodeTable | undefined;
  let byte: number | undefined;
  let next = 0;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] ?? 0;
    // A rule is one letter over and over.
    if (unit !== units[i - 1]) byte = table?.bytes.get(unit);
    for (; i >= (unsure[next] ?? Number.POSITIVE_INFINITY); next++) byte = undefined;
    if (byte === undefined) {
      table = chooseTable(alphabet, units, i);
      switches.push({ place: places[i] ?? 0, table });
      byte = table.bytes.get(unit) ?? QUESTION_MARK;
    }
    job[places[i] ?? 0] = byte;
  }
  return insertSwitches(job, switches, selectTable);
}
const QUESTION_MARK = 0x3f;

function insertSwitches(job: Uint8Array, switches: readonly Switch[], selectTable: SelectTable): Uint8Array {
  if (switches.length === 0) return job.slice();
  const whole = new Uint8Array(job.length + switches.length * selectTable(0).length);
  let from = 0;
  let at = 0;
  for (const { place, table } of switches) {
    whole.set(job.subarray(from, place), at);
    at += place - from;
    const command = selectTable(table.id);
    whole.set(command, at);
    at += command.length;
    from = place;
  }
  whole.set(job.subarray(from), at);
  return whole;
}
