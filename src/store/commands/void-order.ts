import type { Order, VoidInput } from "../../core/orders/order.ts";
import { applyVoid } from "../../core/orders/rules.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { appendFact } from "../journal.ts";
import {
  enqueueReceipts,
  enqueueVendors,
  moveOrder,
  nextReceiptNumber,
  ownOrder,
  setSync,
} from "../orders.ts";
import { enqueueTickets, hasTickets, type Tickets } from "../tickets.ts";
import type { Tx } from "../tx.ts";
import { iso } from "../when.ts";
import type { Asked, CommandContext, Made } from "./context.ts";

export interface VoidOrderInput extends Asked {
  readonly orderId: string;
  readonly void: VoidInput;
  /** What its stations shall stop. */
  readonly tickets?: Tickets | undefined;
}

/** Ends an order as if it had not been; a paid one only with every payment reversed. @throws not_found · wrong_till · order_paid */
export function voidOrder(tx: Tx, input: VoidOrderInput, context: CommandContext): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const order = ownOrder(tx, input.orderId, input.till);
  const applied = applyVoid(order, input.void, { at: iso(tx.now.wallMs), settings: context.settings });
  rememberKey(tx, input.key, order.id);
  if (applied === order) return { id: order.id, replayed: true };
  // A void of a numbered receipt is a numbered record of its own; an order that never closed takes none.
  const wasClosed = order.receiptNumber !== null;
  const next = wasClosed ? numberedVoid(tx, applied) : applied;
  const factSeq = appendFact(tx, "order.voided", input.void, next);
  moveOrder(tx, next, factSeq);
  appendAudit(tx, {
    actor: input.actor,
    action: "order.void",
    subject: order.id,
    detail: { reason: input.void.reason, total: order.totals.total, till: order.till },
  });
  if (wasClosed) enqueueVendors(tx, next, "vendor.void", { factSeq, refundId: null });
  else
    for (const destination of next.destinations) setSync(tx, order.id, destination, { state: "discarded" });
  if (hasTickets(tx, order.id)) enqueueTickets(tx, order, factSeq, input.tickets);
  if (input.void.print)
    enqueueReceipts(tx, next, input.void.print, { factSeq, refundId: null, banner: "VOID" });
  return { id: order.id, replayed: false };
}

function numberedVoid(tx: Tx, order: Order): Order {
  if (order.void === null) return order;
  const { number, series } = nextReceiptNumber(tx, order.till);
  return { ...order, void: { ...order.void, receiptNumber: number, series } };
}
