/** What a refund receipt says between the store's head and foot. */
import type { Order, Refund } from "../../core/orders/order.ts";
import type { Block } from "../../core/receipt.ts";
import { decimalText } from "../money-text.ts";
import { amountLine, banner, bigAmountLine, line, localTime, type Page, pair } from "./parts.ts";
import { type Row, receiptName } from "./sale.ts";

export function refundBody(order: Order, refund: Refund, page: Page): Block[] {
  const { labels } = page;
  const sale = refundedSale(order, page);
  const rounding = refundRounding(refund);
  const rows = returnedRows(order, refund, page);
  return [
    ...banner(labels.refund, page.columns),
    pair(localTime(page, refund.at), `${labels.receipt} ${receiptName(refund.series, refund.receiptNumber)}`),
    pair(sale ?? "", `${labels.till} ${order.till}`),
    { type: "rule" },
    ...rows.map(({ name, amount }) => amountLine(page, name, amount)),
    ...(rounding === 0 ? [] : [amountLine(page, labels.rounding, rounding)]),
    ...(rows.length === 0 ? [] : [{ type: "rule" } as const]),
    bigAmountLine(page, `${labels.refunded} ${order.currency}`, -refund.amount),
    { type: "feed", lines: 1 },
    ...refund.payments.map(({ tender, amount }) => amountLine(page, labels.tenders[tender], -amount)),
    line(`${labels.reason}: ${refund.reason}`),
  ];
}

/** "Refund of receipt A-42"; null: the goods came back without their sale. */
export function refundedSale(order: Order, { labels }: Page): string | null {
  if (order.kind === "return") return null;
  const sale =
    order.receiptNumber === null
      ? (order.number ?? order.id)
      : receiptName(order.series, order.receiptNumber);
  return `${labels.refundOf} ${sale}`;
}

export const returnedRows = (order: Order, refund: Refund, page: Page): readonly Row[] =>
  refund.lines.map(({ lineId, quantity: returned, amount }) => {
    const name = order.lines.find(({ id }) => id === lineId)?.name ?? lineId;
    const quantity = decimalText(returned, page.store.locale);
    return { name: quantity === "1" ? name : `${quantity} x ${name}`, amount: -amount };
  });

/** A coin that cash rounding took or gave: the lines alone do not come to what was paid back. */
export function refundRounding({ lines, amount }: Refund): number {
  return lines.length === 0 ? 0 : lines.reduce((sum, line) => sum + line.amount, 0) - amount;
}
