/** What every conversation with one Square location needs. */
import { shortKey, type VendorJob } from "../../src/sdk.ts";
import type { SquareClient } from "./client.ts";

export interface Account {
  readonly client: SquareClient;
  readonly locationId: string;
  readonly sourceName: string;
  readonly nowMs: () => number;
}

/**
 * Square publishes no time; its staff name about a day. Within it a key alone makes a second send safe; after it the order
 * is looked up first. The key is still sent then: an answer lost a minute ago is too young for the search, but not for the key.
 */
export const KEY_FRESH_MS = 23 * 3_600_000;

export function isKeyFresh({ job }: VendorJob, nowMs: number): boolean {
  if (job.firstSentAtMs === null) return true;
  const ageMs = nowMs - job.firstSentAtMs;
  // Below 0 our clock was set back since: then nobody knows the age.
  return ageMs >= 0 && ageMs < KEY_FRESH_MS;
}

/** Each step of a duty has a key of its own, the same on every attempt. 43 bytes: Square takes 45 for money. */
export const stepKey = ({ job }: VendorJob, step: string): string =>
  shortKey(`${job.idempotencyKey}/${step}`);
