import type { PaymentsInput } from "../../core/orders/order.ts";
import { applyPayments } from "../../core/orders/rules.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { ownOrder } from "../orders.ts";
import type { Tx } from "../tx.ts";
import { iso } from "../when.ts";
import type { Asked, CommandContext, Made } from "./context.ts";
import { recordFact } from "./record-fact.ts";

export interface PayOrderInput extends Asked {
  readonly orderId: string;
  readonly payments: PaymentsInput;
}

/** Adds payments to an open order; the last one closes it. @throws not_found · wrong_till · overpaid · wrong_state */
export function payOrder(tx: Tx, input: PayOrderInput, context: CommandContext): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const order = ownOrder(tx, input.orderId, input.till);
  const next = applyPayments(order, input.payments, {
    settings: context.settings,
    at: iso(tx.now.wallMs),
    // No terminal is driven by this gateway yet, so it knows of no payment.
    paymentState: () => undefined,
  });
  rememberKey(tx, input.key, order.id);
  if (next === order) return { id: order.id, replayed: true };
  recordFact(tx, "order.paid", input.payments, next);
  return { id: order.id, replayed: false };
}
