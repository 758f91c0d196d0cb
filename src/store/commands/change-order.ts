import { applyChange } from "../../core/orders/change.ts";
import type { ChangeInput } from "../../core/orders/order.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { ownOrder } from "../orders.ts";
import { enqueueTickets, type Tickets } from "../tickets.ts";
import type { Tx } from "../tx.ts";
import { iso } from "../when.ts";
import type { Asked, CommandContext, Made } from "./context.ts";
import { recordFact } from "./record-fact.ts";

export interface ChangeOrderInput extends Asked {
  readonly orderId: string;
  readonly change: ChangeInput;
  /** What its stations shall make anew, and stop. */
  readonly tickets?: Tickets | undefined;
}

/** Adds and takes back lines of an open order. @throws not_found · wrong_till · order_changed · wrong_state */
export function changeOrder(tx: Tx, input: ChangeOrderInput, context: CommandContext): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const order = ownOrder(tx, input.orderId, input.till);
  const next = applyChange(order, input.change, { settings: context.settings, at: iso(tx.now.wallMs) });
  rememberKey(tx, input.key, order.id);
  if (next === order) return { id: order.id, replayed: true };
  const factSeq = recordFact(tx, "order.changed", input.change, next);
  enqueueTickets(tx, order, factSeq, input.tickets);
  return { id: order.id, replayed: false };
}
