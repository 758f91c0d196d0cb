/** Which changes, voids and refunds an order has seen: each counts once, however often it is sent. */
import { contentDigest } from "../canonical.ts";
import { GatewayError } from "../errors.ts";
import type { AppliedFact, ChangeInput, Order, RefundInput, VoidInput } from "./order.ts";

type FactInput = ChangeInput | VoidInput | RefundInput;

/** True: the same id with the same content is in it. @throws idempotency_key_reused: the id stands for other content */
function wasApplied(order: Order, type: AppliedFact["type"], input: FactInput): boolean {
  const known = order.applied.find((fact) => fact.type === type && fact.id === input.id);
  if (known === undefined) return false;
  if (known.content === contentDigest(input)) return true;
  const message = `${type} ${input.id} of order ${order.id} exists with other content`;
  throw new GatewayError("idempotency_key_reused", message);
}

export const hasChange = (order: Order, change: ChangeInput): boolean => wasApplied(order, "change", change);
export const hasVoid = (order: Order, input: VoidInput): boolean => wasApplied(order, "void", input);
export const hasRefund = (order: Order, refund: RefundInput): boolean => wasApplied(order, "refund", refund);

/** The next revision, with the fact noted. */
export const noted = (order: Order, type: AppliedFact["type"], input: FactInput): Order => ({
  ...order,
  applied: [...order.applied, { type, id: input.id, content: contentDigest(input) }],
  revision: order.revision + 1,
});

/** @throws order_paid: its money has moved, only a refund or a void helps · wrong_state: it is voided */
export function refuseUnlessOpen(order: Order, wish: string): void {
  if (order.state === "open") return;
  const code = order.state === "voided" ? "wrong_state" : "order_paid";
  throw new GatewayError(code, `order ${order.id} is ${order.state}: ${wish}`, {
    facts: { state: order.state },
  });
}
