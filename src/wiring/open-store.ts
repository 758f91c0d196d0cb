import type { Worker } from "node:worker_threads";
import { openRescue } from "../api/rescue.ts";
import { isGatewayError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { pause } from "../lib/wait.ts";
import { openStore, type Store, type StoreOptions } from "../store/store.ts";

const TRY_EVERY_MS = 2_000;

export interface HealingOptions {
  readonly store: StoreOptions;
  /** One for each try. */
  readonly nextThread: () => Worker;
  readonly http: { readonly host: string; readonly port: number };
  readonly version: string;
  readonly log: Log;
  /** Gives the waiting up. */
  readonly signal: AbortSignal;
}

/**
 * Opens the store; while the disk or the file does not allow it, answers tills with the reason and tries again: a remounted disk or a
 * restored backup is found without a restart. Undefined: the signal fired first.
 * @throws StartRefused a person must act
 */
export async function openStoreHealing(options: HealingOptions): Promise<Store | undefined> {
  const first = await tryOpen(options);
  if (typeof first !== "string") return first;
  await using rescue = await openRescue(options.http, { reason: first, version: options.version });
  while (!options.signal.aborted) {
    await pause(TRY_EVERY_MS, options.signal);
    const next = await tryOpen(options);
    if (typeof next !== "string") return next;
    rescue.tell(next);
  }
  return undefined;
}

/** The store, or why not. */
async function tryOpen({ store, nextThread, log }: HealingOptions): Promise<Store | string> {
  try {
    return await openStore(store, nextThread());
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    log.error("the database cannot be opened, no orders are taken", { reason: error.message });
    return error.message;
  }
}
