/** An order as Square has it, in the words of reconciliation. */
import { businessDayOf, type VendorOrder } from "../../src/sdk.ts";
import { META } from "./mapping/mapping.ts";
import { sum } from "./mapping/price.ts";
import type { SquareOrder } from "./schemas.ts";

const MAX_SUMMARY = 200;

export interface DayRule {
  readonly timeZone: string;
  readonly dayStart: string;
}

/**
 * `total` is what the guest pays without tip, cash rounding included: Square has no other. Orders rung up on Square's own
 * till belong to the shop's day at that moment.
 */
export function toVendorOrder(order: SquareOrder, rule: DayRule): VendorOrder {
  const tip = order.total_tip_money?.amount ?? 0;
  return {
    vendorId: order.id,
    reference: order.metadata?.[META.order] ?? null,
    businessDay: order.metadata?.[META.businessDay] ?? dayOf(order, rule),
    state: STATES[order.state] ?? "open",
    currency: order.total_money?.currency ?? "",
    total: (order.total_money?.amount ?? 0) - tip,
    tax: order.total_tax_money?.amount ?? 0,
    tip,
    paid: sum(
      order.tenders.map(
        ({ amount_money, tip_money }) => (amount_money?.amount ?? 0) - (tip_money?.amount ?? 0),
      ),
    ),
    refunded: refundedOn(order),
    updatedAt: order.updated_at,
    summary: summaryOf(order),
  };
}

const STATES: Readonly<Record<string, VendorOrder["state"]>> = {
  COMPLETED: "completed",
  CANCELED: "cancelled",
};

const dayOf = (order: SquareOrder, { timeZone, dayStart }: DayRule): string =>
  businessDayOf(order.closed_at ?? order.created_at, timeZone, dayStart);

/** A return of Square's own till is an order of its own with return amounts; a refund of a payment is a row of its sale. */
function refundedOn(order: SquareOrder): number {
  const alive = order.refunds.filter(({ status }) => status !== "REJECTED" && status !== "FAILED");
  const rows = sum(alive.map(({ amount_money }) => amount_money.amount));
  return Math.max(rows, order.return_amounts?.total_money?.amount ?? 0);
}

/** Goods only: ticket names and notes may name a guest. */
function summaryOf(order: SquareOrder): string {
  const goods = order.line_items.map(({ name, quantity }) => `${quantity} × ${name}`).join(", ");
  return (goods === "" ? order.state : goods).slice(0, MAX_SUMMARY);
}
