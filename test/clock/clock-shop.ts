/**
 * A shop whose gateway lives by a clock that a test sets while it runs. Printer and Square keep the true time.
 * libfaketime stands between the gateway and the wall clock; the monotonic clock and the machine's uptime stay true.
 */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";
import { brokenAuditLink } from "../../src/store/audit.ts";
import { openReader } from "../../src/store/database.ts";
import { brokenJournalLink } from "../../src/store/journal.ts";
import { LOCATION, openShop, type Shop, SQUARE_TOKEN } from "../help/shop/shop.ts";
import { newFolder } from "../help/store.ts";

/** As libfaketime reads it: "-365d" from the true time, or "@1970-01-01 00:00:05" in UTC, running on from there. */
export type ClockText = `${"+" | "-"}${number}${"d" | "h" | ""}` | `@${string}`;

export interface ClockShop extends AsyncDisposable {
  readonly shop: Shop;
  /** From this moment on the gateway's wall clock says so. */
  set(clock: ClockText): void;
  start(clock: ClockText, env?: Readonly<Record<string, string>>): Promise<void>;
  connectSquare(baseUrl?: string): Promise<void>;
}

export async function openClockShop(name: string): Promise<ClockShop> {
  const folder = join(newFolder(), name);
  const shop = await openShop({ folder, name, linesPerSecond: 900 });
  const file = join(folder, "clock");
  const set = (clock: ClockText): void => writeFileSync(file, clock);
  return {
    shop,
    set,
    async start(clock, env = {}) {
      set(clock);
      await shop.startGateway({
        ...{ LD_PRELOAD: libfaketime(), FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1" },
        ...{ FAKETIME_DONT_FAKE_MONOTONIC: "1", TZ: "UTC", ...env },
      });
    },
    async connectSquare(baseUrl = shop.squareUrl) {
      const { status } = await shop.api.send("POST", "/integrations/pos/connect", {
        vendor: "square",
        credentials: { accessToken: SQUARE_TOKEN },
        settings: { locationId: LOCATION, environment: "sandbox", baseUrl },
      });
      if (status !== 201) throw new Error(`connecting Square answered ${status}`);
    },
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}

/** @throws Error it is not installed */
function libfaketime(): string {
  const found = readdirSync("/usr/lib")
    .map((place) => `/usr/lib/${place}/faketime/libfaketimeMT.so.1`)
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error("libfaketime is not installed: apt-get install faketime");
  return found;
}

/** A sale of 7.60 that the till closed then, and whose receipt is wanted. */
export const saleAt = (closedAt: string, over: object = {}): object => ({
  ...{ till: "front-1", openedAt: closedAt, closedAt, currency: "EUR", type: "dine_in" },
  lines: [{ id: "1", name: "Flat white", quantity: "2", unitPrice: 380 }],
  payments: [{ id: "p1", tender: "card", amount: 760 }],
  print: { printer: "front" },
  ...over,
});

export interface Sold {
  readonly id: string;
  readonly receiptNumber: number;
  readonly businessDay: string;
  readonly timesEstimated: boolean;
}

export async function sell({ api }: Shop, body: object, key?: string): Promise<Sold> {
  const headers = key === undefined ? {} : { "idempotency-key": key };
  const answer = await api.send("POST", "/v1/orders", body, headers);
  if (answer.status >= 300) throw new Error(`a sale was answered with ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export interface Listener extends Disposable {
  readonly events: readonly { readonly type: string; readonly seq: number; readonly orderId?: string }[];
}

/** Everything that the event stream says from here on. */
export async function listen(shop: Shop): Promise<Listener> {
  const socket = new WebSocket(`${shop.url.replace("http", "ws")}/v1/events`);
  const events: Listener["events"][number][] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on("message", (data) => {
      events.push(JSON.parse(String(data)));
      resolve();
    });
    socket.once("error", reject);
  });
  return { events, [Symbol.dispose]: () => socket.terminate() };
}

/** Both chains of the books, and the facts in the order in which they happened. */
export function booksOf({ database }: Shop) {
  const db = openReader(database);
  try {
    return {
      broken: [brokenJournalLink(db), brokenAuditLink(db)],
      facts: db
        .prepare("SELECT order_id AS orderId, at_ms AS atMs, clock_ok AS clockOk FROM journal ORDER BY seq")
        .all() as { readonly orderId: string; readonly atMs: number; readonly clockOk: number }[],
      cursor: db.prepare("SELECT cursor FROM sync_cursor").pluck().get() as string | undefined,
    };
  } finally {
    db.close();
  }
}
