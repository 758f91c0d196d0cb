/** The X report of a running day and the Z report of a closed one. What leads to a sum stands above it and adds up to it. */
import type { DaySums } from "../../core/orders/day-report.ts";
import type { ZReport } from "../../core/orders/z-report.ts";
import type { Block, PrintDocument } from "../../core/receipt.ts";
import type { Banner } from "./label-types.ts";
import {
  amountLine,
  banner,
  bigAmountLine,
  createPage,
  END,
  line,
  localTime,
  logoBlocks,
  money,
  type Page,
  pair,
  type StoreLabel,
  storeHead,
} from "./parts.ts";
import { type Row, receiptName, taxText } from "./sale.ts";

/** An X report counts no cash: nobody has yet. */
export interface DayReport extends Omit<ZReport, "cash"> {
  readonly businessDay: string;
  readonly cash: ZReport["cash"] | null;
  /** RFC 3339; null: the day is open. */
  readonly closedAt: string | null;
}

export interface ReportOptions {
  readonly columns: number;
  readonly banner: Banner | null;
  /** RFC 3339. */
  readonly at: string;
  /** PNG, base64: on top. */
  readonly logo: string | null;
}

export function composeReport(day: DayReport, store: StoreLabel, options: ReportOptions): PrintDocument {
  const page = reportPage(day, store, options.columns);
  const { labels } = page;
  return [
    ...logoBlocks(options.logo),
    ...storeHead(page),
    ...(options.banner === null ? [] : banner(labels.banners[options.banner], page.columns)),
    ...banner(day.cash === null ? labels.report.x : labels.report.z, page.columns),
    ...head(day, page, options.at),
    ...part("", salesRows(day.sums, page), page),
    bigAmountLine(page, `${labels.report.sales} ${day.currency}`, day.sums.total),
    ...part("", afterSales(day.sums, page), page),
    ...part(labels.report.taxes, taxRows(day.sums, page), page),
    ...part(labels.report.tenders, tenderRows(day.sums, page), page),
    ...receipts(day, page),
    ...(day.cash === null ? [] : cash(day.cash, page)),
    ...END,
  ];
}

export const reportPage = (day: DayReport, store: StoreLabel, columns: number): Page =>
  createPage(store, columns, day.currency, everyAmount(day));

function everyAmount({ sums, cash }: DayReport): number[] {
  const rows = [...sums.taxes, ...sums.tenders].flatMap(({ amount, refunded }) => [amount, -refunded]);
  const drawer = cash === null ? [] : [cash.expected, cash.counted, cash.difference, -cash.refunded];
  return [-sums.gross, -sums.refunded, sums.total, ...rows, ...drawer];
}

function head(day: DayReport, page: Page, at: string): Block[] {
  const { report } = page.labels;
  const closed = day.closedAt === null ? "" : localTime(page, day.closedAt);
  return [
    pair(report.businessDay, day.businessDay),
    ...(closed === "" ? [] : [pair(report.closed, closed)]),
    pair(report.printed, localTime(page, at)),
    ...counts(day, page).map(({ name, count }) => pair(name, String(count))),
  ];
}

export function counts({ sums, openOrders }: DayReport, { labels: { report } }: Page) {
  return [
    { name: report.orders, count: sums.orders },
    { name: report.voidedOrders, count: sums.voided },
    { name: report.refunds, count: sums.refunds },
    { name: report.openOrders, count: openOrders.length },
  ].filter(({ count }, index) => index === 0 || count > 0);
}

const part = (title: string, rows: readonly Row[], page: Page): Block[] =>
  rows.length === 0
    ? []
    : [
        { type: "rule" },
        ...(title === "" ? [] : [line(title, "left", { bold: true })]),
        ...rows.map(({ name, amount }) => amountLine(page, name, amount)),
      ];

const notZero = ({ amount }: Row): boolean => amount !== 0;

/** Together they are the day's total. */
export function salesRows(sums: DaySums, { labels }: Page): readonly Row[] {
  const { report } = labels;
  const added = sums.taxes.reduce((sum, tax) => sum + (tax.inclusive ? 0 : tax.amount), 0);
  const rows = [
    { name: report.gross, amount: sums.gross },
    { name: report.discounts, amount: -sums.discount },
    { name: report.serviceCharges, amount: sums.serviceCharge },
    { name: report.addedTax, amount: added },
    { name: labels.rounding, amount: sums.rounding },
  ];
  // Orders that were stored as the till said although their sums do not follow.
  const difference = sums.total - rows.reduce((sum, { amount }) => sum + amount, 0);
  return [...rows, { name: labels.difference, amount: difference }].filter(
    (row, index) => index === 0 || notZero(row),
  );
}

export function afterSales(sums: DaySums, { labels }: Page): readonly Row[] {
  const { report } = labels;
  return [
    { name: report.net, amount: sums.net },
    { name: report.tax, amount: sums.tax },
    { name: labels.cashRounding, amount: sums.cashRounding },
    { name: report.tips, amount: sums.tips },
    { name: labels.refunded, amount: -sums.refunded },
  ].filter((row, index) => index < 2 || notZero(row));
}

/** What was taken with sales, and what of it went back with refunds. */
export function taxRows({ taxes }: DaySums, page: Page): readonly Row[] {
  const { labels } = page;
  return taxes.flatMap((tax) => [
    { name: `${taxText(tax, page)} ${labels.on} ${money(page, tax.base)}`, amount: tax.amount },
    ...(tax.refunded === 0
      ? []
      : [{ name: `${taxText(tax, page)}, ${labels.refunded}`, amount: -tax.refunded }]),
  ]);
}

export function tenderRows({ tenders }: DaySums, { labels }: Page): readonly Row[] {
  return tenders.flatMap(({ tender, count, amount, tips, refunded }) => {
    const name = labels.tenders[tender];
    return [
      { name: `${count} x ${name}`, amount },
      { name: `${name}, ${labels.report.tips}`, amount: tips },
      { name: `${name}, ${labels.refunded}`, amount: -refunded },
    ].filter((row, index) => (index === 0 ? count > 0 : notZero(row)));
  });
}

/** "front-1 A-1 - A-118": a gap between days would be seen. */
export const receiptRange = ({ series, first, last }: ZReport["receipts"][number]): string =>
  first === last
    ? receiptName(series, first)
    : `${receiptName(series, first)} - ${receiptName(series, last)}`;

function receipts(day: DayReport, { labels }: Page): Block[] {
  if (day.receipts.length === 0) return [];
  return [
    { type: "rule" },
    line(labels.report.receipts, "left", { bold: true }),
    ...day.receipts.map((range) => pair(`${range.till} (${range.count})`, receiptRange(range))),
  ];
}

/** What should lie in the drawers: the sum of these. */
export function cashRows(cash: ZReport["cash"], { labels: { report } }: Page): readonly Row[] {
  return [
    { name: report.openingFloat, amount: cash.openingFloat },
    { name: report.taken, amount: cash.taken },
    { name: report.paidBack, amount: -cash.refunded },
    ...cash.payIns.map(({ amount, reason }) => ({ name: `${report.payIn}: ${reason}`, amount })),
    ...cash.payOuts.map(({ amount, reason }) => ({ name: `${report.payOut}: ${reason}`, amount: -amount })),
  ].filter((row, index) => index < 2 || notZero(row));
}

function cash(drawer: ZReport["cash"], page: Page): Block[] {
  const { report } = page.labels;
  return [
    ...part(report.cash, cashRows(drawer, page), page),
    amountLine(page, report.expected, drawer.expected, { bold: true }),
    amountLine(page, report.counted, drawer.counted, { bold: true }),
    bigAmountLine(page, report.difference, drawer.difference),
  ];
}
