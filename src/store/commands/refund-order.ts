import { hasRefund } from "../../core/orders/facts.ts";
import type { RefundInput } from "../../core/orders/order.ts";
import { applyRefund } from "../../core/orders/rules.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { appendFact } from "../journal.ts";
import { enqueueReceipts, enqueueVendors, moveOrder, nextReceiptNumber, ownOrder } from "../orders.ts";
import type { Tx } from "../tx.ts";
import { iso } from "../when.ts";
import type { Asked, CommandContext, Made } from "./context.ts";

export interface RefundOrderInput extends Asked {
  readonly orderId: string;
  readonly refund: RefundInput;
}

/**
 * Gives money back on a closed order, under a receipt number and a business day of its own.
 * @throws not_found · wrong_till · refund_exceeds_paid · wrong_state
 */
export function refundOrder(tx: Tx, input: RefundOrderInput, context: CommandContext): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const order = ownOrder(tx, input.orderId, input.till);
  rememberKey(tx, input.key, order.id);
  if (hasRefund(order, input.refund)) return { id: order.id, replayed: true };
  const { number, series } = nextReceiptNumber(tx, order.till);
  const at = input.refund.at ?? iso(tx.now.wallMs);
  const next = applyRefund(order, input.refund, {
    at,
    receiptNumber: number,
    series,
    settings: context.settings,
  });
  const factSeq = appendFact(tx, "order.refunded", input.refund, next);
  moveOrder(tx, next, factSeq);
  appendAudit(tx, {
    actor: input.actor,
    action: "order.refund",
    subject: order.id,
    detail: { refund: input.refund.id, reason: input.refund.reason, till: order.till },
  });
  enqueueVendors(tx, next, "vendor.refund", { factSeq, refundId: input.refund.id });
  if (input.refund.print) {
    enqueueReceipts(tx, next, input.refund.print, { factSeq, refundId: input.refund.id, banner: null });
  }
  return { id: order.id, replayed: false };
}
