import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryOrderInput, makeOrderInput, makeRichOrderInput } from "../../../test/help/orders.ts";
import { lineInput, type TaxRounding } from "./order.ts";
import { computeTotals, type OrderSums, totalsFaults } from "./totals.ts";

const line = (id: string, unitPrice: number, more: object = {}) =>
  lineInput.parse({ id, name: `item ${id}`, quantity: "1", unitPrice, ...more });
const order = (lines: OrderSums["lines"], more: Partial<OrderSums> = {}): OrderSums => ({
  lines,
  discounts: [],
  serviceCharges: [],
  taxRounding: "line",
  ...more,
});
const inclusive = (rate: string, name = "VAT") => ({ name, rate, inclusive: true });
const added = (rate: string, name = "Sales tax") => ({ name, rate, inclusive: false });
const sumOf = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);

describe("an order's totals", () => {
  it("are those of the public contract's example", () => {
    const { totals } = computeTotals({ ...makeOrderInput(), taxRounding: "line" });
    expect(totals).toEqual({
      gross: 860,
      discount: 100,
      serviceCharge: 0,
      tax: 127,
      rounding: 0,
      cashRounding: 0,
      total: 760,
    });
  });

  it("round a weighed line once, modifiers and all", () => {
    const weighed = line("1", 1999, {
      quantity: "0.125",
      modifiers: [{ name: "sliced", quantity: "0.5", unitPrice: 3 }],
    });
    // 0.125 x (1999 + 1.5) = 250.0625
    expect(computeTotals(order([weighed])).totals.gross).toBe(250);
    // 0.5 x 5 = 2.5, and -2.5 the other way
    expect(computeTotals(order([line("1", 5, { quantity: "0.5" })])).totals.gross).toBe(3);
    expect(computeTotals(order([line("1", -5, { quantity: "0.5" })])).totals.gross).toBe(-3);
  });

  it("let a modifier make a dish cheaper", () => {
    const dish = line("1", 900, { quantity: "3", modifiers: [{ name: "no drink", unitPrice: -150 }] });
    expect(computeTotals(order([dish])).totals.total).toBe(2250);
  });

  it("add a tax on top, and keep an inclusive one inside", () => {
    const both = line("1", 1190, { taxes: [inclusive("19"), added("10", "City tax")] });
    const { lines, taxes, totals } = computeTotals(order([both]));
    // Inside: 190 of 1190. On top: 10 % of the 1000 without it.
    expect(lines[0]).toMatchObject({ net: 1190, tax: 290, addedTax: 100, total: 1290 });
    expect(totals).toMatchObject({ gross: 1190, tax: 290, total: 1290 });
    expect(taxes).toEqual([
      { name: "VAT", rate: "19", inclusive: true, base: 1000, amount: 190 },
      { name: "City tax", rate: "10", inclusive: false, base: 1000, amount: 100 },
    ]);
  });

  it("share one price between two inclusive taxes", () => {
    const { taxes } = computeTotals(
      order([line("1", 1150, { taxes: [inclusive("10", "GST"), inclusive("5", "PST")] })]),
    );
    expect(taxes.map(({ name, base, amount }) => [name, base, amount])).toEqual([
      ["GST", 1000, 100],
      ["PST", 1000, 50],
    ]);
  });

  it("take 20 and 20.00 for one tax", () => {
    const { taxes } = computeTotals(
      order([line("1", 120, { taxes: [inclusive("20")] }), line("2", 120, { taxes: [inclusive("20.00")] })]),
    );
    expect(taxes).toEqual([{ name: "VAT", rate: "20", inclusive: true, base: 200, amount: 40 }]);
  });

  it.each<[TaxRounding, number, number[]]>([
    // 10 % of 5 is 0.5: on three lines 0.5 rounds up each time, on the sum 1.5 once.
    ["line", 3, [1, 1, 1]],
    ["rate", 2, [1, 1, 0]],
    ["order", 2, [1, 1, 0]],
  ])("round added tax by %s", (taxRounding, tax, perLine) => {
    const lines = ["1", "2", "3"].map((id) => line(id, 5, { taxes: [added("10")] }));
    const computed = computeTotals(order(lines, { taxRounding }));
    expect(computed.totals).toMatchObject({ tax, total: 15 + tax });
    expect(computed.lines.map((amounts) => amounts.addedTax)).toEqual(perLine);
  });

  it("round two rates once by order, but each by rate", () => {
    const lines = [line("1", 4, { taxes: [added("10", "A")] }), line("2", 4, { taxes: [added("10", "B")] })];
    // 0.4 + 0.4 = 0.8
    expect(computeTotals(order(lines, { taxRounding: "rate" })).totals.tax).toBe(0);
    const byOrder = computeTotals(order(lines, { taxRounding: "order" }));
    expect(byOrder.totals.tax).toBe(1);
    expect(byOrder.taxes.map(({ amount }) => amount)).toEqual([1, 0]);
  });

  it("spread the order's discounts before tax, the odd cent to the earlier line", () => {
    const lines = ["1", "2", "3"].map((id) => line(id, 1000, { taxes: [added("10")] }));
    const { lines: amounts, totals } = computeTotals(
      order(lines, {
        discounts: [
          { name: "Voucher", amount: 60 },
          { name: "Friend", amount: 40 },
        ],
      }),
    );
    expect(amounts.map(({ orderDiscount }) => orderDiscount)).toEqual([34, 33, 33]);
    expect(amounts.map(({ addedTax }) => addedTax)).toEqual([97, 97, 97]);
    expect(totals).toMatchObject({ gross: 3000, discount: 100, tax: 291, total: 3191 });
  });

  it("put no tax on a service charge", () => {
    const charged = order([line("1", 1000, { taxes: [added("10")] })], {
      serviceCharges: [{ name: "Cover", amount: 150 }],
    });
    expect(computeTotals(charged).totals).toMatchObject({ serviceCharge: 150, tax: 100, total: 1250 });
  });

  it("come out for the order that carries everything", () => {
    const { totals } = computeTotals({ ...makeRichOrderInput(), taxRounding: "line" });
    // Gross 860 + 1135 + 2730 - 50; discounts 100 + 250 + 333; 43 of city tax on the menu without its 19 %.
    expect(totals).toMatchObject({ gross: 4675, discount: 683, serviceCharge: 150, total: 4185 });
  });
});

describe("lines taken back before the order closed", () => {
  const voided = (quantity: string) => ({
    ...line("1", 500, { quantity: "3", discounts: [{ name: "Deal", amount: 100 }] }),
    voided: [{ quantity }],
  });

  it("count with what is left of them, and keep that share of their discount", () => {
    const [amounts] = computeTotals(order([voided("1")])).lines;
    expect(amounts).toMatchObject({ gross: 1000, discount: 67, net: 933 });
  });

  it("come to nothing when nothing is left", () => {
    expect(computeTotals(order([voided("3")])).totals).toMatchObject({ gross: 0, discount: 0, total: 0 });
  });
});

describe("an order that cannot be", () => {
  it("names every discount that is larger than what is left", () => {
    const tooCheap = (id: string) =>
      line(id, 300, {
        discounts: [
          { name: "A", amount: 200 },
          { name: "B", amount: 101 },
        ],
      });
    expect(totalsFaults(order([tooCheap("1"), line("2", 100), tooCheap("3")]))).toEqual([
      { path: "lines[0].discounts[1].amount", message: "101 is more than the 100 that is left" },
      { path: "lines[2].discounts[1].amount", message: "101 is more than the 100 that is left" },
    ]);
  });

  it("names the order's discount that goes below zero", () => {
    const discounts = [
      { name: "A", amount: 100 },
      { name: "B", amount: 1 },
    ];
    const asked = order([line("1", 100)], { discounts });
    expect(totalsFaults(asked).map(({ path }) => path)).toEqual(["discounts[1].amount"]);
    expect(() => computeTotals(asked)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });

  it("refuses amounts beyond any receipt", () => {
    const huge = line("1", 1_000_000_000_000, { quantity: "1.00001" });
    const taxed = line("2", 900_000_000_000, { taxes: [added("999")] });
    expect(totalsFaults(order([huge, taxed])).map(({ path }) => path)).toEqual([
      "lines[0]",
      "lines[1].taxes",
    ]);
  });
});

describe("any order at all", () => {
  const sums = (input: ReturnType<typeof makeOrderInput>) =>
    computeTotals({ ...input, taxRounding: input.taxRounding ?? "line" });

  it("adds up: lines to totals, taxes to tax", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), (input) => {
        const { lines, taxes, totals } = sums(input);
        expect(sumOf(lines.map(({ total }) => total)) + totals.serviceCharge).toBe(totals.total);
        expect(sumOf(taxes.map(({ amount }) => amount))).toBe(totals.tax);
        expect(sumOf(lines.map(({ tax }) => tax))).toBe(totals.tax);
        const addedTax = sumOf(lines.map((amounts) => amounts.addedTax));
        expect(totals.gross - totals.discount + totals.serviceCharge + addedTax).toBe(totals.total);
        expect(sumOf(taxes.filter((tax) => !tax.inclusive).map(({ amount }) => amount))).toBe(addedTax);
      }),
    );
  });

  it("spreads exactly its discounts, and no line beyond its net", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), (input) => {
        const { lines } = sums(input);
        const discounts = sumOf(input.discounts.map(({ amount }) => amount));
        expect(sumOf(lines.map(({ orderDiscount }) => orderDiscount))).toBe(discounts);
        for (const { gross, discount, net } of lines) {
          expect(Math.sign(net) * Math.sign(gross - discount)).toBeGreaterThanOrEqual(0);
          expect(Math.abs(net)).toBeLessThanOrEqual(Math.abs(gross - discount));
        }
      }),
    );
  });

  it("comes to nothing when everything is taken back", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), (input) => {
        const lines = input.lines.map((line) => ({ ...line, voided: [{ quantity: line.quantity }] }));
        const { totals } = sums({ ...input, lines, discounts: [], serviceCharges: [] });
        expect(totals).toMatchObject({ gross: 0, discount: 0, tax: 0, total: 0 });
      }),
    );
  });
});
