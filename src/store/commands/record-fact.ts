import type { Order } from "../../core/orders/order.ts";
import type { DraftHead, Numbers } from "../draft.ts";
import { appendFact, type FactType } from "../journal.ts";
import { enqueueReceipts, enqueueVendors, isClosedDay, moveOrder, nextReceiptNumber } from "../orders.ts";
import type { Tx } from "../tx.ts";

/** An order that just closed gets its number, inside the transaction of the fact that closed it. */
export function numbersOf(
  tx: Tx,
  {
    till,
    state,
    businessDay,
    receiptNumber,
    series,
  }: Pick<Order, "till" | "state" | "businessDay" | "receiptNumber" | "series">,
): Numbers {
  const late = isClosedDay(tx, businessDay);
  if (state !== "paid" || receiptNumber !== null) return { receiptNumber, series, late };
  const next = nextReceiptNumber(tx, till);
  return { receiptNumber: next.number, series: next.series, late };
}

/** What a closed order owes: its receipt and its way to the vendors. */
export function onClosed(tx: Tx, order: DraftHead, factSeq: number): void {
  if (order.print) enqueueReceipts(tx, order, order.print, { factSeq, refundId: null, banner: null });
  enqueueVendors(tx, order, "vendor.sale", { factSeq, refundId: null });
}

/** Adds a fact to an open order; the one that closes it brings its number and its duties. Returns where it stands in the journal. */
export function recordFact(tx: Tx, type: FactType, fact: unknown, applied: Order): number {
  const next = { ...applied, ...numbersOf(tx, applied) };
  const factSeq = appendFact(tx, type, fact, next);
  moveOrder(tx, next, factSeq);
  if (next.state === "paid") onClosed(tx, next, factSeq);
  return factSeq;
}
