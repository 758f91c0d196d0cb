/**
 * CreatePayment, GetPayment, CompletePayment, CancelPayment, CancelPaymentByIdempotencyKey.
 * Sources: Square's OpenAPI file; developer.squareup.com/docs/payments-api/take-payments. One payment with
 * autocomplete pays the whole order; several are created with autocomplete false and go through PayOrder.
 */
import { type Call, locationOf, type Outcome, param } from "./context.ts";
import { badRequest, notFound, versionMismatch } from "./errors.ts";
import { afterPayment, dueOn, touch } from "./order-view.ts";
import { newOrder } from "./orders.ts";
import { sourceOf } from "./payment-source.ts";
import {
  type CreatePayment,
  cancelByKey,
  completePayment,
  createPayment,
  nothing,
} from "./request-shapes.ts";
import { parse } from "./schema.ts";
import type { Change, StoredOrder } from "./store.ts";
import type { Location, Payment, PaymentStatus } from "./wire.ts";

export function postPayment(call: Call): Outcome {
  const wish = parse(createPayment, call.body);
  const location = locationOf(call, wish.location_id, "location_id");
  checkMoney(wish, location);
  const order =
    wish.order_id === undefined ? orderFor(call, wish, location) : payableOrder(call, wish.order_id);
  if (wish.location_id !== undefined && wish.location_id !== order.input.location_id) {
    throw badRequest("LOCATION_MISMATCH", "the payment's location is not the order's", "location_id");
  }
  const completes = wish.autocomplete ?? true;
  checkAmount(wish.amount_money.amount, dueOn(order, call.store), completes);
  const payment = newPayment(call, wish, order, completes ? "COMPLETED" : "APPROVED");
  const paid = completes ? afterPayment(order, call.nowIso) : touch(order, call.nowIso);
  return {
    body: { payment },
    changes: [
      { type: "order", order: paid },
      { type: "payment", stored: { payment, key: wish.idempotency_key } },
    ],
  };
}

function newPayment(call: Call, wish: CreatePayment, order: StoredOrder, status: PaymentStatus): Payment {
  const id = call.newId();
  const total = wish.amount_money.amount + (wish.tip_money?.amount ?? 0);
  const totalMoney = { amount: total, currency: wish.amount_money.currency };
  return {
    id,
    created_at: call.nowIso,
    updated_at: call.nowIso,
    amount_money: wish.amount_money,
    ...(wish.tip_money !== undefined && { tip_money: wish.tip_money }),
    total_money: totalMoney,
    approved_money: totalMoney,
    status,
    ...sourceOf(wish, totalMoney),
    location_id: order.input.location_id,
    order_id: order.id,
    ...(wish.reference_id !== undefined && { reference_id: wish.reference_id }),
    ...(wish.customer_id !== undefined && { customer_id: wish.customer_id }),
    ...(wish.note !== undefined && { note: wish.note }),
    receipt_number: id.slice(0, 4),
    version_token: call.newId(),
  };
}

/** Square makes an order for a payment that comes without one. */
function orderFor(call: Call, wish: CreatePayment, location: Location): StoredOrder {
  const line = { quantity: "1", item_type: "CUSTOM_AMOUNT" as const, base_price_money: wish.amount_money };
  return newOrder(call, { location_id: location.id, line_items: [line] }, 1);
}

/** @throws SquareError: no such order, or one that takes no more money. */
export function payableOrder(call: Call, id: string): StoredOrder {
  const order = call.store.orders.get(id);
  if (order === undefined) throw notFound("order", id);
  if (order.state !== "OPEN") {
    throw badRequest("BAD_REQUEST", `the order is ${order.state} and cannot be paid`, "order_id");
  }
  return order;
}

function checkMoney(wish: CreatePayment, location: Location): void {
  for (const [name, money] of [
    ["amount_money", wish.amount_money],
    ["tip_money", wish.tip_money],
  ] as const) {
    if (money === undefined || money.currency === location.currency) continue;
    throw badRequest("CURRENCY_MISMATCH", `the location takes ${location.currency}`, `${name}.currency`);
  }
  const total = wish.amount_money.amount + (wish.tip_money?.amount ?? 0);
  if (total === 0) throw badRequest("VALUE_TOO_LOW", "the amount must be above zero", "amount_money.amount");
}

function checkAmount(amount: number, due: number, completes: boolean): void {
  if (completes && amount !== due) {
    const detail = `the payment of ${amount} does not match the order's ${due} due`;
    throw badRequest("BAD_REQUEST", detail, "amount_money.amount");
  }
  if (amount > due) {
    throw badRequest("BAD_REQUEST", `the payment of ${amount} exceeds the ${due} due`, "amount_money.amount");
  }
}

export function getPayment(call: Call): Outcome {
  return { body: { payment: storedPayment(call, param(call, "id")) }, changes: [] };
}

export function postComplete(call: Call): Outcome {
  const { version_token } = parse(completePayment, call.body ?? {});
  const payment = storedPayment(call, param(call, "id"));
  if (version_token !== undefined && version_token !== payment.version_token) {
    throw versionMismatch(version_token, payment.version_token);
  }
  checkApproved(payment);
  const order = payableOrder(call, payment.order_id);
  checkAmount(payment.amount_money.amount, dueOn(order, call.store), true);
  const completed = withStatus(call, payment, "COMPLETED");
  const paid: Change = { type: "order", order: afterPayment(order, call.nowIso) };
  return { body: { payment: completed }, changes: [changeOf(call, completed), paid] };
}

export function postCancel(call: Call): Outcome {
  parse(nothing, call.body ?? {});
  const payment = storedPayment(call, param(call, "id"));
  checkApproved(payment);
  const canceled = withStatus(call, payment, "CANCELED");
  return { body: { payment: canceled }, changes: [changeOf(call, canceled)] };
}

/** Success also when no payment has the key: then there is nothing to undo. */
export function postCancelByKey(call: Call): Outcome {
  const { idempotency_key } = parse(cancelByKey, call.body);
  const found = [...call.store.payments.values()].find((stored) => stored.key === idempotency_key);
  if (found === undefined || found.payment.status === "CANCELED") return { body: {}, changes: [] };
  checkApproved(found.payment);
  return { body: {}, changes: [changeOf(call, withStatus(call, found.payment, "CANCELED"))] };
}

/** @throws SquareError 404 */
export function storedPayment(call: Call, id: string): Payment {
  const stored = call.store.payments.get(id);
  if (stored === undefined) throw notFound("payment", id);
  return stored.payment;
}

export function withStatus(call: Call, payment: Payment, status: PaymentStatus): Payment {
  return { ...payment, status, updated_at: call.nowIso, version_token: call.newId() };
}

/** The change that stores a payment again, with the key it came with. */
export function changeOf(call: Call, payment: Payment): Change {
  const key = call.store.payments.get(payment.id)?.key ?? null;
  return { type: "payment", stored: { payment, key } };
}

const ENDED = {
  COMPLETED: "DELAYED_TRANSACTION_CAPTURED",
  CANCELED: "DELAYED_TRANSACTION_CANCELED",
  FAILED: "DELAYED_TRANSACTION_FAILED",
} as const;

function checkApproved(payment: Payment): void {
  if (payment.status === "APPROVED") return;
  throw badRequest(ENDED[payment.status], `the payment is ${payment.status}, not APPROVED`, "payment_id");
}
