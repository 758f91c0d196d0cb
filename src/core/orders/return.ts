/**
 * A return without its sale. It is kept as an order that sold nothing, all its totals 0, whose lines came back whole in one
 * refund: so reports, receipts and comparisons read it as they read any refund.
 */

import { duplicates, type Fault, refuse } from "../faults.ts";
import { NO_TOTALS } from "./amounts.ts";
import type { Order, OrderLine, Refund, ReturnInput, StoreSettings } from "./order.ts";
import { dayOf } from "./payments.ts";
import { computeTotals, totalsFaults } from "./totals.ts";

export interface ReturnFacts {
  readonly settings: StoreSettings;
  /** Where the till names no time of its own. */
  readonly at: string;
}

/**
 * Without receipt number: the store gives it (`withReturnNumber`).
 * @throws invalid_input: all faults at once
 */
export function captureReturn(input: ReturnInput, { settings, at: capturedAt }: ReturnFacts): Order {
  refuse(lineFaults(input, settings));
  const { lines, total } = linesOf(input, settings);
  const amount = input.payments.reduce((sum, payment) => sum + payment.amount, 0);
  refuse(amountFaults(input, total, settings));
  const at = input.at ?? capturedAt;
  const businessDay = dayOf(at, settings);
  const refund: Refund = {
    id: input.id,
    lines: lines.map((line) => ({ lineId: line.id, quantity: line.quantity, amount: line.amounts.total })),
    amount,
    payments: input.payments,
    reason: input.reason,
    at,
    businessDay,
    receiptNumber: 0,
    series: "",
  };
  return {
    ...NOTHING_SOLD,
    id: input.id,
    till: input.till,
    staff: input.staff ?? null,
    openedAt: at,
    closedAt: at,
    capturedAt,
    businessDay,
    currency: settings.currency,
    taxRounding: input.taxRounding ?? settings.taxRounding,
    lines,
    refunds: [refund],
    refunded: amount,
    print: input.print ?? null,
    destinations: input.destinations ?? settings.destinations,
  };
}

/** A return and its refund are one receipt. */
export const withReturnNumber = (order: Order, receiptNumber: number, series: string): Order => ({
  ...order,
  receiptNumber,
  series,
  refunds: order.refunds.map((refund) => ({ ...refund, receiptNumber, series })),
});

const NOTHING_SOLD = {
  kind: "return",
  number: null,
  type: "retail",
  discounts: [],
  serviceCharges: [],
  payments: [],
  applied: [],
  taxes: [],
  totals: NO_TOTALS,
  paid: 0,
  tips: 0,
  state: "refunded",
  revision: 1,
  receiptNumber: null,
  series: null,
  late: false,
  flagged: null,
  void: null,
  customer: null,
  note: null,
} as const satisfies Partial<Order>;

function linesOf(input: ReturnInput, settings: StoreSettings) {
  const { lines: back = [] } = input;
  const { lines: amounts, totals } = computeTotals(sumsOf(input, settings));
  const lines = back.flatMap((line, index): readonly OrderLine[] => {
    const own = amounts[index];
    return own === undefined ? [] : [{ ...line, amounts: own, voided: [], refundedQuantity: line.quantity }];
  });
  return { lines, total: totals.total };
}

const sumsOf = ({ lines = [], taxRounding }: ReturnInput, settings: StoreSettings) => ({
  lines,
  discounts: [],
  serviceCharges: [],
  taxRounding: taxRounding ?? settings.taxRounding,
});

function lineFaults(input: ReturnInput, settings: StoreSettings): readonly Fault[] {
  const { currency = settings.currency, lines = [] } = input;
  const wrong = { path: "currency", message: `the store sells in ${settings.currency}` };
  return [
    ...(currency === settings.currency ? [] : [wrong]),
    ...duplicates(
      lines.map(({ id }) => id),
      (index) => `lines[${index}].id`,
    ),
    ...totalsFaults(sumsOf(input, settings)),
  ];
}

/** Cash goes back only in coins that exist, so it may differ from lines by less than one. */
function amountFaults(input: ReturnInput, total: number, { cashRounding }: StoreSettings): readonly Fault[] {
  const asked = input.amount ?? total;
  const given = input.payments.reduce((sum, payment) => sum + payment.amount, 0);
  const isCash = input.lines !== undefined && input.payments.some(({ tender }) => tender === "cash");
  const path = input.lines === undefined ? "amount" : "lines";
  return [
    ...(asked > 0 ? [] : [{ path, message: `comes to ${asked}: only more than 0 can be given back` }]),
    ...(Math.abs(given - asked) <= (isCash ? cashRounding - 1 : 0)
      ? []
      : [{ path: "payments", message: `come to ${given}, the return to ${asked}` }]),
  ];
}
