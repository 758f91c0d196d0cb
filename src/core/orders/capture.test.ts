import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arbitraryOrderInput,
  captured,
  makeOrderInput,
  makeRichOrderInput,
  makeSettings,
} from "../../../test/help/orders.ts";
import { isGatewayError } from "../errors.ts";
import { captureOrder, contentOf } from "./capture.ts";
import type { OrderInput } from "./order.ts";

const TILL_TOTALS = { gross: 860, discount: 100, serviceCharge: 0, tax: 127, rounding: 0, total: 760 };
const card = (amount: number, more: object = {}) => ({ id: "p1", tender: "card" as const, amount, ...more });
const cash = (amount: number, more: object = {}) => ({ id: "p1", tender: "cash" as const, amount, ...more });

function faultOf(input: OrderInput, settings = makeSettings()) {
  try {
    captured(input, settings);
  } catch (error) {
    if (isGatewayError(error)) return { code: error.code, ...error.facts };
    throw error;
  }
  return "accepted";
}
const paths = (input: OrderInput) => {
  const fault = faultOf(input);
  return typeof fault === "object" && "errors" in fault && Array.isArray(fault.errors)
    ? fault.errors.map(({ path }) => path)
    : fault;
};

describe("a sale that is paid in full", () => {
  it("is closed, counted and dated", () => {
    expect(captured(makeOrderInput())).toMatchObject({
      state: "paid",
      closedAt: "2026-11-21T12:05:02+01:00",
      businessDay: "2026-11-21",
      paid: 760,
      tips: 0,
      refunded: 0,
      revision: 1,
      receiptNumber: null,
      series: null,
      flagged: null,
      late: false,
      totals: { ...TILL_TOTALS, cashRounding: 0 },
      taxes: [{ name: "VAT", rate: "20", inclusive: true, base: 633, amount: 127 }],
    });
  });

  it("may carry everything an order can", () => {
    expect(captured(makeRichOrderInput())).toMatchObject({ state: "paid", tips: 250, flagged: null });
  });

  it("closes when it was captured if the till names no time, on the day it was opened", () => {
    const late = makeOrderInput({ openedAt: "2026-11-20T23:50:00+01:00", closedAt: undefined });
    expect(captured(late)).toMatchObject({
      state: "paid",
      closedAt: "2026-11-21T11:05:03.000Z",
      businessDay: "2026-11-20",
    });
  });

  it("belongs to the day it closed, not to the day it opened or arrived", () => {
    const night = makeOrderInput({
      openedAt: "2026-11-20T03:30:00+01:00",
      closedAt: "2026-11-20T04:10:00+01:00",
    });
    expect(captured(night).businessDay).toBe("2026-11-20");
    expect(captured(makeOrderInput({ ...night, closedAt: "2026-11-20T03:59:00+01:00" })).businessDay).toBe(
      "2026-11-19",
    );
  });

  it("goes where the store sends its orders, unless the till says where", () => {
    expect(captured(makeOrderInput()).destinations).toEqual(["square"]);
    expect(captured(makeOrderInput({ destinations: [] })).destinations).toEqual([]);
  });

  it("keeps tips out of its total", () => {
    const tipped = makeOrderInput({ payments: [cash(760, { tip: 40, tendered: 1000, change: 200 })] });
    expect(captured(tipped)).toMatchObject({ state: "paid", paid: 760, tips: 40, totals: { total: 760 } });
  });

  it("is paid at once when it costs nothing and the till closed it", () => {
    const free = { lines: [{ id: "1", name: "Water", quantity: "1", unitPrice: 0 }], payments: [] };
    expect(captured(makeOrderInput(free)).state).toBe("paid");
    expect(captured(makeOrderInput({ ...free, closedAt: undefined })).state).toBe("open");
  });
});

describe("an order that is not paid in full", () => {
  it("is open, whatever the till says", () => {
    expect(captured(makeOrderInput({ payments: [card(500)] }))).toMatchObject({ state: "open", paid: 500 });
    expect(captured(makeOrderInput({ payments: [], closedAt: undefined }))).toMatchObject({
      state: "open",
      closedAt: null,
      businessDay: "2026-11-21",
    });
  });

  it("stays open while a terminal payment has no known outcome", () => {
    const order = captureOrder(makeOrderInput({ payments: [card(760, { tip: 90, payment: "t-1" })] }), {
      id: "o1",
      settings: makeSettings(),
      capturedAt: "2026-11-21T11:05:03.000Z",
      paymentState: (id) => (id === "t-1" ? "unknown" : undefined),
    });
    expect(order).toMatchObject({ state: "open", paid: 0, tips: 0, payments: [{ state: "unknown" }] });
  });
});

describe("the till's totals", () => {
  it("may be exactly ours", () => {
    expect(captured(makeOrderInput({ totals: TILL_TOTALS })).totals.rounding).toBe(0);
  });

  it.each([-1, 1])("may differ by %i for one line and one tax: kept as rounding", (off) => {
    const tills = { ...TILL_TOTALS, total: 760 + off };
    expect(captured(makeOrderInput({ totals: tills, payments: [card(760 + off)] }))).toMatchObject({
      state: "paid",
      totals: { gross: 860, tax: 127, rounding: off, total: 760 + off },
      flagged: null,
    });
  });

  it.each([
    ["total", { total: 762 }],
    ["tax", { tax: 129 }],
    ["gross", { gross: 862 }],
    ["discount", { discount: 101 }],
    ["service charge", { serviceCharge: 1 }],
    ["rounding", { rounding: 5 }],
    ["cash rounding", { cashRounding: 2 }],
  ])("may not differ more in %s: both figures come back", (_what, wrong) => {
    const tills = { ...TILL_TOTALS, cashRounding: 0, ...wrong };
    expect(faultOf(makeOrderInput({ totals: tills, payments: [card(tills.total)] }))).toEqual({
      code: "totals_mismatch",
      ours: { ...TILL_TOTALS, cashRounding: 0 },
      tills,
    });
  });

  it("are stored as they are when the till insists, for the operator to look at", () => {
    const tills = { ...TILL_TOTALS, total: 900, cashRounding: 0 };
    const order = captured(makeOrderInput({ totals: tills, acceptTillTotals: true, payments: [card(900)] }));
    expect(order).toMatchObject({ state: "paid", totals: tills, paid: 900 });
    expect(order.flagged).toBe("till front-1 says 900, the lines come to 760");
  });

  it("raise no flag when they agree, even if the till insists", () => {
    expect(captured(makeOrderInput({ totals: TILL_TOTALS, acceptTillTotals: true })).flagged).toBeNull();
  });
});

describe("cash", () => {
  const swiss = makeSettings({ currency: "CHF", cashRounding: 5 });
  const cheese = (payments: OrderInput["payments"], more: object = {}) =>
    makeOrderInput({
      currency: "CHF",
      lines: [{ id: "1", name: "Käse", quantity: "1", unitPrice: 1002 }],
      payments,
      ...more,
    });

  it.each([
    ["in coins that exist", [cash(1000)], -2, "paid"],
    ["to the cent, when the till does not round", [cash(1002)], 0, "paid"],
    ["beside a card, for the rest only", [card(501, { id: "c" }), cash(500)], -1, "paid"],
    ["not on a card", [card(1000)], 0, "open"],
    ["in part", [cash(500)], 0, "open"],
  ] as const)("is rounded %s", (_how, payments, cashRounding, state) => {
    const parsed = cheese(payments.map((payment) => ({ tip: 0, ...payment })));
    expect(captured(parsed, swiss)).toMatchObject({ state, totals: { total: 1002, cashRounding } });
  });

  it("is rounded as the till says, within one coin", () => {
    const totals = {
      gross: 1002,
      discount: 0,
      serviceCharge: 0,
      tax: 0,
      rounding: 0,
      cashRounding: 3,
      total: 1002,
    };
    const roundedUp = cheese([{ tip: 0, ...cash(1005) }], { totals });
    expect(captured(roundedUp, swiss)).toMatchObject({ state: "paid", totals: { cashRounding: 3 } });
  });

  it.each([
    ["paid to the cent", 1002, 3, { state: "paid", totals: { cashRounding: 0 } }],
    ["open while a coin is missing", 1000, -2, { state: "open", paid: 1000, totals: { cashRounding: 0 } }],
    [
      "open with the till's rounding while cash may still come",
      500,
      3,
      { state: "open", totals: { cashRounding: 3 } },
    ],
  ] as const)("rounds no card, whatever the till says: %s", (_how, amount, cashRounding, expected) => {
    const totals = {
      gross: 1002,
      discount: 0,
      serviceCharge: 0,
      tax: 0,
      rounding: 0,
      cashRounding,
      total: 1002,
    };
    expect(captured(cheese([{ tip: 0, ...card(amount) }], { totals }), swiss)).toMatchObject(expected);
  });

  it("covers no rounding by card: what the till rounded up is paid too much", () => {
    const totals = {
      gross: 1002,
      discount: 0,
      serviceCharge: 0,
      tax: 0,
      rounding: 0,
      cashRounding: 3,
      total: 1002,
    };
    expect(() => captured(cheese([{ tip: 0, ...card(1005) }], { totals }), swiss)).toThrow(
      expect.objectContaining({ code: "overpaid", facts: { due: 1002, payments: 1005 } }),
    );
  });

  it("must add up: amount and tip are what was tendered less the change", () => {
    const wrong = makeOrderInput({ payments: [cash(760, { tendered: 1000, change: 250 })] });
    expect(faultOf(wrong)).toEqual({
      code: "invalid_input",
      errors: [{ path: "payments[0]", message: "amount 760 + tip 0 is not tendered 1000 - change 250" }],
    });
  });
});

describe("an order that is wrong", () => {
  it("hears of all its faults at once", () => {
    const line = {
      id: "1",
      name: "Tea",
      quantity: "1",
      unitPrice: 300,
      discounts: [{ name: "Too much", amount: 301 }],
    };
    const wrong = makeOrderInput({
      currency: "USD",
      lines: [line, line],
      payments: [cash(100, { change: 5 }), card(100, { tendered: 100 })],
    });
    expect(paths(wrong)).toEqual([
      "currency",
      "lines[1].id",
      "lines[0].discounts[0].amount",
      "lines[1].discounts[0].amount",
      "payments[1].id",
      "payments[0].tendered",
      "payments[1].tendered",
    ]);
  });

  it("may not name a terminal payment that took no money, or one twice", () => {
    const facts = { id: "o", settings: makeSettings(), capturedAt: "2026-11-21T11:05:03Z" };
    const input = makeOrderInput({
      payments: [card(380, { payment: "x" }), card(380, { id: "p2", payment: "x" })],
    });
    expect(() => captureOrder(input, { ...facts, paymentState: () => undefined })).toThrow(
      expect.objectContaining({
        facts: {
          errors: [
            expect.objectContaining({ path: "payments[1].payment" }),
            { path: "payments[0].payment", message: 'no payment "x" took money' },
            { path: "payments[1].payment", message: 'no payment "x" took money' },
          ],
        },
      }),
    );
  });

  it("is overpaid when more came than is due", () => {
    expect(faultOf(makeOrderInput({ payments: [card(761)] }))).toEqual({
      code: "overpaid",
      due: 760,
      payments: 761,
    });
  });

  it("cannot close below zero: that is a refund", () => {
    const bottles = { lines: [{ id: "1", name: "Deposit", quantity: "4", unitPrice: -25 }], payments: [] };
    expect(paths(makeOrderInput(bottles))).toEqual(["lines"]);
    expect(captured(makeOrderInput({ ...bottles, closedAt: undefined }))).toMatchObject({ state: "open" });
  });
});

describe("any order paid in full", () => {
  it("is closed, and the same again when our totals come back as the till's", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), (input) => {
        const order = captured(input);
        expect(order.state).toBe("paid");
        expect(order.paid).toBe(order.totals.total + order.totals.cashRounding);
        expect(captured({ ...input, totals: order.totals })).toEqual(order);
      }),
    );
  });

  it("may come with a total that is off by one, and comes back the same with it", () => {
    const off = makeOrderInput({ totals: { ...TILL_TOTALS, total: 759 }, payments: [card(759)] });
    const order = captured(off);
    expect(captured({ ...off, totals: order.totals })).toEqual(order);
  });
});

describe("the content of an order", () => {
  it("is the same whether the till spells out a default or leaves it out", () => {
    const brief = makeOrderInput({ payments: [card(760)] });
    const spelledOut = makeOrderInput({
      payments: [card(760, { tip: 0 })],
      discounts: [],
      acceptTillTotals: false,
    });
    expect(contentOf(spelledOut)).toBe(contentOf(brief));
  });

  it("is another as soon as one cent differs", () => {
    expect(contentOf(makeOrderInput({ payments: [card(759)] }))).not.toBe(contentOf(makeOrderInput()));
  });
});
