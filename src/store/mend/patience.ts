/** When the patient check looks: in small slices, from soon after the start, and round after round. */
import { type Connection, openReader } from "../database.ts";
import { type BrokenLink, createPatientCheck, type PatientCheck } from "./patient-check.ts";

/** A slice of 32 orders is read and hashed within a millisecond or two: no till notices it. */
const SLICE_ROWS = 32;
const SLICE_EVERY_MS = 250;
/** A disk forgets over months, not minutes. */
const ROUND_EVERY_MS = 6 * 60 * 60 * 1_000;

export interface Patience {
  stop(): void;
}

/** `onDamaged`: the file itself cannot be read. */
export function lookPatiently(
  path: string,
  told: {
    readonly onBroken: (broken: readonly BrokenLink[]) => void;
    readonly onError: (error: unknown) => void;
  },
): Patience {
  let timer: NodeJS.Timeout | undefined;
  let db: Connection | undefined;
  let check: PatientCheck | undefined;
  const rest = (): void => {
    db?.close();
    db = undefined;
    check = undefined;
  };
  const look = (): boolean => {
    db ??= openReader(path);
    check ??= createPatientCheck(db);
    const { broken, isDone } = check.step(SLICE_ROWS);
    if (broken.length > 0) told.onBroken(broken);
    return isDone;
  };
  const again = (ms: number): void => {
    timer = setTimeout(() => {
      let isDone = true;
      try {
        isDone = look();
      } catch (error) {
        told.onError(error);
      }
      if (isDone) rest();
      again(isDone ? ROUND_EVERY_MS : SLICE_EVERY_MS);
    }, ms).unref();
  };
  again(SLICE_EVERY_MS);
  return {
    stop() {
      clearTimeout(timer);
      rest();
    },
  };
}
