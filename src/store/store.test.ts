import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestStore, settings, type TestStore } from "../../test/help/store.ts";
import { captureOrder } from "../core/orders/capture.ts";
import { orderInput } from "../core/orders/order.ts";
import { brokenAuditLink } from "./audit.ts";
import { openReader, openWriter, setSynchronous } from "./database.ts";
import { draftOf } from "./draft.ts";
import { brokenJournalLink } from "./journal.ts";
import { migrate } from "./migrate.ts";
import { createClock } from "./thread/clock.ts";
import { createWriter } from "./thread/writer.ts";

const order = (id: string, over: object = {}) =>
  captureOrder(
    orderInput.parse({
      id,
      till: "front-1",
      openedAt: "2026-11-24T12:00:00+01:00",
      closedAt: "2026-11-24T12:05:00+01:00",
      currency: "EUR",
      lines: [{ id: "1", name: "Flat white", quantity: "2", unitPrice: 380 }],
      payments: [{ id: "p1", tender: "card", amount: 760 }],
      print: { printer: "front", copies: 2 },
      destinations: ["square"],
      ...over,
    }),
    { id, settings, capturedAt: "2026-11-24T11:05:01.000Z", paymentState: () => undefined },
  );
const asked = { key: null, actor: "test", till: null };
const hash = (text: string) => Buffer.from(text.padEnd(32, "-"));
const capture = (store: TestStore["store"], id: string, over: object = {}) =>
  store.run("captureOrder", {
    ...asked,
    draft: draftOf(order(id, over)),
    contentHash: hash(JSON.stringify(over)),
  });

describe("the store", () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore();
  });
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
  });

  it("keeps an order with its number and its duties", async () => {
    const { store } = test;
    expect(await capture(store, "o-1")).toEqual({
      ...{ id: "o-1", replayed: false },
      numbers: { receiptNumber: 1, series: "A", late: false },
    });
    expect(store.read.order("o-1")).toMatchObject({
      state: "paid",
      receiptNumber: 1,
      series: "A",
      totals: { total: 760 },
    });
    expect(store.read.jobsOfOrder("o-1").map((job) => [job.kind, job.lane, job.state])).toEqual([
      ["print", "device:front", "queued"],
      ["print", "device:front", "queued"],
      ["vendor.sale", "vendor:square", "queued"],
    ]);
    expect(store.read.orderSync("o-1")).toMatchObject([{ destination: "square", state: "pending" }]);
    expect(test.events.map((event) => event.type).slice(-5)).toEqual([
      "order.captured",
      "job.updated",
      "job.updated",
      "job.updated",
      "sync.updated",
    ]);
  });

  it("answers the same order again with the one it has, and refuses other content under its id", async () => {
    await capture(test.store, "o-2");
    expect(await capture(test.store, "o-2")).toEqual({ id: "o-2", replayed: true });
    await expect(capture(test.store, "o-2", { note: "other" })).rejects.toMatchObject({
      code: "order_exists",
    });
  });

  it("fails a bad command alone: its neighbours in the group stand, and no number is burnt", async () => {
    const { store } = test;
    const results = await Promise.allSettled([
      capture(store, "g-1"),
      capture(store, "g-1", { note: "other" }),
      store.run("refundOrder", {
        ...asked,
        orderId: "g-1",
        refund: { id: "r", amount: 99_999, payments: [{ tender: "card", amount: 99_999 }], reason: "wrong" },
      }),
      capture(store, "g-2"),
    ]);
    expect(results.map((result) => result.status)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
    const numbers = ["g-1", "g-2"].map((id) => store.read.order(id)?.receiptNumber ?? 0);
    expect(numbers[1]).toBe((numbers[0] ?? 0) + 1);
  });

  it("gives a key's second body a refusal and its first body a replay", async () => {
    const key = { scope: "t POST /v1/print-jobs", key: "k", bodyHash: hash("a"), keepMs: 1_000_000 };
    const input = {
      ...asked,
      key,
      drawer: "till-drawer",
      reason: "change",
      expiresAtMs: Date.now() + 60_000,
    };
    const first = await test.store.run("openDrawer", input);
    expect(await test.store.run("openDrawer", input)).toEqual({ id: first.id, replayed: true });
    const other = { ...input, key: { ...key, bodyHash: hash("b") } };
    await expect(test.store.run("openDrawer", other)).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
  });

  it("holds the audit and the journal in whole chains, and shows the row somebody forged", async () => {
    const reader = openReader(test.path);
    expect([brokenJournalLink(reader), brokenAuditLink(reader)]).toEqual([null, null]);
    reader.close();
    const forger = new Database(test.path);
    expect(() => forger.prepare("UPDATE journal SET body = '{}' WHERE seq = 2").run()).toThrow(
      "only added to",
    );
    forger.exec("DROP TRIGGER journal_only_grows_u");
    forger.prepare("UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 2").run();
    expect(brokenJournalLink(forger)).toBe(2);
    forger.prepare("UPDATE journal SET at_ms = at_ms - 1 WHERE seq = 2").run();
    forger.close();
  });

  it("brings lazy marks to the disk within moments, and all of them before it closes", async () => {
    await capture(test.store, "lazy-1");
    const job = test.store.read.jobsOfOrder("lazy-1").find((one) => one.kind === "vendor.sale");
    await test.store.runLazy("markVendorJob", {
      jobId: job?.id ?? "",
      event: { type: "succeeded" },
      sentAtMs: 1,
      dueAtMs: 1,
      result: { id: "SQ1", parts: {}, losses: [] },
      lastError: null,
    });
    expect(test.store.read.orderSync("lazy-1")).toMatchObject([
      { state: "sent", vendorId: "SQ1", attempts: 1 },
    ]);
  });
});

describe("durability", () => {
  it("lets only one gateway write to a database", async () => {
    await using first = await openTestStore();
    await expect(openTestStore(first.path)).rejects.toThrow("another gateway runs on");
  });

  it("syncs every commit before it answers: FULL on each connection, asserted again after lazy marks", () => {
    const db = openWriter(":memory:");
    migrate(db, ":memory:");
    expect(db.pragma("synchronous", { simple: true })).toBe(2);
    const { stamp: clock } = createClock({
      ...{ newestFactMs: 0, wallMs: Date.now, monoMs: () => performance.now() },
      ...{ uptimeMs: () => performance.now(), synchronisedAtMs: () => null },
    });
    const writer = createWriter(db, settings, clock);
    writer.run([{ name: "pruneKeys", input: null }], "lazy");
    expect(db.pragma("synchronous", { simple: true })).toBe(1);
    writer.run([{ name: "pruneKeys", input: null }], "full");
    expect(db.pragma("synchronous", { simple: true })).toBe(2);
    // Somebody weakens it behind the writer's back: no till is answered.
    setSynchronous(db, "NORMAL");
    expect(() => writer.run([{ name: "pruneKeys", input: null }], "full")).toThrow("not FULL");
    db.close();
  });

  it("does not start on the database of a newer gateway", () => {
    const db = openWriter(":memory:");
    db.pragma("user_version = 9999");
    expect(() => migrate(db, "tillgate.db")).toThrow("install the newer gateway again");
    db.close();
  });
});
