/** What a sale's paper says, in words and amounts: for the built-in receipt and for templates of the shop alike. */
import { formatDecimal, QUANTITY_PLACES } from "../../core/money.ts";
import type { Order, OrderLine, OrderPayment } from "../../core/orders/order.ts";
import { remainingQuantity } from "../../core/orders/totals.ts";
import { decimalText } from "../money-text.ts";
import { localTime, money, type Page } from "./parts.ts";

/** A name at the left, its amount in minor units at the right. */
export interface Row {
  readonly name: string;
  readonly amount: number;
}

export interface SoldLine extends Row {
  /** "2 x Flat white", where it is not one. */
  readonly title: string;
  readonly quantity: string;
  /** "2 x 3.80"; null: it is one. */
  readonly each: string | null;
  /** "2 x Oat milk 0.50": its price is part of the line's amount. */
  readonly modifiers: readonly string[];
  readonly discounts: readonly Row[];
  readonly note: string | null;
}

/** Without what was taken back before the order closed. */
export function soldLines(order: Order, page: Page): readonly SoldLine[] {
  return order.lines.flatMap((sold) => {
    const left = formatDecimal(remainingQuantity(sold), QUANTITY_PLACES);
    return left === "0" && sold.amounts.gross === 0 ? [] : [soldLine(sold, left, page)];
  });
}

function soldLine(sold: OrderLine, left: string, page: Page): SoldLine {
  const quantity = decimalText(left, page.store.locale);
  return {
    name: sold.name,
    title: left === "1" ? sold.name : `${quantity} x ${sold.name}`,
    quantity,
    each: left === "1" ? null : `${quantity} x ${money(page, sold.unitPrice)}`,
    amount: sold.amounts.gross,
    modifiers: sold.modifiers.map((modifier) => modifierText(modifier, page)),
    discounts: lineDiscounts(sold, page),
    note: sold.note === undefined || sold.note === "" ? null : sold.note,
  };
}

function modifierText(modifier: OrderLine["modifiers"][number], page: Page): string {
  const price = modifier.unitPrice === 0 ? "" : ` ${money(page, modifier.unitPrice)}`;
  return `${modifierName(modifier, page)}${price}`;
}

export function modifierName({ quantity, name }: OrderLine["modifiers"][number], page: Page): string {
  return quantity === "1" ? name : `${decimalText(quantity, page.store.locale)} x ${name}`;
}

/** One amount for all of a line's discounts when only part of them was kept (a partly voided line). */
function lineDiscounts({ amounts, discounts }: OrderLine, page: Page): readonly Row[] {
  if (amounts.discount === 0) return [];
  const given = discounts.reduce((sum, { amount }) => sum + amount, 0);
  if (given === amounts.discount) return discounts.map(({ name, amount }) => ({ name, amount: -amount }));
  const names = discounts.map(({ name }) => name).join(", ");
  return [{ name: names === "" ? page.labels.discount : names, amount: -amounts.discount }];
}

export const subtotalOf = (order: Order): number =>
  order.lines.reduce((sum, { amounts }) => sum + amounts.gross - amounts.discount, 0);

/** From the subtotal to the total. Every row is part of it. */
export function rowsToTotal(order: Order, page: Page): readonly Row[] {
  const { labels } = page;
  const { totals } = order;
  const rows: Row[] = [
    ...order.discounts.map(({ name, amount }) => ({ name, amount: -amount })),
    ...order.serviceCharges.map(({ name, amount }) => ({ name, amount })),
    ...order.taxes
      .filter(({ inclusive }) => !inclusive)
      .map((tax) => ({ name: taxText(tax, page), amount: tax.amount })),
    ...(totals.rounding === 0 ? [] : [{ name: labels.rounding, amount: totals.rounding }]),
  ];
  // Stored as the till said although its sums do not follow: the paper must show where they part.
  const difference = totals.total - rows.reduce((sum, { amount }) => sum + amount, subtotalOf(order));
  return difference === 0 ? rows : [...rows, { name: labels.difference, amount: difference }];
}

export const taxText = ({ name, rate }: Pick<Order["taxes"][number], "name" | "rate">, page: Page): string =>
  `${name} ${decimalText(rate, page.store.locale)}%`;

export interface Paid extends Row {
  readonly change: number;
  readonly tip: number;
  readonly reference: string | null;
  /** The card slip. */
  readonly slip: readonly string[];
}

/** Amount and tip together are what was given less the change. */
export const paymentsOf = (order: Order, page: Page): readonly Paid[] =>
  order.payments.map((payment) => ({
    name: `${page.labels.tenders[payment.tender]}${doubtOf(payment, page)}`,
    amount: payment.tendered ?? payment.amount + payment.tip,
    change: payment.change ?? 0,
    tip: payment.tip,
    reference: payment.reference ?? null,
    slip: payment.receiptLines ?? [],
  }));

const doubtOf = ({ state }: OrderPayment, { labels }: Page): string =>
  ({ approved: "", unknown: ` (${labels.unconfirmed})`, reversed: ` (${labels.reversed})` })[state];

/** Null: nothing is. */
export function dueOf(order: Order): number | null {
  const due = order.totals.total + order.totals.cashRounding - order.paid;
  return order.state === "open" && due > 0 ? due : null;
}

/** Taxes that the amounts hold already: "VAT 20% on 6.33". */
export const includedTaxes = (order: Order, page: Page): readonly Row[] =>
  order.taxes
    .filter(({ inclusive }) => inclusive)
    .map((tax) => ({
      name: `${taxText(tax, page)} ${page.labels.on} ${money(page, tax.base)}`,
      amount: tax.amount,
    }));

export const refundsOf = (order: Order, page: Page): readonly Row[] =>
  order.refunds.map(({ amount, at }) => ({
    name: `${page.labels.refunded} ${localTime(page, at)}`,
    amount: -amount,
  }));

/** "A-42" */
export const receiptName = (series: string | null, receiptNumber: number): string =>
  series === null ? String(receiptNumber) : `${series}-${receiptNumber}`;

/** "Receipt A-42"; empty: it has none yet. */
export const receiptText = (order: Order, { labels }: Page): string =>
  order.receiptNumber === null ? "" : `${labels.receipt} ${receiptName(order.series, order.receiptNumber)}`;
