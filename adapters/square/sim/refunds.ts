/**
 * RefundPayment, linked to a payment or unlinked, and GetPaymentRefund.
 * Source: Square's OpenAPI file, RefundPaymentRequest. The separate return order of Square is not modelled.
 */
import { type Call, locationOf, type Outcome, param } from "./context.ts";
import { badRequest, notFound, SquareError, versionMismatch } from "./errors.ts";
import { touch } from "./order-view.ts";
import { changeOf, storedPayment } from "./payments.ts";
import { type CreateRefund, createRefund } from "./request-shapes.ts";
import { parse } from "./schema.ts";
import type { Change } from "./store.ts";
import type { Payment, Refund } from "./wire.ts";

export function postRefund(call: Call): Outcome {
  const wish = parse(createRefund, call.body);
  if (wish.amount_money.amount === 0) {
    throw badRequest("VALUE_TOO_LOW", "the amount must be above zero", "amount_money.amount");
  }
  return wish.unlinked === true ? unlinkedRefund(call, wish) : linkedRefund(call, wish);
}

function linkedRefund(call: Call, wish: CreateRefund): Outcome {
  if (wish.payment_id === undefined) {
    throw badRequest("MISSING_REQUIRED_PARAMETER", "payment_id is required unless unlinked", "payment_id");
  }
  for (const field of ["destination_id", "location_id"] as const) {
    if (wish[field] === undefined) continue;
    throw badRequest("CONFLICTING_PARAMETERS", `${field} is for unlinked refunds`, field);
  }
  const payment = storedPayment(call, wish.payment_id);
  const token = wish.payment_version_token;
  if (token !== undefined && token !== payment.version_token)
    throw versionMismatch(token, payment.version_token);
  checkRefundable(payment, wish);
  const refund: Refund = {
    ...common(call, wish),
    status: payment.source_type === "CARD" ? "PENDING" : "COMPLETED",
    payment_id: payment.id,
    order_id: payment.order_id,
    location_id: payment.location_id,
    unlinked: false,
    destination_type: payment.source_type,
  };
  return { body: { refund }, changes: [{ type: "refund", refund }, ...afterRefund(call, payment, refund)] };
}

function checkRefundable(payment: Payment, wish: CreateRefund): void {
  if (payment.status !== "COMPLETED") {
    throw refundError("PAYMENT_NOT_REFUNDABLE", `the payment is ${payment.status}`, "payment_id");
  }
  if (wish.amount_money.currency !== payment.total_money.currency) {
    throw badRequest("CURRENCY_MISMATCH", "the payment has another currency", "amount_money.currency");
  }
  const left = payment.total_money.amount - (payment.refunded_money?.amount ?? 0);
  if (wish.amount_money.amount > left) {
    throw refundError("REFUND_AMOUNT_INVALID", `only ${left} can still be refunded`, "amount_money.amount");
  }
}

function afterRefund(call: Call, payment: Payment, refund: Refund): readonly Change[] {
  const order = call.store.orders.get(payment.order_id);
  const amount = (payment.refunded_money?.amount ?? 0) + refund.amount_money.amount;
  const refunded: Payment = {
    ...payment,
    refunded_money: { amount, currency: refund.amount_money.currency },
    refund_ids: [...(payment.refund_ids ?? []), refund.id],
    updated_at: call.nowIso,
    version_token: call.newId(),
  };
  const changes: Change[] = [changeOf(call, refunded)];
  if (order !== undefined) changes.push({ type: "order", order: touch(order, call.nowIso) });
  return changes;
}

function unlinkedRefund(call: Call, wish: CreateRefund): Outcome {
  if (wish.payment_id !== undefined) {
    throw badRequest("CONFLICTING_PARAMETERS", "an unlinked refund has no payment_id", "payment_id");
  }
  for (const field of ["destination_id", "location_id"] as const) {
    if (wish[field] !== undefined) continue;
    throw badRequest("MISSING_REQUIRED_PARAMETER", `${field} is required for an unlinked refund`, field);
  }
  const location = locationOf(call, wish.location_id, "location_id");
  if (wish.amount_money.currency !== location.currency) {
    throw badRequest("CURRENCY_MISMATCH", `the location takes ${location.currency}`, "amount_money.currency");
  }
  const refund: Refund = {
    ...common(call, wish),
    status: "COMPLETED",
    location_id: location.id,
    unlinked: true,
    destination_type: destinationOf(wish),
  };
  return { body: { refund }, changes: [{ type: "refund", refund }] };
}

function destinationOf(wish: CreateRefund): "CASH" | "EXTERNAL" {
  const { destination_id: destination } = wish;
  if (destination !== "CASH" && destination !== "EXTERNAL") {
    throw badRequest("INVALID_VALUE", "destination_id must be CASH or EXTERNAL here", "destination_id");
  }
  const field = destination === "CASH" ? "cash_details" : "external_details";
  if (wish[field] !== undefined) return destination;
  throw badRequest("MISSING_REQUIRED_PARAMETER", `${field} is required for ${destination}`, field);
}

function common(call: Call, wish: CreateRefund) {
  return {
    id: call.newId(),
    amount_money: wish.amount_money,
    created_at: call.nowIso,
    updated_at: call.nowIso,
    ...(wish.reason !== undefined && { reason: wish.reason }),
  };
}

export function getRefund(call: Call): Outcome {
  const refund = call.store.refunds.get(param(call, "id"));
  if (refund === undefined) throw notFound("refund", param(call, "id"));
  return { body: { refund }, changes: [] };
}

function refundError(code: string, detail: string, field: string): SquareError {
  return new SquareError(400, [{ category: "REFUND_ERROR", code, detail, field }]);
}
