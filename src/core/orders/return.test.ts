import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { makeSettings } from "../../../test/help/orders.ts";
import { sumDay } from "./day-report.ts";
import { type Order, refundInput, returnInput, type StoreSettings } from "./order.ts";
import { captureReturn, withReturnNumber } from "./return.ts";
import { applyRefund, applyVoid } from "./rules.ts";

const BEANS = {
  id: "1",
  name: "Coffee beans",
  quantity: "2",
  unitPrice: 1070,
  taxes: [{ name: "VAT", rate: "7", inclusive: true }],
};
const AT = "2026-11-22T01:30:00+01:00";
const back = (
  over: Partial<z.input<typeof returnInput>> = {},
  settings: Partial<StoreSettings> = {},
): Order =>
  captureReturn(
    returnInput.parse({
      id: "ret-1",
      till: "front-1",
      lines: [BEANS],
      payments: [{ tender: "cash", amount: 2140 }],
      reason: "bag was torn",
      at: AT,
      ...over,
    }),
    { settings: makeSettings(settings), at: "2026-11-22T08:00:00Z" },
  );
const faultsOf = (attempt: () => unknown): unknown => {
  try {
    attempt();
  } catch (error) {
    return (error as { facts: { errors: unknown } }).facts.errors;
  }
  return [];
};

describe("a return without its sale", () => {
  it("sold nothing, and gave everything back on its own business day", () => {
    expect(back()).toMatchObject({
      kind: "return",
      state: "refunded",
      businessDay: "2026-11-21",
      openedAt: AT,
      totals: { gross: 0, tax: 0, total: 0 },
      paid: 0,
      refunded: 2140,
      lines: [{ id: "1", amounts: { total: 2140, tax: 140 }, refundedQuantity: "2" }],
      refunds: [{ id: "ret-1", amount: 2140, lines: [{ lineId: "1", quantity: "2", amount: 2140 }] }],
    });
  });

  it("is one receipt with its refund", () => {
    const numbered = withReturnNumber(back(), 7, "B");
    expect(numbered).toMatchObject({
      receiptNumber: 7,
      series: "B",
      refunds: [{ receiptNumber: 7, series: "B" }],
    });
  });

  it("is money and tax that left the day, and no sale of it", () => {
    const order = back();
    const sums = sumDay("2026-11-21", { orders: [order], refundedOrders: [order] });
    expect(sums).toMatchObject({
      orders: 0,
      total: 0,
      refunds: 1,
      refunded: 2140,
      taxes: [{ name: "VAT", amount: 0, refunded: 140 }],
      tenders: [{ tender: "cash", amount: 0, refunded: 2140 }],
    });
  });

  it("may be an amount alone", () => {
    const order = back({ lines: undefined, amount: 500, payments: [{ tender: "voucher", amount: 500 }] });
    expect(order).toMatchObject({ lines: [], refunded: 500, refunds: [{ lines: [], amount: 500 }] });
  });

  it("gives cash back in coins that exist", () => {
    const lines = [{ ...BEANS, quantity: "1", unitPrice: 1072 }];
    const cash = back({ lines, payments: [{ tender: "cash", amount: 1070 }] }, { cashRounding: 5 });
    expect(cash.refunded).toBe(1070);
  });

  it("is not given back twice, nor voided", () => {
    const facts = { settings: makeSettings(), at: AT, receiptNumber: 2, series: "A" };
    const again = refundInput.parse({
      id: "r1",
      lines: [{ lineId: "1", quantity: "1" }],
      payments: [{ tender: "cash", amount: 1070 }],
      reason: "again",
    });
    expect(() => applyRefund(back(), again, facts)).toThrow(
      expect.objectContaining({ code: "refund_exceeds_paid" }),
    );
    expect(() => applyVoid(back(), { id: "v1", reason: "oops", reversed: [] }, facts)).toThrow(
      expect.objectContaining({ code: "wrong_state" }),
    );
  });

  it.each([
    ["money of another land", { currency: "CHF" }, "currency"],
    [
      "two lines of one id",
      { lines: [BEANS, BEANS], payments: [{ tender: "cash", amount: 4280 }] },
      "lines[1].id",
    ],
    ["payments that come to something else", { payments: [{ tender: "card", amount: 2139 }] }, "payments"],
    ["nothing", { lines: undefined, amount: 0, payments: [{ tender: "cash", amount: 0 }] }, "amount"],
    [
      "a line below zero",
      { lines: [{ ...BEANS, unitPrice: -1 }], payments: [{ tender: "cash", amount: 0 }] },
      "lines",
    ],
  ] as const)("is refused with %s", (_, over, path) => {
    expect(faultsOf(() => back(over as object))).toContainEqual(expect.objectContaining({ path }));
  });
});
