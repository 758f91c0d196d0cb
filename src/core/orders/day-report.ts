/**
 * What a business day came to: the sums of a Z report. Minor units. Sales are the day's own closed orders, refunds those that
 * were booked on it, whatever day their sale was.
 */

import { parseDecimal, RATE_PLACES, roundRatio, spread } from "../money.ts";
import type { TaxSum } from "./amounts.ts";
import type { Order, OrderLine, Refund, Tender } from "./order.ts";

export interface TaxOfDay {
  readonly name: string;
  readonly rate: string;
  readonly inclusive: boolean;
  /** On what was sold, and the tax of it. */
  readonly base: number;
  readonly amount: number;
  /** Tax that went back with refunds. */
  readonly refunded: number;
}
export interface TenderOfDay {
  readonly tender: Tender;
  readonly count: number;
  /** Without tips. */
  readonly amount: number;
  readonly tips: number;
  readonly refunded: number;
}
export interface DaySums {
  readonly orders: number;
  readonly voided: number;
  readonly gross: number;
  readonly discount: number;
  readonly serviceCharge: number;
  readonly rounding: number;
  readonly cashRounding: number;
  /** What guests paid for, tax included, tips not. */
  readonly total: number;
  readonly tax: number;
  /** total - tax */
  readonly net: number;
  readonly tips: number;
  readonly refunds: number;
  readonly refunded: number;
  readonly taxes: readonly TaxOfDay[];
  readonly tenders: readonly TenderOfDay[];
}

const NO_SUMS: DaySums = {
  orders: 0,
  voided: 0,
  gross: 0,
  discount: 0,
  serviceCharge: 0,
  rounding: 0,
  cashRounding: 0,
  total: 0,
  tax: 0,
  net: 0,
  tips: 0,
  refunds: 0,
  refunded: 0,
  taxes: [],
  tenders: [],
};

export interface DayOrders {
  /** Of this day, in any state. */
  readonly orders: Iterable<Order>;
  /** Of any day, with a refund on this one. */
  readonly refundedOrders: Iterable<Order>;
}

export function sumDay(businessDay: string, { orders, refundedOrders }: DayOrders): DaySums {
  const parts: DaySums[] = [];
  for (const order of orders) parts.push(sumsOfSale(order));
  for (const order of refundedOrders) {
    for (const refund of order.refunds) {
      if (refund.businessDay === businessDay) parts.push(sumsOfRefund(order, refund));
    }
  }
  return addSums(parts, 1);
}

/** What came after `before` was made: a late order, a void, a refund. Null: nothing. */
export function sumsSince(after: DaySums, before: DaySums): DaySums | null {
  const since = addSums([after, addSums([before], -1)], 1);
  const isSame = JSON.stringify(since) === JSON.stringify(NO_SUMS);
  return isSame ? null : since;
}

function sumsOfSale(order: Order): DaySums {
  if (order.state === "voided") return { ...NO_SUMS, voided: 1 };
  if (order.state === "open" || order.kind === "return") return NO_SUMS;
  const { totals, tips } = order;
  const taxes = order.taxes.map((tax) => ({ ...tax, refunded: 0 }));
  const tenders = order.payments
    .filter(({ state }) => state === "approved")
    .map(({ tender, amount, tip }) => ({ tender, count: 1, amount, tips: tip, refunded: 0 }));
  return { ...NO_SUMS, ...totals, orders: 1, net: totals.total - totals.tax, tips, taxes, tenders };
}

function sumsOfRefund(order: Order, refund: Refund): DaySums {
  const tenders = refund.payments.map(({ tender, amount }) => ({
    tender,
    count: 0,
    amount: 0,
    tips: 0,
    refunded: amount,
  }));
  const taxes = refund.lines.length > 0 ? taxesOfLines(order, refund) : taxesOfShare(order, refund.amount);
  return { ...NO_SUMS, refunds: 1, refunded: refund.amount, taxes, tenders };
}

const taxBack = (
  { name, rate, inclusive }: Pick<TaxSum, "name" | "rate" | "inclusive">,
  refunded: bigint,
): TaxOfDay => ({
  name,
  rate,
  inclusive,
  base: 0,
  amount: 0,
  refunded: Number(refunded),
});

/** By amount: each tax in the share that the refund has in the order. */
const taxesOfShare = (order: Order, amount: number): readonly TaxOfDay[] =>
  order.totals.total === 0
    ? []
    : order.taxes.map((tax) =>
        taxBack(
          tax,
          roundRatio({ above: BigInt(tax.amount) * BigInt(amount), below: BigInt(order.totals.total) }),
        ),
      );

function taxesOfLines(order: Order, refund: Refund): readonly TaxOfDay[] {
  const lines = new Map(order.lines.map((line) => [line.id, line]));
  return refund.lines.flatMap(({ lineId, amount }) => {
    const line = lines.get(lineId);
    return line === undefined ? [] : taxesOfLine(line, amount);
  });
}

/** A line's tax, in the share that came back; several taxes on it share by their rates. */
function taxesOfLine(line: OrderLine, amount: number): readonly TaxOfDay[] {
  const rates = line.taxes.map(({ rate }) => parseDecimal(rate, RATE_PLACES));
  if (line.amounts.total <= 0 || rates.every((rate) => rate === 0n)) return [];
  const back = roundRatio({
    above: BigInt(line.amounts.tax) * BigInt(amount),
    below: BigInt(line.amounts.total),
  });
  const shares = spread(back, rates);
  return line.taxes.map((tax, index) => taxBack(tax, shares[index] ?? 0n));
}

type Numbers<T> = { readonly [K in keyof T as T[K] extends number ? K : never]: number };

function addSums(parts: readonly DaySums[], sign: 1 | -1): DaySums {
  const { taxes: _taxes, tenders: _tenders, ...zero } = NO_SUMS;
  const sums = addNumbers(zero, parts, sign);
  const taxKey = (tax: TaxOfDay): string => `${tax.name} ${tax.rate} ${tax.inclusive}`;
  return {
    ...sums,
    taxes: addByKey(
      parts.flatMap(({ taxes }) => taxes),
      { keyOf: taxKey, zero: { base: 0, amount: 0, refunded: 0 }, sign },
    ),
    tenders: addByKey(
      parts.flatMap(({ tenders }) => tenders),
      { keyOf: ({ tender }) => tender, zero: { count: 0, amount: 0, tips: 0, refunded: 0 }, sign },
    ),
  };
}

function addNumbers<Z extends object>(zero: Z, parts: readonly Numbers<Z>[], sign: 1 | -1): Z {
  const sums: Record<string, number> = { ...(zero as Record<string, number>) };
  for (const part of parts as readonly Record<string, number>[]) {
    for (const name of Object.keys(sums)) sums[name] = (sums[name] ?? 0) + sign * (part[name] ?? 0);
  }
  return sums as Z;
}

interface ByKey<T, Z> {
  readonly keyOf: (one: T) => string;
  readonly zero: Z;
  readonly sign: 1 | -1;
}

/** One row per key, in the order of the keys; rows that came to nothing are left out. */
function addByKey<T extends object, Z extends object>(
  rows: readonly T[],
  { keyOf, zero, sign }: ByKey<T, Z>,
): readonly T[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group;
      const sums = addNumbers(zero, group as unknown as readonly Numbers<Z>[], sign);
      const isNothing = Object.values(sums).every((sum) => sum === 0);
      return first === undefined || isNothing ? [] : [{ ...first, ...sums }];
    });
}
