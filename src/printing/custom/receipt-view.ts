/** A receipt and a gift receipt as their templates see them. */
import type { Order, Refund } from "../../core/orders/order.ts";
import {
  createPage,
  inLanguageOf,
  localTime,
  money,
  orderName,
  type Page,
  type StoreLabel,
} from "../templates/parts.ts";
import { receiptPage } from "../templates/receipt.ts";
import { refundedSale, refundRounding, returnedRows } from "../templates/refund.ts";
import {
  dueOf,
  includedTaxes,
  modifierName,
  type Paid,
  paymentsOf,
  type Row,
  receiptName,
  receiptText,
  refundsOf,
  rowsToTotal,
  type SoldLine,
  soldLines,
  subtotalOf,
} from "../templates/sale.ts";
import type { View } from "./shapes.ts";

export interface ReceiptChoice {
  readonly columns: number;
  readonly refundId: string | null;
  readonly tipLine: boolean;
  readonly receiptUrl: string | null;
}

export function receiptView(order: Order, label: StoreLabel, choice: ReceiptChoice): View<"receipt"> {
  const page = receiptPage(order, label, choice.columns);
  const refund = order.refunds.find(({ id }) => id === choice.refundId);
  return {
    ...headView(page),
    currency: order.currency,
    amountWidth: String(page.amountColumns),
    order: orderView(order, page),
    sale: refund === undefined ? saleView(order, page, choice.tipLine) : null,
    refund: refund === undefined ? null : refundView(order, refund, page),
    url: choice.receiptUrl,
    code: choice.receiptUrl ?? order.id,
  };
}

export const headView = ({ store, labels }: Page): Pick<View<"label">, "store" | "labels"> => ({
  store: {
    name: store.name,
    address: [...store.addressLines],
    taxId: store.taxId ?? null,
    footer: store.footer ?? null,
    legal: store.legal ?? null,
  },
  labels,
});

export const rowsView = (rows: readonly Row[], page: Page): { name: string; amount: string }[] =>
  rows.map(({ name, amount }) => ({ name, amount: money(page, amount) }));

/** Null where there is nothing to say. */
export const said = (text: string | null | undefined): string | null =>
  text === undefined || text === "" ? null : text;

export const orderView = (order: Order, page: Page): View<"receipt">["order"] => ({
  number: orderName(order),
  id: order.id,
  type: page.labels.types[order.type],
  table: said(order.table),
  till: order.till,
  staff: order.staff,
  customer: said(order.customer?.name),
  note: said(order.note),
  time: localTime(page, order.closedAt ?? order.openedAt),
  receipt: said(receiptText(order, page)),
});

type SaleView = NonNullable<View<"receipt">["sale"]>;

function saleView(order: Order, page: Page, tipLine: boolean): SaleView {
  const { total, cashRounding } = order.totals;
  const rows = rowsToTotal(order, page);
  const due = dueOf(order);
  const rounded = {
    rounding: money(page, cashRounding),
    toPay: money(page, total + cashRounding),
  };
  return {
    lines: soldLines(order, page).map((sold) => lineView(sold, page)),
    subtotal: rows.length === 0 ? null : money(page, subtotalOf(order)),
    rows: rowsView(rows, page),
    total: money(page, total),
    rounded: cashRounding === 0 ? null : rounded,
    payments: paymentsOf(order, page).map((payment) => paymentView(payment, page)),
    due: due === null ? null : money(page, due),
    tipLine,
    taxes: rowsView(includedTaxes(order, page), page),
    refunds: rowsView(refundsOf(order, page), page),
    voided:
      order.void === null
        ? null
        : `${page.labels.voided} ${localTime(page, order.void.at)}: ${order.void.reason}`,
  };
}

const lineView = (
  { name, title, quantity, each, amount, modifiers, discounts, note }: SoldLine,
  page: Page,
): SaleView["lines"][number] => ({
  ...{ name, title, quantity, each, note },
  amount: money(page, amount),
  modifiers: [...modifiers],
  discounts: rowsView(discounts, page),
});

const paymentView = (
  { name, amount, change, tip, reference, slip }: Paid,
  page: Page,
): SaleView["payments"][number] => ({
  ...{ name, reference },
  amount: money(page, amount),
  change: change === 0 ? null : money(page, -change),
  tip: tip === 0 ? null : money(page, tip),
  slip: [...slip],
});

function refundView(order: Order, refund: Refund, page: Page): NonNullable<View<"receipt">["refund"]> {
  const rounding = refundRounding(refund);
  const payments = refund.payments.map(({ tender, amount }) => ({
    name: page.labels.tenders[tender],
    amount: -amount,
  }));
  return {
    receipt: `${page.labels.receipt} ${receiptName(refund.series, refund.receiptNumber)}`,
    of: refundedSale(order, page),
    time: localTime(page, refund.at),
    lines: rowsView(returnedRows(order, refund, page), page),
    rounding: rounding === 0 ? null : money(page, rounding),
    amount: money(page, -refund.amount),
    payments: rowsView(payments, page),
    reason: refund.reason,
  };
}

/** `lines`: those that are given; null: all. */
export function giftView(order: Order, label: StoreLabel, lines: readonly string[] | null): View<"gift"> {
  const store = inLanguageOf(label, order.customer?.locale);
  const page = createPage(store, 0, order.currency, []);
  const given = order.lines.filter(({ id }) => lines === null || lines.includes(id));
  return {
    ...headView(page),
    order: orderView(order, page),
    lines: given.flatMap((sold) =>
      soldLines({ ...order, lines: [sold] }, page).map(({ name, title }) => ({
        ...{ name, title },
        modifiers: sold.modifiers.map((modifier) => modifierName(modifier, page)),
      })),
    ),
    code: order.id,
  };
}
