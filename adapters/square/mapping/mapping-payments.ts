/** Money taken by the store, as Square's CreatePayment keeps books of it. No funds move. */
import type { Order, OrderPayment, Tender } from "../../../src/sdk.ts";
import { type Money, referenceOf } from "./mapping.ts";

/** Source: ExternalPaymentDetails.type of Square's OpenAPI file. A store's voucher need not be a meal's. */
export const EXTERNAL: Readonly<
  Record<Exclude<Tender, "cash">, { readonly type: string; readonly source: string }>
> = {
  card: { type: "CARD", source: "Store terminal" },
  gift_card: { type: "OTHER_GIFT_CARD", source: "Store gift card" },
  voucher: { type: "OTHER", source: "Voucher" },
  account: { type: "OTHER", source: "House account" },
  other: { type: "OTHER", source: "Other" },
};

/** What pays the order at Square: approved, and more than nothing. */
export const paymentsToSend = (order: Order): readonly OrderPayment[] =>
  order.payments.filter(({ state, amount, tip }) => state === "approved" && amount + tip > 0);

/** How a payment is named at Square, so that it is found again. */
export const paymentReference = (orderId: string, paymentId: string): string =>
  referenceOf(`${orderId}/${paymentId}`);

export interface PaymentPlace {
  readonly orderId: string;
  readonly locationId: string;
  readonly key: string;
  /** The only payment completes the order at once; several are held until the order is paid with all of them. */
  readonly isOnly: boolean;
}

export function toSquarePayment(payment: OrderPayment, order: Order, place: PaymentPlace): object {
  const money = (amount: number): Money => ({ amount, currency: order.currency });
  return {
    source_id: payment.tender === "cash" ? "CASH" : "EXTERNAL",
    idempotency_key: place.key,
    amount_money: money(payment.amount),
    ...(payment.tip === 0 ? {} : { tip_money: money(payment.tip) }),
    order_id: place.orderId,
    location_id: place.locationId,
    reference_id: paymentReference(order.id, payment.id),
    autocomplete: place.isOnly,
    ...detailsOf(payment, money),
  };
}

function detailsOf(payment: OrderPayment, money: (amount: number) => Money): object {
  if (payment.tender === "cash") {
    const given = payment.tendered ?? payment.amount + payment.tip;
    return { cash_details: { buyer_supplied_money: money(given) } };
  }
  const sourceId = payment.reference || payment.payment || payment.id;
  return { external_details: { ...EXTERNAL[payment.tender], source_id: sourceId } };
}
