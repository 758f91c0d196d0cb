/**
 * What an order comes to. Rules: "An order as a till sends it" in the public contract.
 * Everything is exact until each figure is rounded once; the parts of a sum always add up to it.
 */

import { type Fault, refuse } from "../faults.ts";
import { parseDecimal, QUANTITY_PLACES, RATE_PLACES, roundRatio, spread } from "../money.ts";
import type { LineAmounts, TaxSum, Totals } from "./amounts.ts";
import { type LineInput, MAX_MINOR, type OrderInput, type TaxRounding } from "./order.ts";
import { computeTaxes } from "./taxes.ts";

/** A line as the till sent it, and what was taken back of it since. */
export interface PricedLine
  extends Pick<LineInput, "quantity" | "unitPrice" | "modifiers" | "taxes" | "discounts"> {
  readonly voided?: readonly { readonly quantity: string }[];
}

export interface OrderSums {
  readonly lines: readonly PricedLine[];
  readonly discounts: OrderInput["discounts"];
  readonly serviceCharges: OrderInput["serviceCharges"];
  readonly taxRounding: TaxRounding;
}

export interface ComputedTotals {
  /** One per line, in their order. */
  readonly lines: readonly LineAmounts[];
  readonly taxes: readonly TaxSum[];
  /** `rounding` and `cashRounding` are 0: they come from what the till says and how the guest pays. */
  readonly totals: Totals;
}

const ONE = 10n ** BigInt(QUANTITY_PLACES);

/**
 * Lines and totals of an order. Order discounts are taken as one sum; a line of negative price takes its (negative) share.
 * Service charges carry no tax.
 * @throws invalid_input: see totalsFaults
 */
export function computeTotals(order: OrderSums): ComputedTotals {
  const own = order.lines.map(beforeOrderDiscounts);
  refuse(faultsOf(order, own));
  const orderDiscounts = shareOfDiscounts(order, own);
  const nets = own.map((line, index) => line.gross - line.discount - (orderDiscounts[index] ?? 0n));
  const { perLine, taxes } = computeTaxes(
    order.lines.map((line, index) => ({ net: nets[index] ?? 0n, taxes: line.taxes })),
    order.taxRounding,
  );
  const lines = own.map((line, index): LineAmounts => {
    const tax = perLine[index] ?? { inclusive: 0n, added: 0n };
    const net = nets[index] ?? 0n;
    return {
      gross: Number(line.gross),
      discount: Number(line.discount),
      orderDiscount: Number(orderDiscounts[index] ?? 0n),
      net: Number(net),
      tax: Number(tax.inclusive + tax.added),
      addedTax: Number(tax.added),
      total: Number(net + tax.added),
    };
  });
  return { lines, taxes, totals: addUp(lines, order.serviceCharges) };
}

/** Discounts larger than what is left, amounts no receipt can hold: all of them, with their paths in the order. */
export const totalsFaults = (order: OrderSums): readonly Fault[] =>
  faultsOf(order, order.lines.map(beforeOrderDiscounts));

function faultsOf(order: OrderSums, own: readonly LineBefore[]): readonly Fault[] {
  const lineFaults = order.lines.flatMap((line, index) =>
    faultsOfLine(line, own[index]?.gross ?? 0n, `lines[${index}]`),
  );
  if (lineFaults.length > 0) return lineFaults;
  const left = own.reduce((sum, { gross, discount }) => sum + gross - discount, 0n);
  return tooLargeDiscounts(order.discounts, left, "discounts");
}

/** What is left of a line's quantity after voids, in units of 10^-5. */
export function remainingQuantity(line: Pick<PricedLine, "quantity" | "voided">): bigint {
  const voided = (line.voided ?? []).map(({ quantity }) => parseDecimal(quantity, QUANTITY_PLACES));
  return voided.reduce((left, part) => left - part, parseDecimal(line.quantity, QUANTITY_PLACES));
}

interface LineBefore {
  readonly gross: bigint;
  readonly discount: bigint;
}

function beforeOrderDiscounts(line: PricedLine): LineBefore {
  const quantity = remainingQuantity(line);
  const ordered = parseDecimal(line.quantity, QUANTITY_PLACES);
  const gross = grossOf(line, quantity);
  const given = line.discounts.reduce((sum, discount) => sum + BigInt(discount.amount), 0n);
  if (quantity === ordered) return { gross, discount: given };
  // The till gave the discount for the whole line: what is left of the line keeps its share.
  const kept = roundRatio({ above: given * quantity, below: ordered });
  return { gross, discount: kept < gross ? kept : max(gross, 0n) };
}

function grossOf(line: PricedLine, quantity: bigint): bigint {
  const modifiers = line.modifiers.map(
    (modifier) => parseDecimal(modifier.quantity, QUANTITY_PLACES) * BigInt(modifier.unitPrice),
  );
  const unitPrice = modifiers.reduce((sum, price) => sum + price, BigInt(line.unitPrice) * ONE);
  return roundRatio({ above: quantity * unitPrice, below: ONE * ONE });
}

function shareOfDiscounts(order: OrderSums, own: readonly LineBefore[]): readonly bigint[] {
  const discount = order.discounts.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  if (discount === 0n) return own.map(() => 0n);
  return spread(
    discount,
    own.map((line) => line.gross - line.discount),
  );
}

function addUp(lines: readonly LineAmounts[], charges: OrderSums["serviceCharges"]): Totals {
  const sum = (amount: (line: LineAmounts) => number) => lines.reduce((all, line) => all + amount(line), 0);
  const serviceCharge = charges.reduce((all, charge) => all + charge.amount, 0);
  return {
    gross: sum((line) => line.gross),
    discount: sum((line) => line.discount + line.orderDiscount),
    serviceCharge,
    tax: sum((line) => line.tax),
    rounding: 0,
    cashRounding: 0,
    total: sum((line) => line.total) + serviceCharge,
  };
}

function faultsOfLine(line: PricedLine, gross: bigint, path: string): readonly Fault[] {
  if (magnitude(gross) > MAX_MINOR) return [{ path, message: `comes to more than ${MAX_MINOR}` }];
  const rates = line.taxes.reduce((sum, tax) => sum + parseDecimal(tax.rate, RATE_PLACES), 0n);
  if (magnitude(gross) * rates > BigInt(MAX_MINOR) * 100n * 10n ** BigInt(RATE_PLACES)) {
    return [{ path: `${path}.taxes`, message: `come to more than ${MAX_MINOR}` }];
  }
  return isPartlyVoided(line) ? [] : tooLargeDiscounts(line.discounts, gross, `${path}.discounts`);
}

/** Its discounts were checked against the whole line; what is left of them follows what is left of it. */
const isPartlyVoided = (line: PricedLine): boolean => (line.voided ?? []).length > 0;

function tooLargeDiscounts(
  discounts: readonly { readonly amount: number }[],
  available: bigint,
  path: string,
): readonly Fault[] {
  let left = max(available, 0n);
  return discounts.flatMap(({ amount }, index) => {
    const before = left;
    left = max(left - BigInt(amount), 0n);
    if (BigInt(amount) <= before) return [];
    return [
      { path: `${path}[${index}].amount`, message: `${amount} is more than the ${before} that is left` },
    ];
  });
}

const magnitude = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
