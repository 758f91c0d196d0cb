/** What a refund receipt says between the store's head and foot. */
import type { Order, Refund } from "../../core/orders/order.ts";
import type { Block } from "../../core/receipt.ts";
import { decimalText } from "../money-text.ts";
import { amountLine, banner, bigAmountLine, line, localTime, type Page, pair } from "./parts.ts";
import { receiptName } from "./sale.ts";

export function refundBody(order: Order, refund: Refund, page: Page): Block[] {
  const { labels } = page;
  const sale =
    order.receiptNumber === null
      ? (order.number ?? order.id)
      : receiptName(order.series, order.receiptNumber);
  return [
    ...banner(labels.refund, page.columns),
    pair(localTime(page, refund.at), `${labels.receipt} ${receiptName(refund.series, refund.receiptNumber)}`),
    pair(order.kind === "return" ? "" : `${labels.refundOf} ${sale}`, `${labels.till} ${order.till}`),
    { type: "rule" },
    ...refund.lines.map((returned) => returnedLine(order, returned, page)),
    ...difference(refund, page),
    bigAmountLine(page, `${labels.refunded} ${order.currency}`, -refund.amount),
    { type: "feed", lines: 1 },
    ...refund.payments.map(({ tender, amount }) => amountLine(page, labels.tenders[tender], -amount)),
    line(`${labels.reason}: ${refund.reason}`),
  ];
}

function returnedLine(order: Order, returned: Refund["lines"][number], page: Page): Block {
  const name = order.lines.find(({ id }) => id === returned.lineId)?.name ?? returned.lineId;
  const quantity = decimalText(returned.quantity, page.store.locale);
  return amountLine(page, quantity === "1" ? name : `${quantity} x ${name}`, -returned.amount);
}

/** A coin that cash rounding took or gave: the lines alone do not come to what was paid back. */
function difference(refund: Refund, page: Page): Block[] {
  if (refund.lines.length === 0) return [];
  const lines = refund.lines.reduce((sum, { amount }) => sum + amount, 0);
  return [
    ...(lines === refund.amount ? [] : [amountLine(page, page.labels.rounding, lines - refund.amount)]),
    { type: "rule" },
  ];
}
