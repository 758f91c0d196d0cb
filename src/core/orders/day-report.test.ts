import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arbitraryOrderInput,
  captured,
  makeOrderInput,
  makeRichOrderInput,
  makeSettings,
} from "../../../test/help/orders.ts";
import { sumDay, sumsSince } from "./day-report.ts";
import type { Order, RefundInput } from "./order.ts";
import { refundInput } from "./order.ts";
import { applyRefund, applyVoid } from "./rules.ts";

const DAY = "2026-11-21";
const numbered = (order: Order): Order => ({ ...order, receiptNumber: 1, series: "A" });
const sold = (id: string, over: object = {}): Order => numbered(captured(makeOrderInput({ id, ...over })));
const refunded = (order: Order, refund: Partial<RefundInput>, at = "2026-11-21T15:00:00+01:00"): Order =>
  applyRefund(order, refundInput.parse({ id: "r1", reason: "cold", at, ...refund }), {
    settings: makeSettings(),
    at,
    receiptNumber: 2,
    series: "A",
  });
const sum = (orders: readonly Order[], refundedOrders: readonly Order[] = []) =>
  sumDay(DAY, { orders, refundedOrders });

describe("the sums of a day", () => {
  it("are those of its closed orders", () => {
    const open = captured(makeOrderInput({ id: "open", closedAt: undefined, payments: [] }));
    expect(sum([sold("1"), sold("2"), open])).toMatchObject({
      orders: 2,
      gross: 1720,
      discount: 200,
      total: 1520,
      tax: 254,
      net: 1266,
    });
  });

  it("count a voided order as voided, and its money as nothing", () => {
    const input = { id: "v1", reason: "left", reversed: ["p1"], at: "2026-11-21T12:10:00+01:00" };
    const voided = applyVoid(sold("1"), input, { settings: makeSettings(), at: input.at });
    expect(sum([voided])).toMatchObject({ orders: 0, voided: 1, total: 0, tenders: [] });
  });

  it("keep tips out of the total", () => {
    const rich = numbered(captured(makeRichOrderInput()));
    const { total, tips, tenders } = sum([rich]);
    expect([total, tips]).toEqual([4185, 250]);
    expect(tenders).toEqual([
      { tender: "card", count: 1, amount: 2185, tips: 200, refunded: 0 },
      { tender: "cash", count: 1, amount: 2000, tips: 50, refunded: 0 },
    ]);
  });

  it("hold each tax by its rate, and what of it went back", () => {
    const back = refunded(sold("1"), {
      lines: [{ lineId: "1", quantity: "1" }],
      payments: [{ tender: "cash", amount: 380 }],
    });
    expect(sum([back], [back]).taxes).toEqual([
      { name: "VAT", rate: "20", inclusive: true, base: 633, amount: 127, refunded: 64 },
    ]);
  });

  it("hold a refund on the day of the refund, not of the sale", () => {
    const back = refunded(
      sold("1"),
      { amount: 380, payments: [{ tender: "card", amount: 380 }] },
      "2026-11-22T15:00:00+01:00",
    );
    expect(sum([back], [back])).toMatchObject({ orders: 1, refunds: 0, refunded: 0 });
    expect(sumDay("2026-11-22", { orders: [], refundedOrders: [back] })).toMatchObject({
      orders: 0,
      refunds: 1,
      refunded: 380,
      tenders: [{ tender: "card", count: 0, amount: 0, tips: 0, refunded: 380 }],
    });
  });

  it("add up whatever is sold: payments cover the totals, net and tax make them", () => {
    fc.assert(
      fc.property(fc.array(arbitraryOrderInput(), { maxLength: 5 }), (inputs) => {
        const { total, cashRounding, net, tax, taxes, tenders } = sum(inputs.map((input) => captured(input)));
        expect(tenders.reduce((all, { amount }) => all + amount, 0)).toBe(total + cashRounding);
        expect(net + tax).toBe(total);
        expect(taxes.reduce((all, { amount }) => all + amount, 0)).toBe(tax);
      }),
      { numRuns: 50 },
    );
  });
});

describe("what came after a close", () => {
  it("is nothing when nothing came", () => {
    expect(sumsSince(sum([sold("1")]), sum([sold("1")]))).toBeNull();
  });

  it("is the late order alone", () => {
    const since = sumsSince(sum([sold("1"), sold("2")]), sum([sold("1")]));
    expect(since).toEqual(sum([sold("2")]));
  });

  it("is negative where an order was voided since", () => {
    const since = sumsSince(sum([]), sum([sold("1")]));
    expect(since).toMatchObject({
      orders: -1,
      total: -760,
      tenders: [{ tender: "cash", count: -1, amount: -760 }],
    });
  });
});
