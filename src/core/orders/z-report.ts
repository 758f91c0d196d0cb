/** The Z report of a business day: its sums, its receipts, and counted cash against what should be there. Minor units. */
import { type DayOrders, type DaySums, sumDay } from "./day-report.ts";
import type { Order } from "./order.ts";

export interface CashMove {
  readonly amount: number;
  readonly reason: string;
}

export interface CountedCash {
  /** What lies in the drawers. */
  readonly countedCash: number;
  /** What lay in them in the morning. */
  readonly openingFloat: number;
  readonly payIns: readonly CashMove[];
  readonly payOuts: readonly CashMove[];
}

export interface ZReport {
  readonly currency: string;
  readonly sums: DaySums;
  /** Not closed when the day was: in no sum. */
  readonly openOrders: readonly string[];
  readonly receipts: readonly {
    readonly till: string;
    readonly series: string;
    readonly first: number;
    readonly last: number;
    readonly count: number;
  }[];
  readonly cash: {
    readonly openingFloat: number;
    readonly taken: number;
    readonly refunded: number;
    readonly payIns: readonly CashMove[];
    readonly payOuts: readonly CashMove[];
    readonly expected: number;
    readonly counted: number;
    readonly difference: number;
  };
}

export function zReport(
  businessDay: string,
  day: DayOrders & { readonly orders: readonly Order[] },
  { currency, counted }: { readonly currency: string; readonly counted: CountedCash },
): ZReport {
  const sums = sumDay(businessDay, day);
  return {
    currency,
    sums,
    openOrders: day.orders.filter(({ state }) => state === "open").map(({ id }) => id),
    receipts: receiptsOf(day.orders),
    cash: cashOf(sums, counted),
  };
}

const sumOf = (moves: readonly { readonly amount: number }[]): number =>
  moves.reduce((sum, { amount }) => sum + amount, 0);

/** What should lie in the drawers, and what does. */
function cashOf(
  { tenders }: DaySums,
  { countedCash, openingFloat, payIns, payOuts }: CountedCash,
): ZReport["cash"] {
  const cash = tenders.find(({ tender }) => tender === "cash");
  const taken = (cash?.amount ?? 0) + (cash?.tips ?? 0);
  const refunded = cash?.refunded ?? 0;
  const expected = openingFloat + taken - refunded + sumOf(payIns) - sumOf(payOuts);
  return {
    openingFloat,
    taken,
    refunded,
    payIns,
    payOuts,
    expected,
    counted: countedCash,
    difference: countedCash - expected,
  };
}

/** The first and last receipt number of each till and series: a gap would be seen. */
function receiptsOf(orders: readonly Order[]): ZReport["receipts"] {
  const ranges = new Map<string, ZReport["receipts"][number]>();
  for (const { till, series, receiptNumber } of orders) {
    if (receiptNumber === null || series === null) continue;
    const known = ranges.get(`${till} ${series}`);
    ranges.set(`${till} ${series}`, {
      till,
      series,
      first: Math.min(known?.first ?? receiptNumber, receiptNumber),
      last: Math.max(known?.last ?? receiptNumber, receiptNumber),
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...ranges.values()];
}
