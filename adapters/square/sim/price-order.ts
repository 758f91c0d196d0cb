/**
 * Square's price of an order, worked out by Square's documented sequence: gross → discounts → apportioned and
 * subtotal charges → taxes → total-phase charges.
 * Source: developer.squareup.com/docs/orders-api/price-adjustments. README.md lists what is guessed.
 */
import { applyDiscounts, type NamedDiscount } from "./discounts.ts";
import { badRequest } from "./errors.ts";
import { type LineWork, netOf, startLine, total, totalOf } from "./line-work.ts";
import { type NamedInput, namedInput } from "./named-input.ts";
import type { OrderInput } from "./order-shapes.ts";
import {
  apportionCharges,
  type ChargeWork,
  checkCharge,
  type NamedCharge,
  orderCharge,
  phaseOf,
  taxedChargesOf,
} from "./service-charges.ts";
import { applyTaxes, type NamedTax, taxableLine } from "./taxes.ts";
import type { Location, Money, OrderLineItem, OrderServiceCharge, PricedOrder } from "./wire.ts";

export interface Pricing {
  readonly input: OrderInput;
  readonly priced: PricedOrder;
}

/**
 * The priced order and the input with every uid filled in. @throws SquareError 400: a row that cannot be
 * priced.
 */
export function priceOrder(order: OrderInput, location: Location, newUid: () => string): Pricing {
  const named = namedInput(order, newUid);
  checkCurrency(order, location.currency);
  const lines = named.lines.map((line, index) => startLine(line, line.uid, `order.line_items[${index}]`));
  for (const charge of named.charges) checkCharge(charge, lines);
  applyDiscounts(lines, named.discounts);
  apportionCharges(lines, named.charges);
  const nets = total(lines.map(netOf));
  const charges = named.charges
    .filter((charge) => phaseOf(charge) === "SUBTOTAL_PHASE")
    .map((charge) => orderCharge(charge, nets, named.taxes));
  const taxables = lines.map((line) => taxableLine(line, taxedChargesOf(line, named.charges), named.taxes));
  applyTaxes([...taxables, ...charges], named.taxes);
  const soFar = total(lines.map(totalOf)) + total(charges.map(chargeTotal));
  for (const charge of named.charges.filter((each) => phaseOf(each) === "TOTAL_PHASE")) {
    charges.push(orderCharge(charge, soFar, named.taxes));
  }
  return { input: named.input, priced: assemble({ named, lines, charges, location }) };
}

interface Parts {
  readonly named: NamedInput;
  readonly lines: readonly LineWork[];
  readonly charges: readonly ChargeWork[];
  readonly location: Location;
}

function assemble({ named, lines, charges, location }: Parts): PricedOrder {
  const money = (amount: number): Money => ({ amount, currency: location.currency });
  const ofTax = (tax: NamedTax): number =>
    total([...lines, ...charges].map((thing) => thing.taxes.get(tax.uid) ?? 0));
  const ofDiscount = (discount: NamedDiscount): number =>
    total(lines.map((line) => line.discounts.get(discount.uid) ?? 0));
  const lineCharges = total(lines.map((line) => total(line.charges.values())));
  return {
    ...(lines.length > 0 && { line_items: lines.map((line) => lineAnswer(line, location)) }),
    ...(named.taxes.length > 0 && {
      taxes: named.taxes.map((tax) => ({
        type: "ADDITIVE" as const,
        scope: "ORDER" as const,
        ...tax,
        applied_money: money(ofTax(tax)),
      })),
    }),
    ...(named.discounts.length > 0 && {
      discounts: named.discounts.map((discount) => ({
        scope: "ORDER" as const,
        type: discount.percentage === undefined ? ("FIXED_AMOUNT" as const) : ("FIXED_PERCENTAGE" as const),
        ...discount,
        applied_money: money(ofDiscount(discount)),
      })),
    }),
    ...(named.charges.length > 0 && {
      service_charges: named.charges.map((charge) => chargeAnswer(charge, lines, charges, money)),
    }),
    total_money: money(total(lines.map(totalOf)) + total(charges.map(chargeTotal))),
    total_tax_money: money(total(named.taxes.map(ofTax))),
    total_discount_money: money(total(named.discounts.map(ofDiscount))),
    // Additive tax on a charge is tax, not charge. Source: Order.total_service_charge_money.
    total_service_charge_money: money(total(charges.map((charge) => charge.applied)) + lineCharges),
  };
}

/**
 * Where prices are shown without tax, gross sales leave inclusive tax out. Source:
 * OrderLineItem.gross_sales_money.
 */
const GROSS_WITHOUT_INCLUSIVE_TAX = ["US", "CA", "JP"];

function lineAnswer(line: LineWork, location: Location): OrderLineItem {
  const money = (amount: number): Money => ({ amount, currency: location.currency });
  const rows = <K extends string>(amounts: Map<string, number>, name: K) =>
    [...amounts].map(
      ([uid, amount]) =>
        ({ uid: `${line.uid}-${uid}`.slice(0, 60), [name]: uid, applied_money: money(amount) }) as {
          readonly uid: string;
          readonly applied_money: Money;
        } & Readonly<Record<K, string>>,
    );
  const { modifiers, applied_taxes, applied_discounts, applied_service_charges, ...kept } = line.input;
  const hidden = GROSS_WITHOUT_INCLUSIVE_TAX.includes(location.country) ? line.inclusiveTax : 0;
  return {
    item_type: "ITEM",
    ...kept,
    uid: line.uid,
    ...(modifiers !== undefined && {
      modifiers: modifiers.map((modifier, index) => ({
        ...modifier,
        total_price_money: money(line.modifierTotals[index] ?? 0),
      })),
    }),
    ...(line.taxes.size > 0 && { applied_taxes: rows(line.taxes, "tax_uid") }),
    ...(line.discounts.size > 0 && { applied_discounts: rows(line.discounts, "discount_uid") }),
    ...(line.charges.size > 0 && { applied_service_charges: rows(line.charges, "service_charge_uid") }),
    variation_total_price_money: money(line.variationTotal),
    gross_sales_money: money(line.gross - hidden),
    total_tax_money: money(line.additiveTax + line.inclusiveTax),
    total_discount_money: money(total(line.discounts.values())),
    total_service_charge_money: money(total(line.charges.values())),
    total_money: money(totalOf(line)),
  };
}

function chargeAnswer(
  charge: NamedCharge,
  lines: readonly LineWork[],
  charges: readonly ChargeWork[],
  money: (n: number) => Money,
): OrderServiceCharge {
  const { applied_taxes, ...kept } = charge;
  const work = charges.find((each) => each.input === charge);
  if (work === undefined) {
    const applied = total(lines.map((line) => line.charges.get(charge.uid) ?? 0));
    return { ...kept, applied_money: money(applied), total_money: money(applied), total_tax_money: money(0) };
  }
  const taxes = [...work.taxes].map(([uid, amount]) => ({
    uid: `${charge.uid}-${uid}`.slice(0, 60),
    tax_uid: uid,
    applied_money: money(amount),
  }));
  return {
    ...kept,
    applied_money: money(work.applied),
    total_money: money(chargeTotal(work)),
    total_tax_money: money(work.additiveTax + work.inclusiveTax),
    ...(taxes.length > 0 && { applied_taxes: taxes }),
  };
}

function chargeTotal(charge: ChargeWork): number {
  return charge.applied + charge.additiveTax;
}

/** Every amount is in the location's currency. */
function checkCurrency(order: OrderInput, currency: string): void {
  const given = [
    ...(order.line_items ?? []).flatMap((line) => [
      line.base_price_money,
      ...(line.modifiers ?? []).map((modifier) => modifier.base_price_money),
    ]),
    ...(order.discounts ?? []).map((discount) => discount.amount_money),
    ...(order.service_charges ?? []).map((charge) => charge.amount_money),
  ];
  const wrong = given.find((money) => money !== undefined && money.currency !== currency);
  if (wrong === undefined) return;
  throw badRequest("CURRENCY_MISMATCH", `the location takes ${currency}, not ${wrong.currency}`, "order");
}
