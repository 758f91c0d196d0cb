import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHandTime, type HandTime, settle, until } from "../../test/help/hand-time.ts";
import { createMemoryVendor, type MemoryVendor } from "../../test/help/memory-vendor.ts";
import { makeSettings } from "../../test/help/orders.ts";
import { refund, sell, vendorJobs } from "../../test/help/shop.ts";
import { silentLog } from "../../test/help/silent-log.ts";
import { openTestStore, type TestStore } from "../../test/help/store.ts";
import type { VendorOrder } from "../core/adapter.ts";
import { vendorUnavailable } from "../core/errors.ts";
import type { Order } from "../core/orders/order.ts";
import type { ReconciliationReport } from "../core/reconciliation.ts";
import { createScheduler, type SyncScheduler } from "./scheduler.ts";

const EVERY_MS = 300_000;
const NOON = Date.parse("2026-11-21T12:00:00Z");
const COUNTED = { countedCash: 0, openingFloat: 0, payIns: [], payOuts: [] };
const ask = { key: null, actor: "owner", till: null };

let test: TestStore;
let time: HandTime;
let square: MemoryVendor;
let scheduler: SyncScheduler;
let stop: AbortController;
let running: Promise<void>;
let answered: string[];

beforeEach(async () => {
  test = await openTestStore();
  time = createHandTime(NOON);
  square = createMemoryVendor();
  answered = [];
  scheduler = createScheduler({
    store: test.store,
    settings: makeSettings(),
    vendors: (id) => (id === "square" ? square.connection : undefined),
    vendorIds: () => ["square"],
    time,
    log: silentLog,
    pullEveryMs: EVERY_MS,
    onAnswered: (vendor) => void answered.push(vendor),
  });
  test.listeners.add((news) => scheduler.onEvents(news));
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await running;
  await test[Symbol.asyncDispose]();
});
const start = (): void => {
  running = scheduler.run(stop.signal);
};

const seen = (order: Order, overrides: Partial<VendorOrder> = {}): VendorOrder => ({
  vendorId: `V-${order.id}`,
  reference: order.id,
  businessDay: order.businessDay,
  state: "completed",
  currency: order.currency,
  total: order.totals.total,
  tax: order.totals.tax,
  tip: order.tips,
  paid: order.paid,
  refunded: order.refunded,
  updatedAt: "2026-11-21T12:00:00.000Z",
  summary: "2 × Flat white",
  ...overrides,
});
/** Sold here, and taken by the vendor. */
async function sold(id: string): Promise<Order> {
  const order = await sell(test.store, id);
  await test.store.run("markVendorJob", {
    jobId: String(vendorJobs(test.store, id)[0]?.id),
    event: { type: "succeeded" },
    sentAtMs: NOON,
    dueAtMs: NOON,
    result: { id: `V-${id}`, parts: {}, losses: [] },
    lastError: null,
  });
  square.orders.push(seen(order));
  return order;
}
const logs = () =>
  test.store.read
    .syncLogs(null, 50, null)
    .items.map(({ type, status, message }) => `${type} ${status}: ${message}`);
const syncOf = (id: string) => test.store.read.orderSync(id)[0]?.state;
const reports = () =>
  test.store.read.reconciliations(50, null).map(({ report }) => report as ReconciliationReport);

describe("pulling orders", () => {
  it("begins at the start, goes on by the clock, and writes a line for each time", async () => {
    square.orders.push(seen(await sell(test.store, "o1"), { reference: null }));
    start();
    await until(() => logs().length === 1);
    expect(logs()).toEqual(["orders ok: pulled 1 orders, 1 of them new"]);
    expect(test.store.read.cursor("square")?.cursor).toBe("end");
    expect(test.store.read.vendorOrder("square", "V-o1")).toMatchObject({ total: 760 });
    time.advance(EVERY_MS * 0.79);
    await settle();
    expect(logs()).toHaveLength(1);
    time.advance(EVERY_MS * 0.01);
    await until(() => answered.length === 2);
    expect(logs()[0]).toBe("orders ok: pulled 1 orders, 0 of them new");
    expect(answered).toEqual(["square", "square"]);
  });

  it("confirms what was sent and is there with our amounts, and only that", async () => {
    await sold("right");
    await sold("wrong");
    square.orders[1] = { ...square.orders[1], total: 1 } as VendorOrder;
    await sell(test.store, "waiting");
    start();
    await until(() => logs().length === 1);
    expect(["right", "wrong", "waiting"].map(syncOf)).toEqual(["confirmed", "sent", "pending"]);
  });

  it("survives an answer 429 in the middle", async () => {
    const failures = [vendorUnavailable("429"), vendorUnavailable("503")];
    square.beforePull = () => {
      const failure = failures.pop();
      if (failure) throw failure;
    };
    start();
    await until(() => logs().length === 1);
    expect(logs()).toEqual(["orders ok: pulled 0 orders, 0 of them new"]);
  });

  it("writes down that it failed, and what it brought before", async () => {
    square.beforePull = () => {
      throw vendorUnavailable("connection refused");
    };
    start();
    await until(() => logs().length === 1);
    expect(logs()).toEqual(["orders failed: pulled 0 orders, 0 of them new, then: connection refused"]);
    expect(answered).toEqual([]);
  });

  it("asks at once when the vendor can be reached again", async () => {
    start();
    await until(() => logs().length === 1);
    scheduler.reachable("square");
    await until(() => logs().length === 2);
  });

  it("answers a person who asks for it, one pull after the other", async () => {
    await sold("o1");
    let inside = 0;
    let most = 0;
    square.beforePull = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await settle();
      inside -= 1;
    };
    start();
    const [one, two] = await Promise.all([
      scheduler.syncOrders(null, null, stop.signal),
      scheduler.syncOrders("square", NOON, stop.signal),
    ]);
    expect(most).toBe(1);
    expect([one, two].flat().reduce((sum, run) => sum + run.pulled, 0)).toBe(2);
    expect(await scheduler.syncOrders("clover", null, stop.signal)).toMatchObject([
      { vendor: "clover", failed: 1, error: "clover is not connected" },
    ]);
  });
});

describe("comparing a day", () => {
  it("gives a person the report they asked for, and confirms what agrees", async () => {
    await sold("o1");
    await sell(test.store, "o2");
    const id = await scheduler.reconcile("square", "2026-11-21", stop.signal, ask);
    expect(test.store.read.reconciliation(id)?.report).toMatchObject({
      agrees: false,
      matched: 1,
      at: "2026-11-21T12:00:00.000Z",
      missing: [{ orderId: "o2" }],
    });
    expect([syncOf("o1"), syncOf("o2")]).toEqual(["confirmed", "pending"]);
    expect(logs()).toEqual(["reconcile ok: 2026-11-21: 1 orders agree, 1 missing"]);
    await expect(scheduler.reconcile("clover", "2026-11-21", stop.signal, ask)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("finds the refund of an older sale, by what the pull has brought", async () => {
    const order = await sold("o1");
    await scheduler.syncOrders("square", null, stop.signal);
    square.orders.length = 0;
    await refund(test.store, order.id, "r1", 100);
    const day = String(test.store.read.order("o1")?.refunds[0]?.businessDay);
    expect(day).not.toBe("2026-11-21");
    const id = await scheduler.reconcile("square", day, stop.signal, ask);
    expect(test.store.read.reconciliation(id)?.report).toMatchObject({
      refunds: [{ orderId: "o1" }],
      missing: [],
    });
  });

  it("says that it failed when the vendor is away, and stores no report", async () => {
    square.beforePull = () => {
      throw vendorUnavailable("connection refused");
    };
    await expect(scheduler.reconcile("square", "2026-11-21", stop.signal, ask)).rejects.toMatchObject({
      code: "vendor_unavailable",
    });
    expect([reports(), logs()]).toEqual([[], ["reconcile failed: 2026-11-21: connection refused"]]);
  });

  it("happens by itself when the day is closed", async () => {
    await sold("o1");
    start();
    await test.store.run("closeBusinessDay", { ...ask, businessDay: "2026-11-21", counted: COUNTED });
    await until(() => reports().length === 1);
    expect(reports()).toMatchObject([{ businessDay: "2026-11-21", agrees: true, matched: 1 }]);
  });

  it("happens by itself after an outage, for each day that it touched, when the vendor lists them", async () => {
    start();
    await until(() => logs().length === 1);
    scheduler.drained("square", NOON - 2 * 86_400_000);
    await settle();
    expect(reports()).toEqual([]);
    time.advance(30_000);
    await until(() => reports().length === 3);
    expect(
      reports()
        .map(({ businessDay }) => businessDay)
        .sort(),
    ).toEqual(["2026-11-19", "2026-11-20", "2026-11-21"]);
  });

  it("is done again later when the vendor was away, and a broken answer stops nobody", async () => {
    start();
    await until(() => logs().length === 1);
    square.beforePull = () => {
      throw vendorUnavailable("connection refused");
    };
    await test.store.run("closeBusinessDay", { ...ask, businessDay: "2026-11-21", counted: COUNTED });
    await until(() => logs().some((line) => line.startsWith("reconcile failed")));
    // Answers come in order: behind this one the scheduler has its own, and sleeps.
    await test.store.run("pruneKeys", null);
    await settle();
    square.beforePull = () => undefined;
    time.advance(600_000);
    await until(() => reports().length === 1);

    square.beforePull = () => {
      throw new TypeError("cannot read x of undefined");
    };
    await test.store.run("closeBusinessDay", { ...ask, businessDay: "2026-11-22", counted: COUNTED });
    const line =
      "reconcile failed: 2026-11-22: square could not be read: TypeError: cannot read x of undefined";
    await until(() => logs().includes(line));
    square.beforePull = () => undefined;
    await test.store.run("closeBusinessDay", { ...ask, businessDay: "2026-11-23", counted: COUNTED });
    await until(() => reports().length === 2);
  });
});
