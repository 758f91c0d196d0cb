import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Order } from "../../../src/sdk.ts";
import {
  arbitraryOrderInput,
  captured,
  makeOrderInput,
  makeRichOrderInput,
  makeSettings,
} from "../../../test/help/orders.ts";
import { priceOrder } from "../sim/price-order.ts";
import { createOrder } from "../sim/request-shapes.ts";
import { parse } from "../sim/schema.ts";
import type { PricedOrder } from "../sim/wire.ts";
import { DEFAULT_LOCATION } from "../sim.ts";
import { referenceOf, toSquareSale } from "./mapping.ts";

const PLACE = { locationId: "L1", sourceName: "Tillgate" };
const sale = (order: Order) => toSquareSale(order, PLACE);

/** What Square would make of it, once it has checked every field. */
function priced(order: Order): PricedOrder {
  let uids = 0;
  const { order: body } = parse(createOrder, { order: sale(order).order });
  return priceOrder(body, DEFAULT_LOCATION, () => `uid-${++uids}`).priced;
}
const line = (more: Partial<Line>): Line => ({
  id: "1",
  name: "Thing",
  quantity: "1",
  unitPrice: 1000,
  ...more,
});
const VAT = { name: "VAT", rate: "20", inclusive: true };
const CITY = { name: "City tax", rate: "8.875", inclusive: false };

type Overrides = NonNullable<Parameters<typeof makeOrderInput>[0]>;
type Line = NonNullable<Overrides["lines"]>[number];

/** Paid in cash, whatever it comes to. */
function order(lines: Line[], more: Overrides = {}): Order {
  const open = captured(makeOrderInput({ lines, payments: [], closedAt: undefined, ...more }));
  const amount = open.totals.total + open.totals.cashRounding;
  const payments = amount > 0 ? [{ id: "p1", tender: "cash" as const, amount }] : [];
  return captured(makeOrderInput({ lines, payments, ...more }));
}

describe("Square's total is ours, to the cent", () => {
  it("for the sale of the public contract", () => {
    const made = priced(captured(makeOrderInput()));
    expect(made.total_money).toEqual({ amount: 760, currency: "EUR" });
    expect(made.total_tax_money.amount).toBe(127);
    expect(made.total_discount_money.amount).toBe(100);
    expect(made.line_items).toHaveLength(1);
  });

  it("for every order that a till may send", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), (input) => {
        const taken = captured(input);
        expect(priced(taken).total_money.amount).toBe(taken.totals.total + taken.totals.cashRounding);
      }),
      { numRuns: 400 },
    );
  });

  it("for every total that a till insists on, and every coin", () => {
    const amounts = fc.record({
      input: arbitraryOrderInput(),
      off: fc.integer({ min: -3_000, max: 3_000 }),
      coin: fc.constantFrom(1, 5, 10),
    });
    fc.assert(
      fc.property(amounts, ({ input, off, coin }) => {
        const taken = captured({ ...input, payments: [] }, makeSettings());
        const total = Math.max(0, taken.totals.total + off);
        const cashRounding = Math.round(total / coin) * coin - total;
        const insisted = { ...taken, totals: { ...taken.totals, total, cashRounding } };
        expect(sale(insisted).total).toBe(total + cashRounding);
        expect(priced(insisted).total_money.amount).toBe(total + cashRounding);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ["half a cent is ours up and Square's to even", order([line({ quantity: "0.5", unitPrice: 105 })])],
    [
      "the deposit for empties comes off",
      order([line({}), line({ id: "2", name: "Empties", quantity: "4", unitPrice: -25 })]),
    ],
    ["a modifier makes it cheaper", order([line({ modifiers: [{ name: "No cheese", unitPrice: -150 }] })])],
    [
      "half a modifier is on it",
      order([line({ modifiers: [{ name: "Salad", quantity: "0.5", unitPrice: 333 }] })]),
    ],
    ["a thing is given away", order([line({ discounts: [{ name: "Gift", amount: 1000 }] })])],
    ["inclusive and added tax meet on a line", order([line({ taxes: [VAT, CITY] })])],
    [
      "the whole order is rounded once for tax",
      order(
        [1, 2, 3].map((id) => line({ id: `${id}`, unitPrice: 333, taxes: [CITY] })),
        { taxRounding: "order" },
      ),
    ],
  ])("when %s", (_, taken) => {
    expect(priced(taken).total_money.amount).toBe(taken.totals.total);
  });

  it("for a wedding of 1000 lines, each with its discount", () => {
    const lines = Array.from({ length: 1000 }, (_, index) =>
      line({
        id: `${index}`,
        unitPrice: 100 + index,
        taxes: [index % 2 === 0 ? VAT : CITY],
        discounts: [{ name: "Friends", amount: 7 }],
      }),
    );
    const taken = order(lines, { discounts: [{ name: "Family", amount: 999 }] });
    expect(priced(taken).total_money.amount).toBe(taken.totals.total);
    expect(sale(taken).losses.join()).toContain("only the first 225 lines are itemised");
  });

  it("for what remains after something was taken back", () => {
    const taken = captured(makeOrderInput());
    const [first] = taken.lines;
    if (first === undefined) throw new Error("no line");
    const kept = {
      ...first,
      voided: [{ quantity: "1", reason: "spilt", at: "x" }],
      amounts: { ...first.amounts, gross: 430, discount: 50, net: 380 },
    };
    const made = priced({ ...taken, lines: [kept], totals: { ...taken.totals, total: 380 } });
    expect(made.line_items?.[0]?.quantity).toBe("1");
    expect(made.total_money.amount).toBe(380);
  });
});

describe("what Square keeps of an order", () => {
  const body = (taken: Order) => parse(createOrder, { order: sale(taken).order }).order;

  it("is the same body every time", () => {
    const taken = captured(makeRichOrderInput());
    expect(JSON.stringify(sale(taken).order)).toBe(JSON.stringify(sale(structuredClone(taken)).order));
  });

  it("is when it was really sold, and on which business day", () => {
    expect(body(captured(makeOrderInput())).metadata).toMatchObject({
      tillgate_order: "01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e10",
      tillgate_business_day: "2026-11-21",
      tillgate_closed_at: "2026-11-21T12:05:02+01:00",
      tillgate_captured_at: "2026-11-21T11:05:03.000Z",
    });
  });

  it("is every tax by name and rate, on the lines that carry it", () => {
    const made = body(captured(makeRichOrderInput()));
    expect(made.taxes?.map(({ name, percentage, type }) => [name, percentage, type])).toEqual([
      ["VAT", "20", "INCLUSIVE"],
      ["TVA", "5.5", "INCLUSIVE"],
      ["USt", "19", "INCLUSIVE"],
      ["City tax", "2.25", "ADDITIVE"],
    ]);
    expect(made.line_items?.[2]?.applied_taxes?.map(({ tax_uid }) => tax_uid)).toEqual(["t3", "t4"]);
  });

  it("is a weighed quantity with its decimals, and no guest", () => {
    const made = body(captured(makeRichOrderInput()));
    expect(made.line_items?.[1]).toMatchObject({ quantity: "0.345", quantity_unit: { precision: 3 } });
    expect(JSON.stringify(made)).not.toMatch(/Œuvre|juergen|901820/);
  });

  it("names a long order id by 40 characters, and the whole of it in its metadata", () => {
    const id = "till.".repeat(12);
    const made = body(captured(makeOrderInput({ id })));
    expect(made.reference_id).toHaveLength(40);
    expect(made.metadata?.["tillgate_order"]).toBe(id);
    expect(referenceOf("short")).toBe("short");
    expect(referenceOf(`${id}a`)).not.toBe(referenceOf(`${id}b`));
  });

  it("is a name as long as it may be, and no half of a character", () => {
    const long = "x".repeat(299);
    const discounts = [1, 2].map((amount) => ({ name: `${long}${amount}`, amount }));
    expect(body(order([line({})], { discounts })).discounts?.map(({ name }) => name?.length)).toEqual([255]);
    const pizza = body(order([line({ modifiers: [{ name: `${"x".repeat(254)}🍕`, unitPrice: 1 }] })]));
    expect(pizza.line_items?.[0]?.modifiers?.[0]?.name).toBe("x".repeat(254));
  });

  it("is nothing below zero", () => {
    const taken = captured(makeOrderInput());
    const below = { ...taken, totals: { ...taken.totals, total: -1 } };
    expect(() => sale(below)).toThrow(expect.objectContaining({ code: "vendor_rejected" }));
  });

  it("says what it lacks", () => {
    const losses = sale(captured(makeRichOrderInput())).losses.join("\n");
    expect(losses).toMatch(/prices below zero are discounts/);
    expect(losses).toMatch(/the customer stays here/);
    expect(losses).toMatch(/the order's note stays here/);
  });
});
