import type { Order } from "../../core/orders/order.ts";
import { withReturnNumber } from "../../core/orders/return.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { appendFact } from "../journal.ts";
import { enqueueReceipts, enqueueVendors, isClosedDay, nextReceiptNumber, tellOrder } from "../orders.ts";
import type { Tx } from "../tx.ts";
import { addOrder, isKnownOrder } from "./capture-order.ts";
import type { Asked, Made } from "./context.ts";

export interface RecordReturnInput extends Asked {
  /** Checked and computed by the rules; without receipt number. */
  readonly draft: Order;
  readonly contentHash: Uint8Array;
}

/**
 * Gives money back with no sale of ours to name: the fact, its number and its duties in one transaction.
 * @throws order_exists: this id stands for other content · idempotency_key_reused
 */
export function recordReturn(tx: Tx, input: RecordReturnInput): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const { draft, contentHash } = input;
  rememberKey(tx, input.key, draft.id);
  if (isKnownOrder(tx, draft.id, contentHash)) return { id: draft.id, replayed: true };
  const { number, series } = nextReceiptNumber(tx, draft.till);
  const late = isClosedDay(tx, draft.businessDay);
  const order = withReturnNumber({ ...draft, late }, number, series);
  const factSeq = appendFact(tx, "order.returned", null, order);
  addOrder(tx, order, { factSeq, contentHash });
  // First: whoever listens knows the order before its duties.
  tellOrder(tx, order, "order.captured");
  appendAudit(tx, {
    actor: input.actor,
    action: "order.return",
    subject: order.id,
    detail: { amount: order.refunded, reason: order.refunds[0]?.reason, till: order.till },
  });
  const about = { factSeq, refundId: order.id };
  enqueueVendors(tx, order, "vendor.return", about);
  if (order.print) enqueueReceipts(tx, order, order.print, { ...about, banner: null });
  return { id: order.id, replayed: false };
}
