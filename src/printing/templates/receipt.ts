/** An order → the receipt for the guest. The right column adds up to the total, whatever the order holds. */

import { formatDecimal, QUANTITY_PLACES } from "../../core/money.ts";
import type { Order, OrderLine, OrderPayment } from "../../core/orders/order.ts";
import { remainingQuantity } from "../../core/orders/totals.ts";
import type { Block, PrintDocument } from "../../core/receipt.ts";
import { decimalText } from "../money-text.ts";
import {
  amountLine,
  banner,
  bigAmountLine,
  createPage,
  foot,
  line,
  localTime,
  money,
  type Page,
  pair,
  type StoreLabel,
  storeHead,
} from "./parts.ts";
import { receiptName, refundBody } from "./refund.ts";

export interface ReceiptOptions {
  /** Cells of font A on the printer's paper. */
  readonly columns: number;
  readonly banner: "COPY" | "DUPLICATE" | "VOID" | null;
  readonly openDrawer: boolean;
  /** The refund to print in place of the sale. */
  readonly refundId: string | null;
}

export function composeReceipt(order: Order, store: StoreLabel, options: ReceiptOptions): PrintDocument {
  const page = createPage(store, options.columns, order.currency, everyAmount(order));
  const refund = order.refunds.find(({ id }) => id === options.refundId);
  return [
    ...(options.openDrawer ? [{ type: "drawer" } as const] : []),
    ...storeHead(page),
    ...(options.banner === null ? [] : banner(page.labels.banners[options.banner], page.columns)),
    ...(refund === undefined ? saleBody(order, page) : refundBody(order, refund, page)),
    ...foot(page, order.id),
  ];
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

function saleBody(order: Order, page: Page): Block[] {
  return [
    ...orderHead(order, page),
    { type: "rule" },
    ...order.lines.flatMap((sold) => lineBlocks(sold, page)),
    { type: "rule" },
    ...sums(order, page),
    ...payments(order, page),
    ...includedTaxes(order, page),
    ...remarks(order, page),
  ];
}

function orderHead(order: Order, page: Page): Block[] {
  const { labels } = page;
  const receipt =
    order.receiptNumber === null ? "" : `${labels.receipt} ${receiptName(order.series, order.receiptNumber)}`;
  return [
    pair(`${labels.order} ${order.number ?? order.id}`, `${labels.till} ${order.till}`),
    pair(localTime(page, order.closedAt ?? order.openedAt), receipt),
    ...(order.staff === null ? [] : [line(`${labels.servedBy} ${order.staff}`)]),
  ];
}

function lineBlocks(sold: OrderLine, page: Page): Block[] {
  const left = formatDecimal(remainingQuantity(sold), QUANTITY_PLACES);
  if (left === "0" && sold.amounts.gross === 0) return [];
  const quantity = decimalText(left, page.store.locale);
  const each = left === "1" ? [] : [line(`    ${quantity} x ${money(page, sold.unitPrice)}`)];
  return [
    amountLine(page, left === "1" ? sold.name : `${quantity} x ${sold.name}`, sold.amounts.gross),
    ...each,
    ...sold.modifiers.map((modifier) => line(modifierText(modifier, page))),
    ...lineDiscount(sold, page),
    ...(sold.note === undefined || sold.note === "" ? [] : [line(`    "${sold.note}"`)]),
  ];
}

/** Its price is part of the line's amount, so it stands with the text. */
function modifierText(modifier: OrderLine["modifiers"][number], page: Page): string {
  const times = modifier.quantity === "1" ? "" : `${decimalText(modifier.quantity, page.store.locale)} x `;
  const price = modifier.unitPrice === 0 ? "" : ` ${money(page, modifier.unitPrice)}`;
  return `    + ${times}${modifier.name}${price}`;
}

/** One amount for all of a line's discounts when only part of them was kept (a partly voided line). */
function lineDiscount({ amounts, discounts }: OrderLine, page: Page): Block[] {
  if (amounts.discount === 0) return [];
  const given = discounts.reduce((sum, { amount }) => sum + amount, 0);
  if (given === amounts.discount)
    return discounts.map((one) => amountLine(page, `    ${one.name}`, -one.amount));
  const names = discounts.map(({ name }) => name).join(", ");
  return [amountLine(page, `    ${names === "" ? page.labels.discount : names}`, -amounts.discount)];
}

/** From the lines to the total. Every row before the total is part of it. */
function sums(order: Order, page: Page): Block[] {
  const { labels } = page;
  const { totals } = order;
  const subtotal = order.lines.reduce((sum, { amounts }) => sum + amounts.gross - amounts.discount, 0);
  const rows: [string, number][] = [
    ...order.discounts.map(({ name, amount }): [string, number] => [name, -amount]),
    ...order.serviceCharges.map(({ name, amount }): [string, number] => [name, amount]),
    ...order.taxes
      .filter(({ inclusive }) => !inclusive)
      .map((tax): [string, number] => [taxText(tax, page), tax.amount]),
    ...(totals.rounding === 0 ? [] : [[labels.rounding, totals.rounding] satisfies [string, number]]),
  ];
  // Stored as the till said although its sums do not follow: the paper must show where they part.
  const difference = totals.total - rows.reduce((sum, [, amount]) => sum + amount, subtotal);
  if (difference !== 0) rows.push([labels.difference, difference]);
  const detail = rows.map(([name, amount]) => amountLine(page, name, amount));
  return [
    ...(rows.length === 0 ? [] : [amountLine(page, labels.subtotal, subtotal), ...detail]),
    bigAmountLine(page, `${labels.total} ${order.currency}`, totals.total),
    { type: "feed", lines: 1 },
    ...(totals.cashRounding === 0 ? [] : cashRounding(order, page)),
  ];
}

const taxText = (tax: Order["taxes"][number], page: Page): string =>
  `${tax.name} ${decimalText(tax.rate, page.store.locale)}%`;

const cashRounding = ({ totals }: Order, page: Page): Block[] => [
  amountLine(page, page.labels.cashRounding, totals.cashRounding),
  amountLine(page, page.labels.toPay, totals.total + totals.cashRounding, { bold: true }),
];

function payments(order: Order, page: Page): Block[] {
  const due = order.totals.total + order.totals.cashRounding - order.paid;
  const open =
    order.state === "open" && due > 0 ? [amountLine(page, page.labels.due, due, { bold: true })] : [];
  return [...order.payments.flatMap((payment) => paymentBlocks(payment, page)), ...open];
}

/** Amount and tip together are what was given less the change. */
function paymentBlocks(payment: OrderPayment, page: Page): Block[] {
  const { labels } = page;
  const doubt = { approved: "", unknown: ` (${labels.unconfirmed})`, reversed: ` (${labels.reversed})` }[
    payment.state
  ];
  const name = `${labels.tenders[payment.tender]}${doubt}`;
  const given = payment.tendered ?? payment.amount + payment.tip;
  const change = payment.change ?? 0;
  return [
    amountLine(page, name, given),
    ...(change === 0 ? [] : [amountLine(page, labels.change, -change)]),
    ...(payment.tip === 0 ? [] : [line(`    ${labels.tip} ${money(page, payment.tip)}`)]),
    ...(payment.reference === undefined ? [] : [line(`    ${payment.reference}`)]),
  ];
}

function includedTaxes(order: Order, page: Page): Block[] {
  const taxes = order.taxes.filter(({ inclusive }) => inclusive);
  if (taxes.length === 0) return [];
  return [
    { type: "rule" },
    line(page.labels.included),
    ...taxes.map((tax) =>
      amountLine(page, `${taxText(tax, page)} ${page.labels.on} ${money(page, tax.base)}`, tax.amount),
    ),
  ];
}

function remarks(order: Order, page: Page): Block[] {
  const { labels } = page;
  return [
    ...order.refunds.map(({ amount, at }) =>
      amountLine(page, `${labels.refunded} ${localTime(page, at)}`, -amount),
    ),
    ...(order.void === null
      ? []
      : [line(`${labels.voided} ${localTime(page, order.void.at)}: ${order.void.reason}`)]),
    ...(order.note === null || order.note === "" ? [] : [line(order.note)]),
  ];
}
