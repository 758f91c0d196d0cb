/** The real Square adapter, on its simulator, behind the real dispatcher and store: what the two ledgers say in the end. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OpenSquare, openSquare } from "../../adapters/square/sim-rig.ts";
import { settle, until } from "../../test/help/hand-time.ts";
import { makeSettings } from "../../test/help/orders.ts";
import { type RunningShop, runShop } from "../../test/help/run-dispatcher.ts";
import { refund, sell, takeBack, vendorJobs } from "../../test/help/shop.ts";
import { reconcile } from "../vendors/reconcile.ts";

let square: OpenSquare;
let shop: RunningShop;
beforeEach(async () => {
  square = await openSquare();
  const { adapter } = square;
  const connection = {
    vendor: "square",
    integrationId: "int-1",
    adapter,
    limits: { concurrency: 4, keyFreshMs: 0 },
  };
  shop = await runShop({ vendors: [connection] });
});
afterEach(async () => {
  await shop[Symbol.asyncDispose]();
  await square[Symbol.asyncDispose]();
});

const signal = new AbortController().signal;
const ids = Array.from({ length: 12 }, (_, index) => `o${index}`);
const allDone = (): boolean =>
  [...ids, "back"].every((id) => vendorJobs(shop.store, id).every(({ state }) => state === "done"));

it("brings every sale, refund and return to Square exactly once, whatever answers get lost, and both ledgers agree", async () => {
  square.fault({ type: "answer_lost", write: 3 });
  for (const id of ids) await sell(shop.store, id);
  for (const id of ids.slice(0, 4)) await refund(shop.store, id, "r1", 150);
  await takeBack(shop.store, "back", 500);
  for (let rounds = 0; rounds < 10 && !allDone(); rounds += 1) {
    await settle(60);
    shop.time.advance(31_000);
  }
  square.heal();
  await until(() => {
    shop.time.advance(1_000);
    return allDone();
  }, "the last duty");
  for (const id of ids) {
    const order = shop.store.read.order(id);
    if (!order) throw new Error(`${id} is gone`);
    const back = ids.indexOf(id) < 4 ? 150 : 0;
    expect(square.booksOf(order)).toEqual({ orders: 1, paid: 760, refunded: back });
  }
  const connection = shop.vendors.get("square");
  if (!connection) throw new Error("square is gone");
  const made = await reconcile(
    { store: shop.store, settings: makeSettings(), nowMs: () => square.nowMs() + 60_000 },
    connection,
    { businessDay: "2026-11-21", asked: { key: null, actor: "owner", till: null } },
    signal,
  );
  expect(shop.store.read.reconciliation(made)?.report).toMatchObject({
    agrees: true,
    matched: 13,
    ours: { orders: 13, total: 12 * 760, refunded: 1_100 },
    theirs: { orders: 13, total: 12 * 760, refunded: 1_100 },
  });
  for (const id of ["o0", "back"]) {
    expect(shop.store.read.orderSync(id)).toMatchObject([{ state: "confirmed" }]);
  }
});
