import type { Log } from "../core/log.ts";
import type { Time } from "../lib/time.ts";
import type { Store } from "../store/store.ts";
import { isStoreTrouble } from "./until-stored.ts";

export interface HousekeepingOptions {
  readonly store: Store;
  readonly time: Time;
  readonly log: Log;
  /** Days that the bytes of what was printed are kept. */
  readonly keepPrintedDays: number;
  readonly stop: AbortSignal;
}

/** A ticket shows as expired soon after its time, also while its printer is off. */
const EXPIRE_EVERY_MS = 5_000;
const PRUNE_EVERY_MS = 3_600_000;
/** Between two slices of old paper: tills go first. */
const SLICE_PAUSE_MS = 200;
/** Rows of one slice; a full one means there is more. */
const SLICE = 500;

/** Ends what waited too long; forgets idempotency keys past their promise, old lines of the sync log and old paper. */
export async function keepHouse(options: HousekeepingOptions): Promise<void> {
  await Promise.all([
    every(EXPIRE_EVERY_MS, "expireJobs", options),
    every(PRUNE_EVERY_MS, "pruneKeys", options),
    every(PRUNE_EVERY_MS, "pruneSyncLogs", options),
    pruneOldPaper(options),
  ]);
}

type Command = "expireJobs" | "pruneKeys" | "pruneSyncLogs";

const every = (ms: number, command: Command, options: HousekeepingOptions): Promise<void> =>
  again(ms, command, options, async () => {
    while ((await options.store.runLazy(command, null)) === SLICE && !options.stop.aborted);
  });

const pruneOldPaper = (options: HousekeepingOptions): Promise<void> =>
  again(PRUNE_EVERY_MS, "prunePrinted", options, async () => {
    const { store, time, stop, keepPrintedDays: keepDays } = options;
    let after: number | null = 0;
    while (after !== null && !stop.aborted) {
      after = await store.runLazy("prunePrinted", { keepDays, after });
      if (after !== null) await time.pause(SLICE_PAUSE_MS, stop);
    }
  });

async function again(
  ms: number,
  what: Command | "prunePrinted",
  { time, log, stop }: HousekeepingOptions,
  work: () => Promise<void>,
): Promise<void> {
  while (!stop.aborted) {
    await time.pause(ms, stop);
    if (stop.aborted) return;
    try {
      await work();
    } catch (error) {
      if (!isStoreTrouble(error)) throw error;
      log.debug("housekeeping waits for the disk", { command: what, reason: String(error) });
    }
  }
}
