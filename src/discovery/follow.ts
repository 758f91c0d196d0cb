/**
 * A printer whose router gave it another address is found again by itself: a device with an identity that stays offline is looked for,
 * less and less often. Where the installer's file holds its address, the file wins: then a warning tells the new one. The same when another
 * device answers in its place: a receipt on the wrong counter is worse than none.
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
  /** Address → the network card that answers there, of those we spoke with just now. */
  readonly cards: () => Promise<ReadonlyMap<string, string>>;
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
    const cards = await options.cards();
    for (const device of options.devices()) {
      const stranger = strangerAt(device, cards);
      if (stranger !== undefined) {
        options.warn(device.id, `another device answers at ${device.at}: its network card is ${stranger}`);
      }
      await lookAfter(device, stranger !== undefined || isAway(device), { ...options, searches }, signal);
    }
    await options.time.pause(LOOK_MS, signal);
  }
}

const isAway = ({ identity, at, readiness }: Followed): boolean =>
  identity !== null && at !== null && hostOf(at) !== undefined && readiness.state === "offline";

/** The card that answers in its place; undefined: its own, or nobody knows. */
function strangerAt({ identity, at }: Followed, cards: ReadonlyMap<string, string>): string | undefined {
  if (at === null || identity?.startsWith("mac:") !== true) return undefined;
  const card = cards.get(hostOf(at) ?? "");
  return card === identity ? undefined : card;
}

async function lookAfter(
  device: Followed,
  isMissing: boolean,
  { searches, ...options }: FollowOptions & { readonly searches: Map<string, Search> },
  signal: AbortSignal,
): Promise<void> {
  if (!isMissing) {
    if (searches.delete(device.id)) options.warn(device.id, null);
    return;
  }
  const nowMs = options.time.monotonicMs();
  // Counted here: each new reason for being away has a date of its own.
  const { failures, nextAtMs } = searches.get(device.id) ?? { failures: 0, nextAtMs: nowMs + PATIENCE_MS };
  searches.set(device.id, { failures, nextAtMs });
  if (signal.aborted || nowMs < nextAtMs) return;
  try {
    if (await search(device, options, signal)) {
      options.warn(device.id, null);
      return void searches.delete(device.id);
    }
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
