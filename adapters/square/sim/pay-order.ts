/**
 * PayOrder: several approved payments that together pay the order; approved ones left out are canceled.
 * Source: developer.squareup.com/reference/square/orders-api/pay-order.
 */
import { type Call, type Outcome, param } from "./context.ts";
import { badRequest, versionMismatch } from "./errors.ts";
import { afterPayment, dueOn, paymentsOf, viewOrder } from "./order-view.ts";
import { changeOf, payableOrder, withStatus } from "./payments.ts";
import { payOrder } from "./request-shapes.ts";
import { parse } from "./schema.ts";
import type { Change, Store } from "./store.ts";
import type { Payment } from "./wire.ts";

export function postPay(call: Call): Outcome {
  const wish = parse(payOrder, call.body);
  const order = payableOrder(call, param(call, "id"));
  if (wish.order_version !== undefined && wish.order_version !== order.version) {
    throw versionMismatch(wish.order_version, order.version ?? "none");
  }
  const ids = new Set(wish.payment_ids ?? []);
  const approved = paymentsOf(order.id, call.store).filter((payment) => payment.status === "APPROVED");
  const chosen = approved.filter((payment) => ids.has(payment.id));
  if (chosen.length !== ids.size) {
    throw badRequest("BAD_REQUEST", "every payment must be APPROVED and belong to the order", "payment_ids");
  }
  const sum = chosen.reduce((all, payment) => all + payment.amount_money.amount, 0);
  const due = dueOn(order, call.store);
  if (sum !== due) {
    throw badRequest("BAD_REQUEST", `the payments make ${sum}, the order's due is ${due}`, "payment_ids");
  }
  const settled = approved.map((payment) =>
    withStatus(call, payment, ids.has(payment.id) ? "COMPLETED" : "CANCELED"),
  );
  const paid = afterPayment(order, call.nowIso);
  const changes: readonly Change[] = [
    { type: "order", order: paid },
    ...settled.map((payment) => changeOf(call, payment)),
  ];
  return { body: { order: viewOrder(paid, withPayments(call.store, settled)) }, changes };
}

/** The store as it will be once these payments are committed, for the answer. */
function withPayments(store: Store, payments: readonly Payment[]): Store {
  const next = new Map(store.payments);
  for (const payment of payments) next.set(payment.id, { payment, key: null });
  return { ...store, payments: next };
}
