import { isGatewayError } from "../core/errors.ts";
import { backoffMs } from "../core/jobs/retry.ts";
import type { Log } from "../core/log.ts";
import type { Time } from "../lib/time.ts";

/** The store reopens its file every second; more than a few seconds behind it helps nobody. */
const MIN_PAUSE_MS = 100;
const STORE_BACKOFF = { baseMs: 500, capMs: 5_000 } as const;

export interface Patience {
  readonly time: Time;
  readonly log: Log;
  /** From here on the outcome is left to the next start, which finds the job open. */
  readonly giveUp: AbortSignal;
}

/** The store takes no writes now: not our fault, and no reason to forget what we know. */
export const isStoreTrouble = (error: unknown): boolean =>
  isGatewayError(error) && (error.code.startsWith("store_") || error.code === "queue_full");

/** Runs a command of the store until it stands. Returns undefined when it was given up. */
export async function untilStored<T>(
  write: () => Promise<T>,
  { time, log, giveUp }: Patience,
): Promise<T | undefined> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isStoreTrouble(error)) throw error;
      if (failures === 1) log.warn("an outcome waits in memory for the disk", { reason: String(error) });
      if (giveUp.aborted) return undefined;
      await time.pause(MIN_PAUSE_MS + backoffMs(failures, STORE_BACKOFF, time.random()), giveUp);
    }
  }
}
