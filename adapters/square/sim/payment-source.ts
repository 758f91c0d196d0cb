/**
 * Where a payment's money comes from: CASH and EXTERNAL are book-keeping, one sandbox nonce stands for a
 * card.
 * Source: Square's OpenAPI file, CreatePaymentRequest.source_id, CashPaymentDetails, ExternalPaymentDetails.
 */
import { badRequest } from "./errors.ts";
import type { CreatePayment } from "./request-shapes.ts";
import type { Money, Payment } from "./wire.ts";

/** Square's sandbox nonce for a card that is always approved. */
const CARD_NONCE = "cnon:card-nonce-ok";

type Source = Pick<Payment, "source_type"> &
  Partial<Pick<Payment, "cash_details" | "external_details" | "card_details">>;

/** @throws SquareError 400: details are missing, too many, or too little cash. */
export function sourceOf(wish: CreatePayment, totalMoney: Money): Source {
  checkDelay(wish);
  if (wish.source_id !== "CASH") refuse(wish.cash_details, "cash_details");
  if (wish.source_id !== "EXTERNAL") refuse(wish.external_details, "external_details");
  if (wish.source_id === "CASH") return cash(wish, totalMoney);
  if (wish.source_id === CARD_NONCE) {
    return {
      source_type: "CARD",
      card_details: { status: wish.autocomplete === false ? "AUTHORIZED" : "CAPTURED" },
    };
  }
  if (wish.source_id !== "EXTERNAL") {
    throw badRequest("NOT_FOUND", `card nonce ${wish.source_id} was not found`, "source_id");
  }
  if (wish.external_details === undefined) throw missing("external_details");
  return { source_type: "EXTERNAL", external_details: wish.external_details };
}

/** Delays are for cards; COMPLETE never beside an order. Sources: CreatePaymentRequest; forum topic 15864. */
function checkDelay(wish: CreatePayment): void {
  if (wish.delay_duration !== undefined && (wish.autocomplete !== false || wish.source_id !== CARD_NONCE)) {
    throw badRequest("BAD_REQUEST", "only a card payment without autocomplete is delayed", "delay_duration");
  }
  if (wish.delay_action === "COMPLETE" && wish.order_id !== undefined) {
    throw badRequest("BAD_REQUEST", "COMPLETE is invalid if an order_id is provided", "delay_action");
  }
}

function cash(wish: CreatePayment, totalMoney: Money): Source {
  if (wish.cash_details === undefined) throw missing("cash_details");
  const supplied = wish.cash_details.buyer_supplied_money;
  const change = supplied.amount - totalMoney.amount;
  if (supplied.currency !== totalMoney.currency || change < 0) {
    const detail = "buyer_supplied_money must cover amount and tip, in the same currency";
    throw badRequest("INVALID_VALUE", detail, "cash_details.buyer_supplied_money");
  }
  const changeBack = { amount: change, currency: totalMoney.currency };
  return {
    source_type: "CASH",
    cash_details: { buyer_supplied_money: supplied, change_back_money: changeBack },
  };
}

function refuse(details: object | undefined, field: string): void {
  if (details === undefined) return;
  throw badRequest("CONFLICTING_PARAMETERS", `${field} does not fit this source_id`, field);
}

function missing(field: string): Error {
  return badRequest("MISSING_REQUIRED_PARAMETER", `${field} is required for this source_id`, field);
}
