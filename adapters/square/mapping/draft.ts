/**
 * Our order in rows that Square can hold: nothing below zero, no part of a modifier, every discount on one line.
 * The shares of order discounts are ours already, so each line brings its own.
 */
import {
  formatDecimal,
  type Order,
  type OrderLine,
  parseDecimal,
  QUANTITY_PLACES,
} from "../../../src/sdk.ts";
import { deduct } from "./deduct.ts";
import {
  type Deduction,
  type Draft,
  type DraftLine,
  type DraftModifier,
  grossOf,
  plainQuantity,
  sum,
} from "./price.ts";

/** Square's limit of a quantity's text. Source: OrderLineItem.quantity of its OpenAPI file. */
const MAX_QUANTITY_CHARS = 12;

/** The draft before it is made equal to our total. */
export function toDraft(order: Order): Draft {
  const fitted = order.lines.map((line) => fit(line, order)).filter((each) => each !== null);
  const charges = order.serviceCharges
    .filter(({ amount }) => amount > 0)
    .map(({ name, amount }) => ({ name, amount }));
  const draft: Draft = { lines: fitted.map(({ line }) => line), charges };
  return fitted.reduce(
    (done, { line, owed }) => owed.reduce((rest, row) => deduct(rest, row, line.taxes), done),
    draft,
  );
}

interface Fitted {
  readonly line: DraftLine;
  /** What the line cannot bear itself: a returned deposit is below zero, other lines carry it. */
  readonly owed: readonly Deduction[];
}

function fit(source: OrderLine, order: Order): Fitted | null {
  const quantity = soldQuantity(source);
  if (quantity === "0") return null;
  const bare = bareLine(source, quantity);
  const gross = grossOf(bare);
  const line = quantity.length > MAX_QUANTITY_CHARS ? asOne(bare, gross) : bare;
  const kept: Deduction[] = [];
  const owed: Deduction[] = [];
  let room = gross;
  for (const { name, amount } of deductionsOf(source, order, gross)) {
    const here = Math.min(room, amount);
    room -= here;
    if (here > 0) kept.push({ name, amount: here });
    if (amount > here) owed.push({ name, amount: amount - here });
  }
  return { line: { ...line, deductions: kept }, owed };
}

function bareLine(source: OrderLine, quantity: string): DraftLine {
  return {
    name: source.name,
    note: source.note || null,
    quantity,
    basePrice: Math.max(0, source.unitPrice),
    modifiers: source.modifiers.map(toModifier),
    deductions: [],
    taxes: source.taxes.map(({ name, rate, inclusive }) => ({ name, rate, inclusive })),
    ids: {
      tillgate_line: source.id,
      ...(source.itemId ? { tillgate_item: source.itemId } : {}),
      ...(source.variationId ? { tillgate_variation: source.variationId } : {}),
    },
  };
}

/** Half a portion is one modifier at half the price, half a cent up; what rounding does is made good in balance.ts. */
function toModifier(modifier: OrderLine["modifiers"][number]): DraftModifier {
  const quantity = plainQuantity(modifier.quantity);
  const price = Math.max(0, modifier.unitPrice);
  if (!quantity.includes(".")) return { name: modifier.name, quantity, price };
  const one = 10n ** BigInt(QUANTITY_PLACES);
  const part = (2n * BigInt(price) * parseDecimal(quantity, QUANTITY_PLACES) + one) / (2n * one);
  return { name: `${quantity} × ${modifier.name}`, quantity: "1", price: Number(part) };
}

/** In the order in which they lie on the line: prices below zero, the line's discounts, its share of the order's. */
function deductionsOf(line: OrderLine, order: Order, gross: number): readonly Deduction[] {
  const rows = [
    ...belowZero(line, gross),
    ...ownDiscounts(line),
    { name: joinNames(order.discounts, "Discount"), amount: line.amounts.orderDiscount },
  ];
  return rows.filter(({ amount }) => amount > 0);
}

function belowZero(line: OrderLine, gross: number): readonly Deduction[] {
  const negative = line.modifiers.filter(({ unitPrice }) => unitPrice < 0);
  if (line.unitPrice >= 0 && negative.length === 0) return [];
  const name = line.unitPrice < 0 ? line.name : joinNames(negative, "Modifier");
  // A line below zero takes a share below zero of the order's discounts.
  return [{ name, amount: gross - line.amounts.gross + Math.min(0, line.amounts.orderDiscount) }];
}

function ownDiscounts(line: OrderLine): readonly Deduction[] {
  const rows = line.discounts.map(({ name, amount }) => ({ name, amount }));
  if (sum(rows.map(({ amount }) => amount)) === line.amounts.discount) return rows;
  return [{ name: joinNames(rows, "Discount"), amount: line.amounts.discount }];
}

/** What was ordered less what was taken back before the order closed. */
export function soldQuantity(line: OrderLine): string {
  const parse = (quantity: string): bigint => parseDecimal(quantity, QUANTITY_PLACES);
  const left = line.voided.reduce((rest, { quantity }) => rest - parse(quantity), parse(line.quantity));
  return formatDecimal(left, QUANTITY_PLACES);
}

const joinNames = (rows: readonly { readonly name: string }[], otherwise: string): string =>
  rows.map(({ name }) => name).join(" + ") || otherwise;

/** The line as one thing at one price: same sum, the quantity in its name. */
export const asOne = (line: DraftLine, price: number): DraftLine => ({
  ...line,
  name: line.quantity === "1" ? line.name : `${line.quantity} × ${line.name}`,
  quantity: "1",
  basePrice: price,
  modifiers: [],
  deductions: [],
});
