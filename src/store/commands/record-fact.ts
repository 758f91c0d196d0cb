import type { Order } from "../../core/orders/order.ts";
import { withReceiptNumber } from "../../core/orders/rules.ts";
import { appendFact, type FactType } from "../journal.ts";
import { enqueueReceipts, enqueueVendors, isClosedDay, moveOrder, nextReceiptNumber } from "../orders.ts";
import type { Tx } from "../tx.ts";

/** An order that just closed gets its number, inside the transaction of the fact that closed it. */
export function numbered(tx: Tx, order: Order): Order {
  const booked = { ...order, late: isClosedDay(tx, order.businessDay) };
  if (booked.state !== "paid" || booked.receiptNumber !== null) return booked;
  const { number, series } = nextReceiptNumber(tx, booked.till);
  return withReceiptNumber(booked, number, series);
}

/** What a closed order owes: its receipt and its way to the vendors. */
export function onClosed(tx: Tx, order: Order, factSeq: number): void {
  if (order.print) enqueueReceipts(tx, order, order.print, { factSeq, refundId: null, banner: null });
  enqueueVendors(tx, order, "vendor.sale", { factSeq, refundId: null });
}

/** Adds a fact to an open order; the one that closes it brings its number and its duties. */
export function recordFact(tx: Tx, type: FactType, fact: unknown, applied: Order): void {
  const next = numbered(tx, applied);
  const factSeq = appendFact(tx, type, fact, next);
  moveOrder(tx, next, factSeq);
  if (next.state === "paid") onClosed(tx, next, factSeq);
}
