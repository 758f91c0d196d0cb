/** An order as Square shows it: what was stored, and what its payments and refunds make of it. */
import type { Store, StoredOrder } from "./store.ts";
import type { Money, Order, OrderRefund, Payment, Refund, Tender } from "./wire.ts";

export function viewOrder(stored: StoredOrder, store: Store): Order {
  const { priced, input } = stored;
  const payments = paymentsOf(stored.id, store).filter((payment) => payment.status === "COMPLETED");
  const refunds = [...store.refunds.values()].filter((refund) => refund.order_id === stored.id);
  const tips = sum(payments.map((payment) => payment.tip_money?.amount ?? 0));
  const paid = sum(payments.map((payment) => payment.total_money.amount));
  const money = (amount: number): Money => ({ amount, currency: priced.total_money.currency });
  const totalMoney = money(priced.total_money.amount + tips);
  const { line_items, taxes, discounts, service_charges, state, ...kept } = input;
  return {
    ...kept,
    ...priced,
    id: stored.id,
    state: stored.state,
    ...(stored.version !== null && { version: stored.version }),
    created_at: stored.createdAt,
    updated_at: stored.updatedAt,
    ...(stored.closedAt !== null && { closed_at: stored.closedAt }),
    ...(payments.length > 0 && { tenders: payments.map(tenderOf) }),
    ...(refunds.length > 0 && { refunds: refunds.map(refundRow) }),
    total_money: totalMoney,
    total_tip_money: money(tips),
    net_amount_due_money: money(totalMoney.amount - paid),
    net_amounts: {
      total_money: money(totalMoney.amount - sum(refunds.map((refund) => refund.amount_money.amount))),
      tax_money: priced.total_tax_money,
      discount_money: priced.total_discount_money,
      tip_money: money(tips),
      service_charge_money: priced.total_service_charge_money,
    },
  };
}

export function paymentsOf(orderId: string, store: Store): readonly Payment[] {
  return [...store.payments.values()]
    .map((stored) => stored.payment)
    .filter((payment) => payment.order_id === orderId);
}

/** What payments (without tips) must still cover, in minor units. */
export function dueOn(order: StoredOrder, store: Store): number {
  const completed = paymentsOf(order.id, store).filter((payment) => payment.status === "COMPLETED");
  return order.priced.total_money.amount - sum(completed.map((payment) => payment.amount_money.amount));
}

/** A paid order closes when its fulfillments have ended too; until then it stays open. */
export function afterPayment(order: StoredOrder, nowIso: string): StoredOrder {
  const open = (order.input.fulfillments ?? []).some(
    (fulfillment) => !["COMPLETED", "CANCELED", "FAILED"].includes(fulfillment.state ?? "PROPOSED"),
  );
  const touched = touch(withoutZeros(order), nowIso);
  return open ? touched : { ...touched, state: "COMPLETED", closedAt: nowIso };
}

/** Square drops lines of quantity 0 when the order is paid. Source: OrderLineItem.quantity. */
function withoutZeros(order: StoredOrder): StoredOrder {
  const counts = (line: { readonly quantity: string }): boolean => Number(line.quantity) > 0;
  const { line_items: input } = order.input;
  const { line_items: priced } = order.priced;
  return {
    ...order,
    input: { ...order.input, ...(input !== undefined && { line_items: input.filter(counts) }) },
    priced: { ...order.priced, ...(priced !== undefined && { line_items: priced.filter(counts) }) },
  };
}

/** The next version, at this time. Orders from Square's own till keep having no version. */
export function touch(order: StoredOrder, nowIso: string): StoredOrder {
  const version = order.version === null ? null : order.version + 1;
  return { ...order, version, updatedAt: nowIso };
}

function tenderOf(payment: Payment): Tender {
  const cash = payment.cash_details;
  return {
    id: payment.id,
    location_id: payment.location_id,
    transaction_id: payment.order_id,
    created_at: payment.created_at,
    type: payment.source_type === "EXTERNAL" ? "OTHER" : payment.source_type,
    amount_money: payment.total_money,
    ...(payment.tip_money !== undefined && { tip_money: payment.tip_money }),
    payment_id: payment.id,
    ...(cash !== undefined && {
      cash_details: {
        buyer_tendered_money: cash.buyer_supplied_money,
        change_back_money: cash.change_back_money,
      },
    }),
  };
}

function refundRow(refund: Refund): OrderRefund {
  return {
    id: refund.id,
    location_id: refund.location_id,
    transaction_id: refund.order_id ?? "",
    tender_id: refund.payment_id ?? "",
    created_at: refund.created_at,
    reason: refund.reason ?? "",
    amount_money: refund.amount_money,
    status: refund.status === "COMPLETED" ? "APPROVED" : refund.status,
  };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, amount) => all + amount, 0);
}
