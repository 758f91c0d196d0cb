import { describe, expect, it } from "vitest";
import { SquareError } from "./errors.ts";
import { type OrderInput, orderInput } from "./order-shapes.ts";
import { priceOrder } from "./price-order.ts";
import { parse } from "./schema.ts";
import { eur } from "./test-client.ts";
import type { PricedOrder } from "./wire.ts";

const germany = { id: "L1", name: "Store", currency: "EUR", country: "DE", timezone: "Europe/Berlin" };

function price(order: Omit<OrderInput, "location_id">, country = "DE"): PricedOrder {
  let next = 0;
  const newUid = (): string => `u${++next}`;
  const input = parse(orderInput, { location_id: "L1", ...order });
  return priceOrder(input, { ...germany, country }, newUid).priced;
}

function totals(order: Omit<OrderInput, "location_id">): readonly number[] {
  const priced = price(order);
  return [
    priced.total_discount_money.amount,
    priced.total_service_charge_money.amount,
    priced.total_tax_money.amount,
    priced.total_money.amount,
  ];
}

const line = (uid: string, amount: number, quantity = "1", more: object = {}) => ({
  uid,
  name: uid,
  quantity,
  base_price_money: eur(amount),
  ...more,
});
const vat = { uid: "vat", name: "VAT", type: "INCLUSIVE" as const, percentage: "20" };
const sales = { uid: "sales", name: "Sales tax", percentage: "8.875" };

describe("what Square makes of an order: [discount, charge, tax, total]", () => {
  it.each<[string, Omit<OrderInput, "location_id">, readonly number[]]>([
    ["nothing on it", {}, [0, 0, 0, 0]],
    [
      "two coffees with oat milk",
      {
        line_items: [
          line("a", 380, "2", {
            modifiers: [{ name: "Oat", quantity: "1", base_price_money: eur(50) }],
          }),
        ],
      },
      [0, 0, 0, 860],
    ],
    ["a weighed good", { line_items: [line("a", 1999, "0.335")] }, [0, 0, 0, 670]],
    ["half a cent down to even", { line_items: [line("a", 5, "0.5")] }, [0, 0, 0, 2]],
    ["VAT inside the price", { line_items: [line("a", 760)], taxes: [vat] }, [0, 0, 127, 760]],
    ["tax on top", { line_items: [line("a", 450), line("b", 60)], taxes: [sales] }, [0, 0, 45, 555]],
    [
      "a 10 % discount before the tax",
      { line_items: [line("a", 1000)], taxes: [sales], discounts: [{ uid: "d", percentage: "10" }] },
      [100, 0, 80, 980],
    ],
    [
      "a discount bigger than the order",
      { line_items: [line("a", 300)], discounts: [{ uid: "d", amount_money: eur(500) }] },
      [300, 0, 0, 0],
    ],
    [
      "10 % service before tax, taxed",
      {
        line_items: [line("a", 1000)],
        taxes: [sales],
        service_charges: [{ uid: "s", percentage: "10", calculation_phase: "SUBTOTAL_PHASE", taxable: true }],
      },
      [0, 100, 98, 1198],
    ],
    [
      "10 % service after tax",
      {
        line_items: [line("a", 1000)],
        taxes: [sales],
        service_charges: [{ uid: "s", percentage: "10", calculation_phase: "TOTAL_PHASE" }],
      },
      [0, 109, 89, 1198],
    ],
    [
      "a fixed charge spread over lines",
      {
        line_items: [line("a", 100), line("b", 200)],
        service_charges: [{ uid: "s", amount_money: eur(50), calculation_phase: "APPORTIONED_AMOUNT_PHASE" }],
      },
      [0, 50, 0, 350],
    ],
  ])("%s", (_, order, expected) => {
    expect(totals(order)).toEqual(expected);
  });

  it("agrees with the order in Square's own OpenAPI file, CreateOrderResponse.example", () => {
    const steak = { quantity: "1", base_price_money: eur(1599) };
    const larger = {
      quantity: "2",
      base_price_money: eur(2200),
      modifiers: [{ base_price_money: eur(50) }],
      applied_discounts: [{ discount_uid: "one-dollar-off" }],
    };
    const priced = price({
      line_items: [steak, larger],
      discounts: [
        { uid: "membership-discount", percentage: "0.5", scope: "ORDER" },
        { uid: "labor-day-sale", percentage: "5", scope: "ORDER" },
        { uid: "one-dollar-off", amount_money: eur(100), scope: "LINE_ITEM" },
      ],
      taxes: [{ uid: "state-sales-tax", percentage: "9", scope: "ORDER" }],
    });
    const shares = priced.line_items?.map((each) =>
      each.applied_discounts?.map((row) => row.applied_money.amount),
    );
    expect(shares).toEqual([
      [8, 79],
      [22, 224, 100],
    ]);
    expect(priced.line_items?.map((each) => each.total_tax_money.amount)).toEqual([136, 374]);
    expect(priced.line_items?.map((each) => each.total_money.amount)).toEqual([1648, 4528]);
    expect(priced.total_money.amount).toBe(6176);
  });

  it("applies discounts in Square's sequence: percentages before amounts, items before the order", () => {
    const order = {
      line_items: [
        line("a", 1000, "1", {
          applied_discounts: [{ discount_uid: "item-amount" }, { discount_uid: "item-percent" }],
        }),
      ],
      discounts: [
        { uid: "order-amount", amount_money: eur(100) },
        { uid: "item-amount", amount_money: eur(50), scope: "LINE_ITEM" as const },
        { uid: "order-percent", percentage: "10" },
        { uid: "item-percent", percentage: "50", scope: "LINE_ITEM" as const },
      ],
    };
    const applied = price(order).discounts?.map((discount) => [discount.uid, discount.applied_money.amount]);
    // 1000 −50 % = 500, −10 % = 450, −50 = 400, −100 = 300
    expect(applied).toEqual([
      ["order-amount", 100],
      ["item-amount", 50],
      ["order-percent", 50],
      ["item-percent", 500],
    ]);
  });

  it("rounds an order tax once and a line tax on every line", () => {
    const lines = (applied: object) => [
      line("a", 102, "1", applied),
      line("b", 102, "1", applied),
      line("c", 102, "1", applied),
    ];
    const ofOrder = totals({ line_items: lines({}), taxes: [{ uid: "t", percentage: "2.5" }] });
    const ofLines = totals({
      line_items: lines({ applied_taxes: [{ tax_uid: "t" }] }),
      taxes: [{ uid: "t", percentage: "2.5", scope: "LINE_ITEM" }],
    });
    expect(ofOrder[2]).toBe(8);
    expect(ofLines[2]).toBe(9);
  });

  it("keeps a line-scoped tax off the lines that do not name it", () => {
    const order = {
      line_items: [line("a", 1000, "1", { applied_taxes: [{ tax_uid: "t" }] }), line("b", 1000)],
      taxes: [{ uid: "t", percentage: "10", scope: "LINE_ITEM" as const }],
    };
    expect(price(order).line_items?.map((each) => each.total_tax_money.amount)).toEqual([100, 0]);
  });

  it("lets a line block an order tax", () => {
    const blocked = { pricing_blocklists: { blocked_taxes: [{ tax_uid: "vat" }] } };
    expect(totals({ line_items: [line("a", 120), line("b", 120, "1", blocked)], taxes: [vat] })[2]).toBe(20);
  });

  it.each([
    ["DE", 120],
    ["US", 100],
  ] as const)("shows gross sales in %s as %i", (country, expected) => {
    const priced = price({ line_items: [line("a", 120)], taxes: [vat] }, country);
    expect(priced.line_items?.[0]?.gross_sales_money.amount).toBe(expected);
  });

  it("makes the lines add up to the order, whatever is on it", () => {
    const order = {
      line_items: [line("a", 333), line("b", 777, "1.5"), line("c", 101, "3")],
      discounts: [
        { uid: "d", amount_money: eur(99) },
        { uid: "p", percentage: "7.5" },
      ],
      taxes: [vat, sales],
    };
    const priced = price(order);
    const sum = (priced.line_items ?? []).reduce((all, each) => all + each.total_money.amount, 0);
    expect(sum).toBe(priced.total_money.amount);
  });
});

describe("what Square does not price", () => {
  it.each<[string, Omit<OrderInput, "location_id">, string]>([
    ["a line without a price", { line_items: [{ quantity: "1", name: "x" }] }, "MISSING_REQUIRED_PARAMETER"],
    ["an unknown catalog entry", { line_items: [{ quantity: "1", catalog_object_id: "X" }] }, "NOT_FOUND"],
    [
      "a tax that is not there",
      { line_items: [line("a", 1, "1", { applied_taxes: [{ tax_uid: "no" }] })] },
      "INVALID_VALUE",
    ],
    ["a uid used twice", { line_items: [line("a", 1), line("a", 1)] }, "INVALID_VALUE"],
    [
      "another currency",
      { line_items: [{ quantity: "1", base_price_money: { amount: 1, currency: "USD" } }] },
      "CURRENCY_MISMATCH",
    ],
    [
      "a taxable charge after tax",
      { service_charges: [{ uid: "s", percentage: "10", calculation_phase: "TOTAL_PHASE", taxable: true }] },
      "BAD_REQUEST",
    ],
    [
      "a discount of both kinds",
      { discounts: [{ percentage: "10", amount_money: eur(1) }] },
      "INVALID_VALUE",
    ],
  ])("%s", (_, order, code) => {
    expect(() => price(order)).toThrow(SquareError);
    expect(() => price(order)).toThrow(code);
  });
});
