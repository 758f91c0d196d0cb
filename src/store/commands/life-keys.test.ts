import { afterEach, expect, it } from "vitest";
import { type Connection, openWriter } from "../database.ts";
import { KEEP_MONEY_MS, rememberKey, replayOf } from "../idempotency.ts";
import { migrate } from "../migrate.ts";
import { createTxMaker } from "../tx.ts";
import { pruneKeys } from "./life.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2027, 5, 1);
const key = {
  scope: "till POST /v1/orders",
  key: "monday-1",
  bodyHash: Buffer.alloc(32),
  keepMs: KEEP_MONEY_MS,
};
let db: Connection;

function at(wallMs: number, clockOk: boolean) {
  return createTxMaker(db)({ wallMs, monoMs: 0, bootId: "b", clockOk });
}

function open(): void {
  db = openWriter(":memory:");
  migrate(db, ":memory:");
}

afterEach(() => db.close());

it.each([
  ["in 1970", 5_000],
  ["a year behind", NOW_MS - 365 * DAY_MS],
  ["a year ahead", NOW_MS + 365 * DAY_MS],
])("a key that a till used %s is kept for its 30 days from when the time is known", (_, wallMs) => {
  open();
  rememberKey(at(wallMs, false), key, "order-1");
  pruneKeys(at(wallMs + 60 * DAY_MS, false));
  pruneKeys(at(NOW_MS, true));
  pruneKeys(at(NOW_MS + 29 * DAY_MS, true));
  expect(replayOf(at(NOW_MS, true), key)).toBe("order-1");
  pruneKeys(at(NOW_MS + 31 * DAY_MS, true));
  expect(replayOf(at(NOW_MS, true), key)).toBeUndefined();
});
