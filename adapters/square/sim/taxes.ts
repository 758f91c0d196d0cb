/**
 * Taxes. ORDER scope: one sum, rounded once, then spread over the lines; LINE_ITEM scope: rounded on each
 * line.
 * Sources: developer.squareup.com/docs/international-development/japan-order-calculation (one rounding per
 * rate for ORDER scope), …/orders-api/price-adjustments (half to even). The base of an additive tax beside an
 * inclusive one is a guess.
 */
import { badRequest } from "./errors.ts";
import { addTo, type LineWork, netOf, total } from "./line-work.ts";
import type { TaxInput } from "./order-shapes.ts";
import { apportion, type Decimal, decimal, inclusivePart, percentOf, sumOfDecimals } from "./rounding.ts";

export type NamedTax = TaxInput & { readonly uid: string };

/** Anything a tax can lie on: a line, or a taxable service charge. */
export interface Taxable {
  readonly base: number;
  readonly taxUids: ReadonlySet<string>;
  readonly taxes: Map<string, number>;
  additiveTax: number;
  inclusiveTax: number;
}

/** Writes every tax into the things it lies on. @throws SquareError 400: a tax without a percentage. */
export function applyTaxes(things: readonly Taxable[], taxes: readonly NamedTax[]): void {
  for (const tax of taxes) {
    if (tax.percentage === undefined) {
      throw badRequest("MISSING_REQUIRED_PARAMETER", `tax ${tax.uid} needs a percentage`, "order.taxes");
    }
  }
  const inclusive = taxes.filter((tax) => tax.type === "INCLUSIVE");
  for (const tax of inclusive) applyInclusive(things, tax, inclusive);
  for (const tax of taxes.filter((each) => each.type !== "INCLUSIVE")) applyAdditive(things, tax);
}

function applyInclusive(things: readonly Taxable[], tax: NamedTax, all: readonly NamedTax[]): void {
  const chosen = things.filter((thing) => thing.taxUids.has(tax.uid));
  const ratesOf = (thing: Taxable): Decimal =>
    sumOfDecimals(all.filter((other) => thing.taxUids.has(other.uid)).map(rateOf));
  const add = (thing: Taxable, amount: number): void => {
    addTo(thing.taxes, tax.uid, amount);
    thing.inclusiveTax += amount;
  };
  if (tax.scope === "LINE_ITEM") {
    for (const thing of chosen) add(thing, inclusivePart(thing.base, rateOf(tax), ratesOf(thing)));
    return;
  }
  // Things that carry other inclusive rates beside this one have another divisor: each such group is one sum.
  for (const group of groupsBy(chosen, (thing) => inclusiveUids(thing, all))) {
    const first = group[0];
    if (first === undefined) continue;
    const sum = total(group.map((thing) => thing.base));
    const shares = apportion(
      inclusivePart(sum, rateOf(tax), ratesOf(first)),
      group.map((thing) => thing.base),
    );
    group.forEach((thing, index) => {
      add(thing, shares[index] ?? 0);
    });
  }
}

function applyAdditive(things: readonly Taxable[], tax: NamedTax): void {
  const chosen = things.filter((thing) => thing.taxUids.has(tax.uid));
  const bases = chosen.map((thing) => thing.base - thing.inclusiveTax);
  const amounts =
    tax.scope === "LINE_ITEM"
      ? bases.map((base) => percentOf(base, rateOf(tax)))
      : apportion(percentOf(total(bases), rateOf(tax)), bases);
  chosen.forEach((thing, index) => {
    const amount = amounts[index] ?? 0;
    addTo(thing.taxes, tax.uid, amount);
    thing.additiveTax += amount;
  });
}

/**
 * The taxes of a line: those it names, and every ORDER tax it does not block. `base` holds taxed apportioned
 * charges.
 */
function taxUidsOf(line: LineWork, taxes: readonly NamedTax[]): Set<string> {
  const named = (line.input.applied_taxes ?? []).map((applied) => applied.tax_uid);
  const blocked = (line.input.pricing_blocklists?.blocked_taxes ?? []).map((entry) => entry.tax_uid);
  const ofOrder = taxes.filter((tax) => tax.scope !== "LINE_ITEM" && !blocked.includes(tax.uid));
  return new Set([...named, ...ofOrder.map((tax) => tax.uid)]);
}

/** A line as a tax sees it; write-through, so the line keeps what is found. */
export function taxableLine(line: LineWork, taxedCharges: number, taxes: readonly NamedTax[]): Taxable {
  return {
    base: netOf(line) + taxedCharges,
    taxUids: taxUidsOf(line, taxes),
    taxes: line.taxes,
    get additiveTax() {
      return line.additiveTax;
    },
    set additiveTax(value: number) {
      line.additiveTax = value;
    },
    get inclusiveTax() {
      return line.inclusiveTax;
    },
    set inclusiveTax(value: number) {
      line.inclusiveTax = value;
    },
  };
}

function rateOf(tax: NamedTax): Decimal {
  return decimal(tax.percentage ?? "0");
}

function inclusiveUids(thing: Taxable, inclusive: readonly NamedTax[]): string {
  return inclusive
    .filter((tax) => thing.taxUids.has(tax.uid))
    .map((tax) => tax.uid)
    .join("\n");
}

function groupsBy<T>(items: readonly T[], nameOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group === undefined) groups.set(nameOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
