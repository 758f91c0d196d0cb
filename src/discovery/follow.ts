/**
 * A printer whose router gave it another address is found again by itself: a device with an identity that stays offline is looked for,
 * less and less often. Where the installer's file holds its address, the file wins: then a warning tells the new one.
 */
import type { Readiness } from "../core/driver.ts";
import type { Found } from "../core/finding-devices.ts";
import type { Log } from "../core/log.ts";
import type { Time } from "../lib/time.ts";

/** How often the list of devices is looked at. */
const LOOK_MS = 10_000;
/** A printer that is switched off and on is back before that. */
const PATIENCE_MS = 30_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

export interface Followed {
  readonly id: string;
  readonly at: string | null;
  readonly identity: string | null;
  readonly source: "file" | "api";
  readonly readiness: Readiness;
}

export interface FollowOptions {
  readonly devices: () => readonly Followed[];
  readonly locate: (identity: string, signal: AbortSignal) => Promise<Pick<Found, "host"> | undefined>;
  /** Stores the new address and starts the device anew. */
  readonly move: (id: string, at: string) => Promise<void>;
  /** Null: what was warned of is over. */
  readonly warn: (id: string, warning: string | null) => void;
  readonly log: Log;
  readonly time: Pick<Time, "monotonicMs" | "pause">;
}

interface Search {
  readonly failures: number;
  /** Monotonic ms. */
  readonly nextAtMs: number;
}

/** Returns when the signal fires. Never rejects. */
export async function followDevices(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const searches = new Map<string, Search>();
  while (!signal.aborted) {
    for (const device of options.devices()) await lookAfter(device, searches, options, signal);
    await options.time.pause(LOOK_MS, signal);
  }
}

const isAway = ({ identity, at, readiness }: Followed): boolean =>
  identity !== null && at !== null && hostOf(at) !== undefined && readiness.state === "offline";

async function lookAfter(
  device: Followed,
  searches: Map<string, Search>,
  options: FollowOptions,
  signal: AbortSignal,
): Promise<void> {
  if (!isAway(device)) {
    if (searches.delete(device.id)) options.warn(device.id, null);
    return;
  }
  const nowMs = options.time.monotonicMs();
  // Counted here: each new reason for being away has a date of its own.
  const { failures, nextAtMs } = searches.get(device.id) ?? { failures: 0, nextAtMs: nowMs + PATIENCE_MS };
  searches.set(device.id, { failures, nextAtMs });
  if (signal.aborted || nowMs < nextAtMs) return;
  try {
    if (await search(device, options, signal)) return void searches.delete(device.id);
  } catch (error) {
    options.log.warn("the search for a device failed", { device: device.id, error });
  }
  const pauseMs = Math.min(LONGEST_PAUSE_MS, PATIENCE_MS * 2 ** failures);
  searches.set(device.id, { failures: failures + 1, nextAtMs: options.time.monotonicMs() + pauseMs });
}

/** True: it has another address now, and is used there. */
async function search(
  { id, at, identity, source }: Followed,
  { locate, move, warn, log }: FollowOptions,
  signal: AbortSignal,
): Promise<boolean> {
  if (at === null || identity === null) return false;
  const found = await locate(identity, signal);
  if (found?.host === undefined || found.host === null || found.host === hostOf(at)) return false;
  const now = at.replace(
    AUTHORITY,
    (_, scheme: string, __: string, port: string) => `${scheme}${found.host}:${port}`,
  );
  if (source === "file") {
    warn(id, `it is at ${now} now, but the config file says ${at}: the file wins, change it`);
    log.warn("a device of the config file has another address", { device: id, identity, at, now });
    return false;
  }
  await move(id, now);
  log.info("a device was found under another address", { device: id, identity, at, now });
  return true;
}

/** "tcp://192.0.2.7:9100", also recorded. */
const AUTHORITY = /^((?:record\+)?tcp:\/\/)(\[[^\]]+\]|[^:/?]+):(\d+)/;

const hostOf = (at: string): string | undefined => AUTHORITY.exec(at)?.[2];
