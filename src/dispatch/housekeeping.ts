import type { Log } from "../core/log.ts";
import type { Time } from "../lib/time.ts";
import type { Store } from "../store/store.ts";
import { isStoreTrouble } from "./until-stored.ts";

export interface HousekeepingOptions {
  readonly store: Store;
  readonly time: Time;
  readonly log: Log;
  readonly stop: AbortSignal;
}

/** A ticket shows as expired soon after its time, also while its printer is off. */
const EXPIRE_EVERY_MS = 5_000;
const PRUNE_EVERY_MS = 3_600_000;
/** Rows of one slice; a full one means there is more. */
const SLICE = 500;

/** Ends what waited too long, forgets idempotency keys past their promise and old lines of the sync log. */
export async function keepHouse(options: HousekeepingOptions): Promise<void> {
  await Promise.all([
    every(EXPIRE_EVERY_MS, "expireJobs", options),
    every(PRUNE_EVERY_MS, "pruneKeys", options),
    every(PRUNE_EVERY_MS, "pruneSyncLogs", options),
  ]);
}

async function every(
  ms: number,
  command: "expireJobs" | "pruneKeys" | "pruneSyncLogs",
  { store, time, log, stop }: HousekeepingOptions,
): Promise<void> {
  while (!stop.aborted) {
    await time.pause(ms, stop);
    if (stop.aborted) return;
    try {
      while ((await store.runLazy(command, null)) === SLICE && !stop.aborted);
    } catch (error) {
      if (!isStoreTrouble(error)) throw error;
      log.debug("housekeeping waits for the disk", { command, reason: String(error) });
    }
  }
}
