/** What every conversation with one Square location needs. */
import { type Log, shortKey, type VendorJob } from "../../src/sdk.ts";
import type { SquareClient } from "./client.ts";

export interface Account {
  readonly client: SquareClient;
  readonly locationId: string;
  readonly sourceName: string;
  readonly nowMs: () => number;
  readonly log: Log;
}

/**
 * Square publishes no time; its staff name about a day. Within it a key alone makes a second send safe; after it the order
 * is looked up first. The key is still sent then: an answer lost a minute ago is too young for the search, but not for the key.
 */
export const KEY_FRESH_MS = 23 * 3_600_000;

export const isKeyFresh = ({ job }: VendorJob, nowMs: number): boolean =>
  job.firstSentAtMs === null || nowMs - job.firstSentAtMs < KEY_FRESH_MS;

/** Each step of a duty has a key of its own, the same on every attempt. 43 bytes: Square takes 45 for money. */
export const stepKey = ({ job }: VendorJob, step: string): string =>
  shortKey(`${job.idempotencyKey}/${step}`);
