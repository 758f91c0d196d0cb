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

export function isKeyFresh({ client, nowMs }: Account, { job }: VendorJob): boolean {
  if (job.firstSentAtMs === null) return true;
  const ageMs = nowMs() - job.firstSentAtMs;
  // Below 0 our clock was set back since: then nobody knows the age. By Square's clock it may be more than by ours, which slept
  // with the machine if that has no battery for it.
  return ageMs >= 0 && ageMs + Math.max(0, client.clockOffsetMs()) < KEY_FRESH_MS;
}

/** As long as a shop may have been away. */
const LONG_AGO_MS = 30 * 86_400_000;

/** From when on Square may have it. Where our clock ran ahead at the first try, only that is certain: not longer ago than any outage. */
export function sentSinceMs(firstSentAtMs: number, nowMs: number): number {
  return firstSentAtMs <= nowMs ? firstSentAtMs : nowMs - LONG_AGO_MS;
}

/** Each step of a duty has a key of its own, the same on every attempt. 43 bytes: Square takes 45 for money. */
export const stepKey = ({ job }: VendorJob, step: string): string =>
  shortKey(`${job.idempotencyKey}/${step}`);
