import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryOrderInput, captured, makeOrderInput, makeSettings } from "../../test/help/orders.ts";
import type { VendorOrder } from "../core/adapter.ts";
import { type Job, type JobId, type JobState, vendorLane } from "../core/jobs/job.ts";
import { NEVER_MS } from "../core/jobs/job-kinds.ts";
import type { Order } from "../core/orders/order.ts";
import { returnInput } from "../core/orders/order.ts";
import { captureReturn } from "../core/orders/return.ts";
import { applyRefund } from "../core/orders/rules.ts";
import { compare } from "./compare.ts";
import type { Ledgers } from "./ledgers.ts";

const DAY = "2026-11-21";
const NOON = Date.parse("2026-11-21T12:00:00Z");
const LISTS = ["missing", "extra", "mismatched", "doubled", "refunds"] as const;

const sale = (id: string, overrides: Partial<Order> = {}): Order => ({
  ...captured(makeOrderInput({ id, number: `N-${id}` })),
  ...overrides,
});
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
const duty = (orderId: string, state: JobState, overrides: Partial<Job> = {}): Job => ({
  seq: 1,
  id: "j1" as JobId,
  kind: "vendor.sale",
  lane: vendorLane("square"),
  key: orderId,
  idempotencyKey: `${orderId}:sale`,
  payload: null,
  afterCrash: "ask",
  orderId,
  expiresAtMs: null,
  till: null,
  urgent: false,
  state,
  attempts: 1,
  dueAtMs: 0,
  createdAtMs: 0,
  firstSentAtMs: 0,
  endedAtMs: state === "done" ? NOON - 3_600_000 : null,
  result: state === "done" ? { id: `V-${orderId}`, parts: {}, losses: [] } : null,
  lastError: null,
  settledBy: null,
  ...overrides,
});
const ledgers = (overrides: Partial<Ledgers>): Ledgers => ({
  vendor: "square",
  businessDay: DAY,
  currency: "EUR",
  askedAtMs: NOON,
  ours: [],
  refundedLater: [],
  theirs: [],
  orderById: () => undefined,
  dutiesOf: (id) => [duty(id, "done")],
  ...overrides,
});
const reportOf = (overrides: Partial<Ledgers>) => compare(ledgers(overrides)).report;
const error = (message: string) => ({ code: "vendor_rejected", message, atMs: 0 });

describe("a day that is the same on both sides", () => {
  it("agrees, order by order and in sums", () => {
    const [a, b] = [sale("a"), sale("b")];
    const { report, agreed } = compare(ledgers({ ours: [a, b], theirs: [seen(b), seen(a)] }));
    expect(report).toMatchObject({ agrees: true, matched: 2, ours: { orders: 2, total: 1_520 } });
    expect(report.theirs).toEqual(report.ours);
    expect(agreed).toEqual([
      { orderId: "a", vendorId: "V-a" },
      { orderId: "b", vendorId: "V-b" },
    ]);
  });

  it("agrees although the vendor booked the sales of an outage a day later, in another order", () => {
    const a = sale("a");
    const theirs = [seen(a, { updatedAt: "2026-11-22T08:00:00.000Z" })];
    expect(reportOf({ ours: [a], theirs }).agrees).toBe(true);
  });

  it("knows nothing of other days, open tabs and cancelled orders of the vendor", () => {
    const a = sale("a");
    const strangers = [
      seen(sale("x"), { reference: null, businessDay: "2026-11-20" }),
      seen(sale("y"), { reference: null, businessDay: null }),
      seen(sale("z"), { reference: null, state: "open" }),
      seen(sale("a"), { vendorId: "V-old", state: "cancelled" }),
    ];
    expect(reportOf({ ours: [a], theirs: [seen(a), ...strangers] })).toMatchObject({
      agrees: true,
      theirs: { orders: 1 },
    });
  });

  it.each(["absent", "cancelled", "refunded with its tip"] as const)(
    "agrees on a voided sale that is %s there",
    (how) => {
      const a = sale("a", { state: "voided", tips: 50 });
      const theirs = {
        absent: [],
        cancelled: [seen(a, { state: "cancelled" })],
        "refunded with its tip": [seen(a, { refunded: a.paid + 50 })],
      }[how];
      expect(reportOf({ ours: [a], theirs })).toMatchObject({
        agrees: true,
        matched: 0,
        ours: { orders: 0 },
        theirs: { orders: 0 },
      });
    },
  );

  it("agrees on a sale that arrived twice, once somebody gave the second one back", () => {
    const a = sale("a");
    const undone = seen(a, { vendorId: "V-2", refunded: a.paid });
    const { report, agreed } = compare(ledgers({ ours: [a], theirs: [undone, seen(a)] }));
    expect([report.agrees, agreed]).toEqual([true, [{ orderId: "a", vendorId: "V-a" }]]);
    expect(report.theirs).toEqual(report.ours);
  });
});

describe("a sale that is missing at the vendor", () => {
  const causes: readonly (readonly [string, readonly Job[], RegExp, RegExp])[] = [
    ["waits", [duty("a", "queued", { lastError: error("503") })], /still waits .*503/, /by itself/],
    ["is in doubt", [duty("a", "in_doubt")], /its answer was lost/, /by itself/],
    [
      "is in doubt, and only a person helps",
      [duty("a", "in_doubt", { dueAtMs: NEVER_MS })],
      /nobody could say/,
      /retry it in the outbox/,
    ],
    [
      "was refused",
      [duty("a", "failed", { lastError: error("no such item") })],
      /refused the sale \(no such item\)/,
      /mend/,
    ],
    ["was given up", [duty("a", "discarded")], /a person gave up/, /by hand/],
    [
      "was taken and is gone",
      [duty("a", "done")],
      /took the sale as V-a, and does not show it/,
      /who cancelled or removed/,
    ],
    [
      "was sent a moment ago",
      [duty("a", "done", { endedAtMs: NOON + 5 })],
      /moments before/,
      /compare again/,
    ],
    ["has no duty", [], /no duty/, /by hand/],
  ];
  it.each(causes)("says so when it %s", (_, duties, cause, action) => {
    const report = reportOf({ ours: [sale("a")], dutiesOf: () => duties });
    expect(report).toMatchObject({ agrees: false, matched: 0, ours: { orders: 1 }, theirs: { orders: 0 } });
    expect(report.missing).toMatchObject([{ orderId: "a", number: "N-a", vendorIds: [], theirs: null }]);
    expect(report.missing[0]?.cause).toMatch(cause);
    expect(report.missing[0]?.action).toMatch(action);
  });
});

describe("an order that is still open here", () => {
  it("is no difference: it is told beside them, and the day agrees", () => {
    const closed = sale("b");
    const report = reportOf({ ours: [sale("a", { state: "open" }), closed], theirs: [seen(closed)] });
    expect(report).toMatchObject({ agrees: true, matched: 1, missing: [], ours: { orders: 1 } });
    expect(report.notDue).toMatchObject([{ orderId: "a", ours: { total: 760 }, theirs: null }]);
    expect(report.notDue[0]?.cause).toMatch(/still open here/);
  });

  it("is a difference when the vendor has it", () => {
    const a = sale("a", { state: "open" });
    expect(reportOf({ ours: [a], theirs: [seen(a)] })).toMatchObject({
      agrees: false,
      notDue: [],
      mismatched: [{ orderId: "a" }],
    });
  });
});

describe("a return without its sale", () => {
  const back = captureReturn(
    returnInput.parse({
      id: "ret-1",
      till: "front-1",
      amount: 500,
      payments: [{ tender: "cash", amount: 500 }],
      reason: "no receipt",
      at: "2026-11-21T12:00:00Z",
    }),
    { settings: makeSettings(), at: "2026-11-21T12:00:00Z" },
  );

  it("agrees where the vendor has as much of it, in sums too", () => {
    const report = reportOf({ ours: [back], theirs: [seen(back)] });
    expect(report).toMatchObject({ agrees: true, matched: 1, ours: { total: 0, refunded: 500 } });
    expect(report.theirs).toEqual(report.ours);
  });

  it("is missing until its own duty is done", () => {
    const dutiesOf = () => [duty("ret-1", "queued", { kind: "vendor.return" })];
    const report = reportOf({ ours: [back], dutiesOf });
    expect(report.missing[0]?.cause).toBe("the return still waits to be sent to square");
  });

  it("differs where only a part of it arrived", () => {
    const dutiesOf = () => [duty("ret-1", "failed", { kind: "vendor.return", lastError: error("closed") })];
    const report = reportOf({ ours: [back], theirs: [seen(back, { refunded: 200 })], dutiesOf });
    expect(report.refunds[0]?.cause).toMatch(/5.00 EUR refunded here, 2.00 EUR at square: .*\(closed\)/);
  });
});

describe("what differs", () => {
  const a = sale("a");
  it("shows a sale that the vendor has twice", () => {
    const report = reportOf({ ours: [a], theirs: [seen(a), seen(a, { vendorId: "V-2" })] });
    expect(report.doubled).toMatchObject([{ orderId: "a", vendorIds: ["V-a", "V-2"] }]);
    expect(report).toMatchObject({ missing: [], extra: [], mismatched: [], theirs: { orders: 2 } });
  });

  it.each([
    ["another total", { total: 800 }, /total 8\.00 EUR instead of 7\.60 EUR/],
    ["another tip", { tip: 100 }, /tip 1\.00 EUR instead of 0\.00 EUR/],
    ["another currency", { currency: "USD" }, /in USD, we in EUR/],
    ["less paid", { state: "open", paid: 0 }, /open and not paid in full/],
  ] as const)("shows a sale with %s", (_, change, cause) => {
    const report = reportOf({ ours: [a], theirs: [seen(a, change)] });
    expect(report.mismatched).toMatchObject([{ orderId: "a", vendorIds: ["V-a"] }]);
    expect(report.mismatched[0]?.cause).toMatch(cause);
  });

  it("names what was lost when it was sent, where amounts differ", () => {
    const result = { id: "V-a", parts: {}, losses: ["tax of 0.03 rounded by Square"] };
    const dutiesOf = () => [duty("a", "done", { result })];
    const report = reportOf({ ours: [a], theirs: [seen(a, { total: 757 })], dutiesOf });
    expect(report.mismatched[0]?.cause).toContain("tax of 0.03 rounded by Square");
  });

  it.each([
    ["rung up at the vendor itself", null, undefined, /rung up at square itself: 2 × Flat white/],
    ["of an order that we do not know", "ghost", undefined, /ghost, which this gateway does not know/],
    [
      "of an order of ours of another day",
      "b",
      sale("b", { businessDay: "2026-11-20" }),
      /here it is of 2026-11-20/,
    ],
    ["of an order that was not meant for it", "b", sale("b"), /was not meant for square/],
  ] as const)("shows a sale %s", (_, reference, order, cause) => {
    const theirs = [seen(a), seen(sale("b"), { reference })];
    const report = reportOf({ ours: [a], theirs, orderById: () => order });
    expect(report.extra).toMatchObject([{ orderId: reference, vendorIds: ["V-b"] }]);
    expect(report.extra[0]?.cause).toMatch(cause);
    expect(report).toMatchObject({ matched: 1, theirs: { orders: 2 } });
  });

  it.each([
    ["still waits", "queued", /refund still waits/],
    ["was refused", "failed", /refused the refund/],
  ] as const)("shows a refund that %s", (_, state, cause) => {
    const order = sale("a", { state: "partially_refunded", refunded: 200 });
    const dutiesOf = () => [duty("a", "done"), duty("a", state, { kind: "vendor.refund" })];
    const report = reportOf({ ours: [order], theirs: [seen(order, { refunded: 0 })], dutiesOf });
    expect(report.refunds).toMatchObject([
      { orderId: "a", ours: { refunded: 200 }, theirs: { refunded: 0 } },
    ]);
    expect(report.refunds[0]?.cause).toMatch(cause);
  });

  it("shows a refund that was made at the vendor alone", () => {
    const report = reportOf({ ours: [a], theirs: [seen(a, { refunded: 300 })] });
    expect(report.refunds[0]?.cause).toMatch(/3\.00 EUR at square: something was refunded at square alone/);
  });

  it("shows a voided sale that still stands there", () => {
    const order = sale("a", { state: "voided" });
    const dutiesOf = () => [duty("a", "done"), duty("a", "failed", { kind: "vendor.void" })];
    const report = reportOf({ ours: [order], theirs: [seen(order)], dutiesOf });
    expect(report.refunds[0]?.cause).toMatch(
      /voided here, it still stands at square: square refused the void/,
    );
  });

  it("looks at a refund of today although its sale was days ago", () => {
    const order = sale("a", { businessDay: "2026-11-18", refunded: 200, state: "partially_refunded" });
    const late = {
      refundedLater: [order],
      dutiesOf: () => [duty("a", "queued", { kind: "vendor.refund" as const })],
    };
    const theirs = [seen(order, { refunded: 0 })];
    expect(reportOf({ ...late, theirs }).refunds).toMatchObject([{ orderId: "a" }]);
    expect(reportOf({ ...late, theirs: [seen(order)] }).agrees).toBe(true);
  });
});

describe("any ledger", () => {
  const settings = makeSettings();
  const orders = fc
    .array(fc.record({ input: arbitraryOrderInput(), back: fc.integer({ min: 0, max: 100 }) }), {
      minLength: 1,
      maxLength: 8,
    })
    .map((list) =>
      list.map(({ input, back }, index) => refunded(captured({ ...input, id: `o${index}` }), back)),
    );

  function refunded(order: Order, percent: number): Order {
    const amount = Math.floor((order.paid * percent) / 100);
    if (amount === 0) return order;
    const refund = { id: "r", amount, payments: [{ tender: "cash" as const, amount }], reason: "cold" };
    return applyRefund(order, refund, {
      at: "2026-11-21T13:00:00Z",
      receiptNumber: 2,
      series: "A",
      settings,
    });
  }
  const only = (report: ReturnType<typeof reportOf>) =>
    LISTS.flatMap((list) => report[list].map(({ orderId }) => [list, orderId] as const));

  it("agrees with itself in any order, and whatever one changes in it is found, and nothing else", () => {
    const change = fc.constantFrom("none", "removed", "doubled", "altered", "refunded", "foreign" as const);
    fc.assert(
      fc.property(orders, fc.nat(), change, (ours, at, change) => {
        const victim = ours[at % ours.length];
        if (!victim) return;
        const rest = ours.filter((order) => order !== victim).map((order) => seen(order));
        const alive = victim.refunded < victim.paid || victim.paid === 0;
        fc.pre(change !== "doubled" || alive);
        const [theirs, expected] = changed(change, victim);
        const report = reportOf({ ours, theirs: [...rest, ...theirs].reverse() });
        expect(only(report)).toEqual(expected);
        expect([report.agrees, report.matched]).toEqual([
          expected.length === 0,
          ours.length - (expected.length > 0 && change !== "foreign" ? 1 : 0),
        ]);
        if (change === "none") expect(report.theirs).toEqual(report.ours);
      }),
    );
  });

  function changed(change: string, victim: Order) {
    const same = seen(victim);
    const { id } = victim;
    switch (change) {
      case "removed":
        return [[], [["missing", id]]] as const;
      case "doubled":
        return [[same, { ...same, vendorId: "V2" }], [["doubled", id]]] as const;
      case "altered":
        return [[{ ...same, total: same.total + 1 }], [["mismatched", id]]] as const;
      case "refunded":
        return [[{ ...same, refunded: same.refunded + 1 }], [["refunds", id]]] as const;
      case "foreign":
        return [[same, { ...same, vendorId: "V3", reference: null }], [["extra", null]]] as const;
      default:
        return [[same], []] as const;
    }
  }
});
