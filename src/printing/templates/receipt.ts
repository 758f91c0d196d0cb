/** An order → the receipt for the guest. The right column adds up to the total, whatever the order holds. */

import type { Order } from "../../core/orders/order.ts";
import type { Block, PrintDocument } from "../../core/receipt.ts";
import type { Banner } from "./label-types.ts";
import {
  amountLine,
  banner,
  bigAmountLine,
  createPage,
  foot,
  inLanguageOf,
  line,
  localTime,
  logoBlocks,
  money,
  type Page,
  pair,
  type StoreLabel,
  storeHead,
  writeLine,
} from "./parts.ts";
import { refundBody } from "./refund.ts";
import {
  dueOf,
  includedTaxes,
  type Paid,
  paymentsOf,
  receiptText,
  refundsOf,
  rowsToTotal,
  type SoldLine,
  soldLines,
  subtotalOf,
} from "./sale.ts";

export interface ReceiptOptions {
  /** Cells of font A on the printer's paper. */
  readonly columns: number;
  readonly banner: Banner | null;
  readonly openDrawer: boolean;
  /** The refund to print in place of the sale. */
  readonly refundId: string | null;
  /** Lines on which the guest writes a tip, the total and a name. */
  readonly tipLine: boolean;
  /** Where the guest finds this receipt online; null: the code holds the order's id. */
  readonly receiptUrl: string | null;
  /** PNG, base64: on top. */
  readonly logo: string | null;
}

export function composeReceipt(order: Order, label: StoreLabel, options: ReceiptOptions): PrintDocument {
  const page = receiptPage(order, label, options.columns);
  const refund = order.refunds.find(({ id }) => id === options.refundId);
  return [
    ...(options.openDrawer ? [{ type: "drawer" } as const] : []),
    ...logoBlocks(options.logo),
    ...storeHead(page),
    ...(options.banner === null ? [] : banner(page.labels.banners[options.banner], page.columns)),
    ...(refund === undefined ? saleBody(order, page, options) : refundBody(order, refund, page)),
    ...foot(page, order.id, options.receiptUrl),
  ];
}

/** In the guest's language, with room for each of the order's amounts. */
export function receiptPage(order: Order, label: StoreLabel, columns: number): Page {
  const store = inLanguageOf(label, order.customer?.locale);
  return createPage(store, columns, order.currency, everyAmount(order));
}

function everyAmount(order: Order): number[] {
  const lines = order.lines.flatMap(({ amounts }) => [amounts.gross, -amounts.discount]);
  const paid = order.payments.flatMap((payment) => [payment.amount + payment.tip, payment.tendered ?? 0]);
  const refunded = order.refunds.map(({ amount }) => -amount);
  const discounts = order.discounts.map(({ amount }) => -amount);
  return [
    ...lines,
    ...paid,
    ...refunded,
    ...discounts,
    ...Object.values(order.totals),
    order.totals.total * 2,
  ];
}

function saleBody(order: Order, page: Page, { tipLine }: ReceiptOptions): Block[] {
  return [
    ...orderHead(order, page),
    { type: "rule" },
    ...soldLines(order, page).flatMap((sold) => lineBlocks(sold, page)),
    { type: "rule" },
    ...sums(order, page),
    ...payments(order, page),
    ...(tipLine ? roomForTip(page) : []),
    ...taxes(order, page),
    ...remarks(order, page),
  ];
}

function orderHead(order: Order, page: Page): Block[] {
  const { labels } = page;
  const served = order.staff === null ? "" : `${labels.servedBy} ${order.staff}`;
  return [
    pair(`${labels.order} ${order.number ?? order.id}`, `${labels.till} ${order.till}`),
    pair(localTime(page, order.closedAt ?? order.openedAt), receiptText(order, page)),
    ...(order.table === undefined ? [] : [pair(served, `${labels.table} ${order.table}`)]),
    ...(order.table === undefined && served !== "" ? [line(served)] : []),
  ];
}

function lineBlocks({ title, each, amount, modifiers, discounts, note }: SoldLine, page: Page): Block[] {
  return [
    amountLine(page, title, amount),
    ...(each === null ? [] : [line(`    ${each}`)]),
    ...modifiers.map((modifier) => line(`    + ${modifier}`)),
    ...discounts.map((one) => amountLine(page, `    ${one.name}`, one.amount)),
    ...(note === null ? [] : [line(`    "${note}"`)]),
  ];
}

/** From the lines to the total. */
function sums(order: Order, page: Page): Block[] {
  const { labels } = page;
  const { total, cashRounding } = order.totals;
  const rows = rowsToTotal(order, page);
  return [
    ...(rows.length === 0 ? [] : [amountLine(page, labels.subtotal, subtotalOf(order))]),
    ...rows.map(({ name, amount }) => amountLine(page, name, amount)),
    bigAmountLine(page, `${labels.total} ${order.currency}`, total),
    { type: "feed", lines: 1 },
    ...(cashRounding === 0
      ? []
      : [
          amountLine(page, labels.cashRounding, cashRounding),
          amountLine(page, labels.toPay, total + cashRounding, { bold: true }),
        ]),
  ];
}

function payments(order: Order, page: Page): Block[] {
  const due = dueOf(order);
  const open = due === null ? [] : [amountLine(page, page.labels.due, due, { bold: true })];
  return [...paymentsOf(order, page).flatMap((payment) => paymentBlocks(payment, page)), ...open];
}

function paymentBlocks({ name, amount, change, tip, reference, slip }: Paid, page: Page): Block[] {
  const { labels } = page;
  return [
    amountLine(page, name, amount),
    ...(change === 0 ? [] : [amountLine(page, labels.change, -change)]),
    ...(tip === 0 ? [] : [line(`    ${labels.tip} ${money(page, tip)}`)]),
    ...(reference === null ? [] : [line(`    ${reference}`)]),
    ...slip.map((text) => line(text)),
  ];
}

function roomForTip(page: Page): Block[] {
  const { tip, total, signature } = page.labels;
  return [tip, total, signature].flatMap((name) => writeLine(page, name));
}

function taxes(order: Order, page: Page): Block[] {
  const rows = includedTaxes(order, page);
  if (rows.length === 0) return [];
  return [
    { type: "rule" },
    line(page.labels.included),
    ...rows.map(({ name, amount }) => amountLine(page, name, amount)),
  ];
}

function remarks(order: Order, page: Page): Block[] {
  const { labels } = page;
  return [
    ...refundsOf(order, page).map(({ name, amount }) => amountLine(page, name, amount)),
    ...(order.void === null
      ? []
      : [line(`${labels.voided} ${localTime(page, order.void.at)}: ${order.void.reason}`)]),
    ...(order.note === null || order.note === "" ? [] : [line(order.note)]),
  ];
}
