/** A worn card: every sync is slow, and now and then one stands still. The built gateway, with eight tills at work. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Wish } from "../crash/wishes.ts";
import { makeOrderInput } from "../help/orders.ts";
import { openSickShop, type SickShop } from "./gateway/sick-shop.ts";

const TILLS = 8;
const STALL = { every: 20, ms: 1_000 };
const IN_FLIGHT_MS = 1_500;

let sick: SickShop;
beforeAll(async () => {
  sick = await openSickShop();
  await sick.shop.gateway.start(null);
});
afterAll(() => sick[Symbol.asyncDispose]());

it("a card whose syncs take 5, 20 and 200 ms longer and stall for a second is slow, and nothing else", async () => {
  const { lab } = sick;
  lab.stallSyncs(STALL);
  const before = lab.calls("sync");
  for (const { ms, wishes } of [
    { ms: 5, wishes: 3 },
    { ms: 20, wishes: 3 },
    { ms: 200, wishes: 2 },
  ]) {
    lab.delaySyncs(ms);
    await sick.sell(TILLS, wishes);
  }
  expect(lab.calls("sync") - before, "stalls were met").toBeGreaterThan(2 * STALL.every);
});

it("while a commit waits for the disk the gateway still says that it is there", async () => {
  const { lab, shop } = sick;
  lab.stallSyncs({ every: 0, ms: 0 });
  lab.delaySyncs(0);
  await shop.api.until("/v1/status", ({ body }) =>
    body.queues.every((queue: { waiting: number; running: number }) => queue.waiting + queue.running === 0),
  );
  lab.delaySyncs(IN_FLIGHT_MS);
  const syncs = lab.calls("sync");
  const order: string[] = [];
  const id = randomUUID();
  const body = { ...makeOrderInput({ id }), till: "front-1" };
  const selling = shop.api.send("POST", "/v1/orders", body).then(({ status }) => {
    order.push(`the order ${status}`);
  });
  await expect.poll(() => lab.calls("sync"), { interval: 5, timeout: 30_000 }).toBeGreaterThan(syncs);
  for (const path of ["/readyz", "/healthz", "/v1/orders?limit=1"]) {
    const { status } = await shop.api.get(path);
    order.push(`${path} ${status}`);
  }
  await selling;
  lab.delaySyncs(0);
  expect(order).toEqual(["/readyz 200", "/healthz 200", "/v1/orders?limit=1 200", "the order 201"]);
  const wish = wishFor(id, body);
  shop.book.adds([wish]);
  shop.book.asks(wish);
  shop.book.hears(wish, { status: 201, id, receiptNumber: null });
});

it("tills, database, paper and Square agree", async () => {
  expect(await sick.verdict()).toEqual([]);
});

const wishFor = (id: string, body: object): Wish => ({
  ...{ id, type: "sale", order: id, path: "/v1/orders", body: { ...body } },
  ...{ waitSeconds: 0, isAbandoned: false, isDoubled: false },
});
