/**
 * Tax of an order's lines. Inclusive tax is inside the price: net x rate / (100 + all inclusive rates of the line). Added tax
 * comes on top of the price without inclusive tax: no tax is taxed.
 */

import { apportion, parseDecimal, RATE_PLACES, type Ratio, roundRatio, sumRatios } from "../money.ts";
import type { TaxSum } from "./amounts.ts";
import type { LineInput, TaxRounding } from "./order.ts";

export interface TaxedLine {
  readonly net: bigint;
  readonly taxes: LineInput["taxes"];
}

export interface LineTax {
  readonly inclusive: bigint;
  readonly added: bigint;
}

/** The same tax on all lines that bear it: `exact[i]` is what line `lines[i]` owes. */
interface TaxGroup {
  readonly name: string;
  readonly rate: string;
  readonly inclusive: boolean;
  readonly lines: number[];
  readonly exact: Ratio[];
}

/** A group whose amounts are whole minor units, one per entry of its `lines`. */
interface RoundedGroup {
  readonly group: TaxGroup;
  readonly amounts: readonly bigint[];
}

const HUNDRED_PERCENT = 100n * 10n ** BigInt(RATE_PLACES);

/**
 * line: each tax rounds on each line. rate: each tax rounds once, on the sum of its lines. order: all inclusive tax rounds
 * once, and all added tax once. Where a sum was rounded, its lines get whole units by largest remainder.
 */
export function computeTaxes(
  lines: readonly TaxedLine[],
  rounding: TaxRounding,
): { readonly perLine: readonly LineTax[]; readonly taxes: readonly TaxSum[] } {
  const rounded = roundGroups(groupTaxes(lines), rounding);
  const inclusive = sumPerLine(lines.length, rounded, true);
  const added = sumPerLine(lines.length, rounded, false);
  const taxes = rounded.map(({ group, amounts }): TaxSum => {
    const bases = group.lines.map((line) => (lines[line]?.net ?? 0n) - (inclusive[line] ?? 0n));
    const { name, rate } = group;
    return { name, rate, inclusive: group.inclusive, base: Number(add(bases)), amount: Number(add(amounts)) };
  });
  return { perLine: inclusive.map((tax, line) => ({ inclusive: tax, added: added[line] ?? 0n })), taxes };
}

/** "20" and "20.00" are one tax; it keeps the first spelling. */
function groupTaxes(lines: readonly TaxedLine[]): readonly TaxGroup[] {
  const groups = new Map<string, TaxGroup>();
  for (const [index, { net, taxes }] of lines.entries()) {
    const inside = taxes.filter((tax) => tax.inclusive).map((tax) => parseDecimal(tax.rate, RATE_PLACES));
    const below = HUNDRED_PERCENT + add(inside);
    for (const { name, rate, inclusive } of taxes) {
      const units = parseDecimal(rate, RATE_PLACES);
      const key = JSON.stringify([name, units.toString(), inclusive]);
      const group = groups.get(key) ?? { name, rate, inclusive, lines: [], exact: [] };
      group.lines.push(index);
      group.exact.push({ above: net * units, below });
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

function roundGroups(groups: readonly TaxGroup[], rounding: TaxRounding): readonly RoundedGroup[] {
  switch (rounding) {
    case "line":
      return groups.map((group) => ({ group, amounts: group.exact.map(roundRatio) }));
    case "rate":
      return groups.map((group) => ({
        group,
        amounts: apportion(roundRatio(sumRatios(group.exact)), group.exact),
      }));
    case "order":
      return [true, false].flatMap((kind) =>
        roundTogether(groups.filter(({ inclusive }) => inclusive === kind)),
      );
  }
}

function roundTogether(groups: readonly TaxGroup[]): readonly RoundedGroup[] {
  const sums = groups.map((group) => sumRatios(group.exact));
  const whole = apportion(roundRatio(sumRatios(sums)), sums);
  return groups.map((group, index) => ({ group, amounts: apportion(whole[index] ?? 0n, group.exact) }));
}

function sumPerLine(count: number, rounded: readonly RoundedGroup[], inclusive: boolean): readonly bigint[] {
  const sums = Array.from({ length: count }, () => 0n);
  for (const { group, amounts } of rounded.filter(({ group }) => group.inclusive === inclusive)) {
    for (const [at, line] of group.lines.entries()) sums[line] = (sums[line] ?? 0n) + (amounts[at] ?? 0n);
  }
  return sums;
}

const add = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
