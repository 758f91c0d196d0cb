/**
 * A line while its price is worked out: gross first, then discounts, apportioned charges, taxes are added to
 * it.
 */
import { badRequest } from "./errors.ts";
import type { LineItemInput } from "./order-shapes.ts";
import { decimal, times } from "./rounding.ts";

/** Why each map is by uid: a line answers with one applied_* row for each top-level row that touches it. */
export interface LineWork {
  readonly input: LineItemInput;
  readonly uid: string;
  readonly variationTotal: number;
  readonly modifierTotals: readonly number[];
  /** Variation and modifiers, taxes that are in the price included. */
  readonly gross: number;
  readonly discounts: Map<string, number>;
  readonly charges: Map<string, number>;
  readonly taxes: Map<string, number>;
  additiveTax: number;
  inclusiveTax: number;
}

/** @throws SquareError 400: no price and no catalog entry that could give one. */
export function startLine(input: LineItemInput, uid: string, at: string): LineWork {
  if (input.base_price_money === undefined) {
    if (input.catalog_object_id === undefined) {
      throw badRequest(
        "MISSING_REQUIRED_PARAMETER",
        "an ad-hoc line needs base_price_money",
        `${at}.base_price_money`,
      );
    }
    const detail = `catalog object ${input.catalog_object_id} was not found`;
    throw badRequest("NOT_FOUND", detail, `${at}.catalog_object_id`);
  }
  const quantity = decimal(input.quantity);
  const variationTotal = times(input.base_price_money.amount, quantity);
  const modifierTotals = (input.modifiers ?? []).map((modifier) => {
    const each = decimal(modifier.quantity ?? "1");
    const all = { units: each.units * quantity.units, scale: each.scale * quantity.scale };
    return times(modifier.base_price_money?.amount ?? 0, all);
  });
  return {
    input,
    uid,
    variationTotal,
    modifierTotals,
    gross: variationTotal + total(modifierTotals),
    discounts: new Map(),
    charges: new Map(),
    taxes: new Map(),
    additiveTax: 0,
    inclusiveTax: 0,
  };
}

/** What is left after discounts: the base of charges and taxes. */
export function netOf(line: LineWork): number {
  return line.gross - total(line.discounts.values());
}

/** What the buyer pays for the line. */
export function totalOf(line: LineWork): number {
  return netOf(line) + total(line.charges.values()) + line.additiveTax;
}

export function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Adds to the amount that is already there. */
export function addTo(amounts: Map<string, number>, uid: string, amount: number): void {
  amounts.set(uid, (amounts.get(uid) ?? 0) + amount);
}
