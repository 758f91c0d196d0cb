/**
 * An order on its way to disk: as JSON text, made once, to which the writing thread adds only what it alone can know. The text is
 * what is stored and what is answered; a whole order as objects would be copied between the threads at three times the cost.
 */
import type { Order } from "../core/orders/order.ts";

/** What the store decides when it takes an order. */
export type Numbers = Pick<Order, "receiptNumber" | "series" | "late" | "timesEstimated">;

/** What the writing thread looks at. */
export type DraftHead = Pick<
  Order,
  | "id"
  | "till"
  | "number"
  | "state"
  | "businessDay"
  | "currency"
  | "totals"
  | "destinations"
  | "print"
  | "payments"
  | "refunds"
>;

export interface Draft {
  readonly head: DraftHead;
  /** The order without its numbers, and without `applied`: nothing can have happened to it yet. */
  readonly json: string;
}

export function draftOf(order: Order): Draft {
  const { receiptNumber: _number, series: _series, late: _late, applied: _applied, ...json } = order;
  const { id, till, number, state, businessDay, currency } = order;
  const { totals, destinations, print, payments, refunds } = order;
  return {
    head: { id, till, number, state, businessDay, currency, totals, destinations, print, payments, refunds },
    json: JSON.stringify(json),
  };
}

/** The order's JSON with what was added to it. */
export const withMembers = (json: string, added: object): string =>
  `${json.slice(0, -1)},${JSON.stringify(added).slice(1)}`;
