import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arbitraryOrderInput,
  captured,
  makeOrderInput,
  makeRichOrderInput,
  makeSettings,
} from "../../../test/help/orders.ts";
import { formatDecimal } from "../money.ts";
import { hasRefund } from "./facts.ts";
import { type Order, refundInput } from "./order.ts";
import { refundLines } from "./refund.ts";
import { applyRefund } from "./rules.ts";
import { remainingQuantity } from "./totals.ts";

const SETTINGS = makeSettings();
const AT = "2026-11-23T10:00:00.000Z";
const wish = (given: number, more: object, tender = "card") =>
  refundInput.parse({ id: "r1", payments: [{ tender, amount: given }], reason: "cold", ...more });
const refund = (order: Order, given: number, more: object, settings = SETTINGS, tender = "card") =>
  applyRefund(order, wish(given, more, tender), { settings, at: AT, receiptNumber: 7, series: "A" });
const line = (quantity: string, lineId = "1") => ({ lineId, quantity });
const sale = captured(makeOrderInput());

describe("a refund", () => {
  it("gives back an amount, on its own day and under its own number", () => {
    const order = refund(sale, 100, { amount: 100 });
    expect(order).toMatchObject({ state: "partially_refunded", refunded: 100, paid: 760, revision: 2 });
    expect(order.refunds).toEqual([
      {
        id: "r1",
        lines: [],
        amount: 100,
        payments: [{ tender: "card", amount: 100 }],
        reason: "cold",
        at: AT,
        businessDay: "2026-11-23",
        receiptNumber: 7,
        series: "A",
      },
    ]);
  });

  it("names a payment of the order, or is refused at its place", () => {
    const back = (payment: string) =>
      applyRefund(
        sale,
        refundInput.parse({
          ...{ id: "r1", reason: "cold", amount: 100 },
          payments: [
            { tender: "card", amount: 50 },
            { tender: "card", amount: 50, payment },
          ],
        }),
        { settings: SETTINGS, at: AT, receiptNumber: 7, series: "A" },
      );
    expect(back("p1").refunded).toBe(100);
    expect(() => back("p9")).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        facts: { errors: [{ path: "payments[1].payment", message: `order ${sale.id} has no payment "p9"` }] },
      }),
    );
  });

  it("by lines or by amount says so beside every other fault", () => {
    const wrong = refundInput.safeParse({ id: 7, payments: [], colour: "red" });
    const told = wrong.error?.issues.map(({ path, message }) => path.join(".") || message);
    expect(new Set(told)).toEqual(
      new Set(["id", "payments", "reason", 'Unrecognized key: "colour"', "either lines or amount"]),
    );
    expect(refundInput.safeParse("r1").error?.issues).toHaveLength(1);
  });

  it("of the whole amount leaves the order refunded", () => {
    expect(refund(refund(sale, 100, { amount: 100 }), 660, { id: "r2", amount: 660 }).state).toBe("refunded");
  });

  it("by lines gives back what the guest paid for them, discounts off and added tax on", () => {
    const order = refund(sale, 380, { lines: [line("1")] });
    expect(order.refunds[0]?.lines).toEqual([{ lineId: "1", quantity: "1", amount: 380 }]);
    expect(order.lines[0]?.refundedQuantity).toBe("1");
    const taxed = captured(
      makeOrderInput({
        lines: [
          {
            id: "1",
            name: "Pie",
            quantity: "4",
            unitPrice: 250,
            taxes: [{ name: "T", rate: "10", inclusive: false }],
          },
        ],
        payments: [{ id: "p1", tender: "card", amount: 1100 }],
      }),
    );
    expect(refund(taxed, 275, { lines: [line("1")] }).refunded).toBe(275);
  });

  it("of thirds adds up to the whole", () => {
    const three = captured(
      makeOrderInput({
        lines: [
          { id: "1", name: "Set", quantity: "3", unitPrice: 100, discounts: [{ name: "Deal", amount: 100 }] },
        ],
        payments: [{ id: "p1", tender: "card", amount: 200 }],
      }),
    );
    const first = refund(three, 67, { lines: [line("1")] });
    const second = refund(first, 66, { id: "r2", lines: [line("1")] });
    expect(refund(second, 67, { id: "r3", lines: [line("1")] })).toMatchObject({
      state: "refunded",
      refunded: 200,
    });
  });

  it("on the till's own time belongs to that day", () => {
    const order = refund(sale, 100, { amount: 100, at: "2026-11-22T02:00:00+01:00" });
    expect(order.refunds[0]?.businessDay).toBe("2026-11-21");
  });

  it("of a free item is a return without money", () => {
    const free = captured(
      makeOrderInput({ lines: [{ id: "1", name: "Sample", quantity: "2", unitPrice: 0 }], payments: [] }),
    );
    const half = refund(free, 0, { lines: [line("1")] });
    expect(half.state).toBe("partially_refunded");
    expect(refund(half, 0, { id: "r2", lines: [line("1")] }).state).toBe("refunded");
  });

  it("counts once, however often it comes", () => {
    const once = refund(sale, 100, { amount: 100 });
    expect(hasRefund(once, wish(100, { amount: 100 }))).toBe(true);
    expect(hasRefund(once, wish(100, { id: "r2", amount: 100 }))).toBe(false);
    expect(refund(once, 100, { amount: 100 })).toBe(once);
    expect(() => refund(once, 50, { amount: 50 })).toThrow(
      expect.objectContaining({ code: "idempotency_key_reused" }),
    );
  });

  const tipped = captured(
    makeOrderInput({ payments: [{ id: "p1", tender: "card", amount: 760, tip: 100 }] }),
  );
  it.each([
    ["more than was paid", sale, 761, { amount: 761 }, "refund_exceeds_paid"],
    ["the tip", tipped, 860, { amount: 860 }, "refund_exceeds_paid"],
    [
      "more than is left",
      refund(sale, 700, { amount: 700, id: "r0" }),
      61,
      { amount: 61 },
      "refund_exceeds_paid",
    ],
    [
      "lines after their money",
      refund(sale, 700, { amount: 700, id: "r0" }),
      760,
      { lines: [line("2")] },
      "refund_exceeds_paid",
    ],
    ["more than was sold", sale, 760, { lines: [line("1.5"), line("0.6")] }, "refund_exceeds_paid"],
    ["a line that was not sold", sale, 760, { lines: [line("1", "9")] }, "not_found"],
    ["what its payments do not come to", sale, 379, { lines: [line("1")] }, "invalid_input"],
    ["an amount its payments do not come to", sale, 90, { amount: 100 }, "invalid_input"],
    ["nothing", sale, 0, { amount: 0 }, "invalid_input"],
    ["an open order", captured(makeOrderInput({ payments: [] })), 1, { amount: 1 }, "wrong_state"],
  ])("does not give back %s", (_what, order, given, more, code) => {
    expect(() => refund(order, given, more)).toThrow(expect.objectContaining({ code }));
  });
});

describe("a refund of a rounded order", () => {
  const swiss = makeSettings({ currency: "CHF", cashRounding: 5 });
  const cheese = (unitPrice: number, paid: number) =>
    captured(
      makeOrderInput({
        currency: "CHF",
        lines: [{ id: "1", name: "Käse", quantity: "2", unitPrice }],
        payments: [{ id: "p1", tender: "cash", amount: paid }],
      }),
      swiss,
    );

  it.each([
    [501, 1000],
    [504, 1010],
  ])("gives back all that was paid with its lines (2 x %i, paid %i)", (unitPrice, paid) => {
    const order = refund(cheese(unitPrice, paid), paid, { lines: [line("2")] }, swiss, "cash");
    expect(order).toMatchObject({ state: "refunded", refunded: paid });
  });

  it("gives back a part in coins that exist", () => {
    expect(refund(cheese(501, 1000), 500, { lines: [line("1")] }, swiss, "cash").refunded).toBe(500);
    expect(() => refund(cheese(501, 1000), 495, { lines: [line("1")] }, swiss, "cash")).toThrow(
      expect.objectContaining({ code: "invalid_input" }),
    );
  });

  it("never gives back more than was paid, coins or not", () => {
    expect(() => refund(cheese(501, 1000), 1005, { lines: [line("2")] }, swiss, "cash")).toThrow(
      expect.objectContaining({ code: "refund_exceeds_paid" }),
    );
  });
});

describe("any sale", () => {
  /** Cuts a quantity of 10^-5 units at the given per mille. */
  const cut = (units: bigint, permille: readonly number[]): readonly bigint[] => {
    const edges = [...permille].sort((a, b) => a - b).map((at) => (units * BigInt(at)) / 1_000n);
    return [...edges, units]
      .map((edge, index) => edge - (edges[index - 1] ?? 0n))
      .filter((piece) => piece > 0n);
  };

  it("comes back in pieces to exactly what it cost", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), fc.array(fc.nat(1_000), { maxLength: 4 }), (input, cuts) => {
        const order = captured(input);
        for (const { id, amounts, ...sold } of order.lines) {
          const pieces = cut(remainingQuantity(sold), cuts).map((units) => line(formatDecimal(units, 5), id));
          const back = refundLines(order, pieces);
          expect(back.refunded.reduce((sum, { amount }) => sum + amount, 0)).toBe(amounts.total);
        }
      }),
    );
  });

  it("is refunded when all its lines are, whatever they were", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), (input) => {
        const order = captured({ ...input, serviceCharges: [], payments: [], closedAt: undefined });
        const { total } = order.totals;
        fc.pre(total >= 0);
        const paid = captured({
          ...input,
          serviceCharges: [],
          payments: [{ id: "p1", tender: "card", amount: total, tip: 0 }],
        });
        const lines = input.lines.map(({ id, quantity }) => line(quantity, id));
        expect(refund(paid, total, { lines }).state).toBe("refunded");
      }),
    );
  });

  it("with everything on it comes back to the cent, cover charge by amount", () => {
    const order = captured(makeRichOrderInput());
    const lines = order.lines.map(({ id, quantity }) => line(quantity, id));
    const { total } = order.totals;
    const back = refund(order, total - 150, { lines });
    expect(back.state).toBe("partially_refunded");
    expect(refund(back, 150, { id: "r2", amount: 150 }).state).toBe("refunded");
  });
});
