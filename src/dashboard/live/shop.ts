/** What the page knows of the shop, kept true by the live line. One per page. */
import { access, Refusal, read, resume } from "./api.ts";
import type { Destination, Device, Status } from "./api-types.ts";
import { createCell } from "./cell.ts";
import { type Live, openLive } from "./live.ts";
import type { News } from "./position.ts";

export type Phase = "connecting" | "live" | "reconnecting";

/** Clock, disk and queue depths change without news: they are looked at this often. */
const LOOK_EVERY_MS = 20_000;
/** News comes in bunches, such as a print that ends: one look at the depths for all of it. */
const SETTLE_MS = 400;
const RETRY_MS = 2_000;
const SLOW_TICK_MS = 15_000;

export const phase = createCell<Phase>("connecting");
export const status = createCell<Status | null>(null);
/** Wall clock of this page, for "in 12 s". */
export const now = createCell(Date.now());
/** The same for what shows no seconds: a day's orders are not drawn anew every second. */
export const slowNow = createCell(Date.now());

type NewsListener = (news: News) => void;
const listeners = new Set<NewsListener>();

/** "everything" is told as news too, when what was shown may be old. */
export const EVERYTHING = "everything";

export function onNews(listener: NewsListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const tell = (news: News): void => {
  for (const listener of listeners) listener(news);
};

let live: Live | undefined;
let isLookDue = false;

/** Begins as soon as the gateway lets this browser look on. */
export async function openShop(): Promise<void> {
  await resume();
  const answered = await look();
  if (isShut()) return;
  if (!answered) {
    phase.set("reconnecting");
    window.setTimeout(() => void openShop(), RETRY_MS);
    return;
  }
  live?.close();
  live = openLive({
    snapshot(next) {
      status.set(next);
      tell({ type: EVERYTHING });
    },
    news(news) {
      status.set(withNews(status.get(), news));
      if (MOVES_QUEUES.has(news.type)) lookSoon();
      tell(news);
    },
    phase: (next) => phase.set(next),
    async mayRetry() {
      // The gateway may have been restarted, and sessions end with it.
      await resume();
      return look();
    },
  });
}

const MOVES_QUEUES: ReadonlySet<string> = new Set([
  "outbox.updated",
  "gateway.updated",
  "order.captured",
  "device.configured",
  "integration.connected",
]);

const isShut = (): boolean => access.get() === "out" || access.get() === "forbidden";

/** Takes a fresh snapshot over HTTP. False: no answer, or this browser may not look on. */
async function look(): Promise<boolean> {
  try {
    status.set(await read<Status>("/v1/status"));
    access.set("in");
    return true;
  } catch (refusal) {
    if (refusal instanceof Refusal && refusal.status === 403) access.set("forbidden");
    return false;
  }
}

function lookSoon(): void {
  if (isLookDue) return;
  isLookDue = true;
  window.setTimeout(() => {
    isLookDue = false;
    void look();
  }, SETTLE_MS);
}

/** The snapshot with what a piece of news changed in it. */
export function withNews(before: Status | null, news: News): Status | null {
  if (before === null) return null;
  switch (news.type) {
    case "device.readiness": {
      const device = news["device"] as Device;
      return { ...before, devices: replaced(before.devices, device, ({ id }) => id) };
    }
    case "destination.updated": {
      const destination = news["destination"] as Destination;
      return { ...before, destinations: replaced(before.destinations, destination, ({ vendor }) => vendor) };
    }
    case "gateway.updated":
      return { ...before, ready: news["ready"] === true, reasons: news["reasons"] as Status["reasons"] };
    default:
      return before;
  }
}

function replaced<T>(items: readonly T[], item: T, idOf: (item: T) => string): readonly T[] {
  const isKnown = items.some((each) => idOf(each) === idOf(item));
  return isKnown ? items.map((each) => (idOf(each) === idOf(item) ? item : each)) : [...items, item];
}

/** Ticks, looks now and then, and doubts the line when the page comes back to the front. */
export function keepFresh(): void {
  window.setInterval(() => now.set(Date.now()), 1_000);
  window.setInterval(() => slowNow.set(Date.now()), SLOW_TICK_MS);
  window.setInterval(() => void check(), LOOK_EVERY_MS);
  window.addEventListener("online", () => live?.renew());
  document.addEventListener("visibilitychange", () => void check());
}

async function check(): Promise<void> {
  if (document.visibilityState !== "visible" || isShut() || phase.get() !== "live") return;
  if (!(await look())) live?.renew();
}
