/**
 * What may happen to an order once it is taken: money comes, it ends, money goes back. Each fact makes the next revision or
 * throws; the same fact again gives the very same order. Taking one: order-capture.ts; changing its lines: order-change.ts.
 */
import { canonicalJson } from "../canonical.ts";
import { GatewayError } from "../errors.ts";
import { refuse } from "../faults.ts";
import { hasRefund, hasVoid, noted, refuseUnlessOpen } from "./facts.ts";
import type {
  Order,
  OrderPayment,
  PaymentInput,
  PaymentsInput,
  Refund,
  RefundInput,
  StoreSettings,
  VoidInput,
} from "./order.ts";
import {
  asOrderPayments,
  type BalanceFacts,
  balance,
  dayOf,
  type PaymentState,
  paymentFaults,
} from "./payments.ts";
import { isAllReturned, refundAmount, refundLines } from "./refund.ts";

/**
 * Adds payments to an open order; the one that covers it closes it.
 * @throws overpaid · order_paid · wrong_state · invalid_input
 */
export function applyPayments(
  order: Order,
  input: PaymentsInput,
  facts: BalanceFacts & { readonly paymentState: PaymentState },
): Order {
  if (input.payments.every((payment) => hasPayment(order, payment))) return order;
  refuseUnlessOpen(order, "it takes no payments");
  refuse(paymentFaults(input.payments, { taken: order.payments, paymentState: facts.paymentState }));
  const payments = asOrderPayments(input.payments, facts.paymentState, input.closedAt ?? facts.at);
  return balance(
    {
      ...order,
      payments: [...order.payments, ...payments],
      closedAt: input.closedAt ?? order.closedAt,
      print: input.print ?? order.print,
      revision: order.revision + 1,
    },
    facts,
  );
}

/** True: this very payment is on the order. */
function hasPayment(order: Order, payment: PaymentInput): boolean {
  const known = order.payments.find(({ id }) => id === payment.id);
  if (known === undefined) return false;
  const { state: _state, at: _at, ...sent } = known;
  return canonicalJson(sent) === canonicalJson(payment);
}

/**
 * An `unknown` payment of the order is known now: it took the money, or it did not. May close the order.
 * @throws not_found: the order waits for no such payment
 */
export function settlePayment(
  order: Order,
  settled: { readonly paymentId: string; readonly state: "approved" | "reversed" },
  facts: BalanceFacts,
): Order {
  const isIt = (payment: OrderPayment) =>
    payment.payment === settled.paymentId && payment.state === "unknown";
  if (!order.payments.some(isIt)) {
    throw new GatewayError("not_found", `order ${order.id} waits for no payment "${settled.paymentId}"`);
  }
  const payments = order.payments.map((payment) =>
    isIt(payment) ? { ...payment, state: settled.state } : payment,
  );
  return balance({ ...order, payments, revision: order.revision + 1 }, facts);
}

export interface VoidFacts {
  readonly settings: StoreSettings;
  /** Where the till names no time of its own. */
  readonly at: string;
}

/**
 * Ends an order as if it had not been; its lines and totals stay to be read. A void that needs a receipt number gets it from
 * the store.
 * @throws order_paid: a payment stands, or the business day is over · wrong_state · not_found: no such payment
 */
export function applyVoid(order: Order, input: VoidInput, facts: VoidFacts): Order {
  if (hasVoid(order, input)) return order;
  const at = input.at ?? facts.at;
  refuseUnlessVoidable(order, input, dayOf(at, facts.settings));
  return {
    ...noted(order, "void", input),
    payments: order.payments.map((payment) => ({ ...payment, state: "reversed" as const })),
    paid: 0,
    tips: 0,
    state: "voided",
    void: { id: input.id, reason: input.reason, at, receiptNumber: null, series: null },
  };
}

function refuseUnlessVoidable(order: Order, input: VoidInput, day: string): void {
  if (order.state !== "open" && order.state !== "paid") {
    throw new GatewayError("wrong_state", `order ${order.id} is ${order.state}: it can not be voided`);
  }
  const unknown = input.reversed.find((id) => !order.payments.some((payment) => payment.id === id));
  if (unknown !== undefined)
    throw new GatewayError("not_found", `order ${order.id} has no payment "${unknown}"`);
  if (order.state === "paid" && day !== order.businessDay) {
    const message = `order ${order.id} belongs to ${order.businessDay}, which is over: refund it`;
    throw new GatewayError("order_paid", message, { facts: { businessDay: order.businessDay } });
  }
  // What a terminal has not told yet, nobody can have reversed.
  const standing = order.payments.filter(
    ({ id, state }) => state === "unknown" || (state === "approved" && !input.reversed.includes(id)),
  );
  if (standing.length > 0) {
    const payments = standing.map(({ id }) => id);
    const message = `order ${order.id}: payments ${payments.join(", ")} are not reversed`;
    throw new GatewayError("order_paid", message, { facts: { payments } });
  }
}

export interface RefundFacts extends VoidFacts {
  readonly receiptNumber: number;
  readonly series: string;
}

/**
 * Gives money back on a closed order, on the refund's own business day. Tips are never given back.
 * @throws refund_exceeds_paid · wrong_state: not closed, or voided · not_found: no such line · invalid_input: the payments do
 *   not come to what the lines or the amount say
 */
export function applyRefund(order: Order, input: RefundInput, facts: RefundFacts): Order {
  if (hasRefund(order, input)) return order;
  if (order.state === "open" || order.state === "voided") {
    throw new GatewayError(
      "wrong_state",
      `order ${order.id} is ${order.state}: there is nothing to give back`,
    );
  }
  const back = refundLines(order, input.lines ?? []);
  const amount = refundAmount(order, input, back, facts.settings.cashRounding);
  const at = input.at ?? facts.at;
  const refund: Refund = {
    id: input.id,
    lines: back.refunded,
    amount,
    payments: input.payments,
    reason: input.reason,
    at,
    businessDay: dayOf(at, facts.settings),
    receiptNumber: facts.receiptNumber,
    series: facts.series,
  };
  const refunded = order.refunded + amount;
  const isOver = refunded === order.paid && (order.paid > 0 || isAllReturned(back.lines));
  return {
    ...noted(order, "refund", input),
    lines: back.lines,
    refunds: [...order.refunds, refund],
    refunded,
    state: isOver ? "refunded" : "partially_refunded",
  };
}
