/** Tickets, reports and shelf labels as their templates see them. */
import type { Order } from "../../core/orders/order.ts";
import { completeEan13 } from "../codes/retail.ts";
import { decimalText } from "../money-text.ts";
import { clockTime, createPage, localTime, money, type Page, type StoreLabel } from "../templates/parts.ts";
import {
  afterSales,
  cashRows,
  counts,
  type DayReport,
  receiptRange,
  reportPage,
  salesRows,
  taxRows,
  tenderRows,
} from "../templates/report.ts";
import { modifierName } from "../templates/sale.ts";
import { type ShelfItem, unitText } from "../templates/shelf-label.ts";
import {
  byCourse,
  courseName,
  isGone,
  kindText,
  otherStations,
  type Ticket,
  type TicketLine,
  wasText,
} from "../templates/ticket.ts";
import { headView, orderView, rowsView, said } from "./receipt-view.ts";
import type { View } from "./shapes.ts";

/** `at`: RFC 3339. */
export function ticketView(order: Order, ticket: Ticket, store: StoreLabel, at: string): View<"ticket"> {
  const page = createPage(store, 0, order.currency, []);
  const { labels } = page;
  const { receipt: _receipt, ...shown } = orderView(order, page);
  return {
    ...headView(page),
    station: ticket.station,
    title: kindText(ticket, page),
    instead: ticket.insteadOf === null ? null : `${labels.ticket.for} ${ticket.insteadOf}`,
    order: { ...shown, time: clockTime(page, at) },
    elsewhere: said(otherStations(ticket)),
    allergens: said(order.allergens?.join(", ")),
    courses: byCourse(ticket.lines).map(({ course, lines }) => ({
      title: course === undefined ? null : courseName(course, page),
      lines: lines.map((one) => ticketLineView(one, ticket, page)),
    })),
    reason: ticket.reason,
  };
}

function ticketLineView(
  one: TicketLine,
  ticket: Ticket,
  page: Page,
): View<"ticket">["courses"][number]["lines"][number] {
  const { line, quantity } = one;
  return {
    quantity: decimalText(quantity, page.store.locale),
    name: line.name,
    modifiers: line.modifiers.map((modifier) => modifierName(modifier, page)),
    note: said(line.note),
    allergens: said(line.allergens?.join(", ")),
    was: wasText(ticket, one, page),
    gone: isGone(ticket, quantity),
  };
}

export interface ReportChoice {
  readonly columns: number;
  /** RFC 3339. */
  readonly at: string;
}

export function reportView(day: DayReport, store: StoreLabel, choice: ReportChoice): View<"z-report"> {
  const page = reportPage(day, store, choice.columns);
  const { report } = page.labels;
  const shown = (row: readonly { readonly name: string; readonly amount: number }[]) => rowsView(row, page);
  return {
    ...headView(page),
    currency: day.currency,
    amountWidth: String(page.amountColumns),
    title: day.cash === null ? report.x : report.z,
    businessDay: day.businessDay,
    closed: day.closedAt === null ? null : localTime(page, day.closedAt),
    printed: localTime(page, choice.at),
    counts: counts(day, page).map(({ name, count }) => ({ name, count: String(count) })),
    sales: shown(salesRows(day.sums, page)),
    total: money(page, day.sums.total),
    after: shown(afterSales(day.sums, page)),
    taxes: shown(taxRows(day.sums, page)),
    tenders: shown(tenderRows(day.sums, page)),
    receipts: day.receipts.map((one) => ({
      till: one.till,
      count: String(one.count),
      range: receiptRange(one),
    })),
    cash: day.cash && {
      rows: shown(cashRows(day.cash, page)),
      expected: money(page, day.cash.expected),
      counted: money(page, day.cash.counted),
      difference: money(page, day.cash.difference),
    },
  };
}

export function labelView(item: ShelfItem, store: StoreLabel): View<"label"> {
  const page = createPage(store, 0, item.currency, []);
  const ean = item.code === null ? undefined : completeEan13(item.code);
  return {
    ...headView(page),
    currency: item.currency,
    name: item.name,
    detail: item.detail,
    price: money(page, item.price),
    unit: item.unit === null ? null : unitText(item.unit, page),
    ean: ean ?? null,
    code: ean === undefined ? item.code : null,
  };
}
