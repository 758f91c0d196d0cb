/** What receipts of every kind are put together from. */
import type { Order } from "../../core/orders/order.ts";
import type { Align, Block, Run } from "../../core/receipt.ts";
import { moneyText } from "../money-text.ts";
import { textCells } from "../text/cells.ts";
import type { Labels } from "./label-types.ts";
import { hasLabels, labelsFor } from "./labels.ts";

/** What stands at the head and foot of every receipt, from the config. */
export interface StoreLabel {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly taxId?: string | undefined;
  readonly footer?: string | undefined;
  /** What the law wants on paper: small, at the very end. */
  readonly legal?: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  /** BCP 47: words, decimal mark and dates. */
  readonly locale: string;
}

/** The guest's language where we have its words, else the store's. `locale`: BCP 47. */
export const inLanguageOf = (store: StoreLabel, locale: string | undefined): StoreLabel =>
  locale === undefined || !hasLabels(locale) ? store : { ...store, locale };

/** What every part needs to know. */
export interface Page {
  readonly store: StoreLabel;
  readonly labels: Labels;
  readonly columns: number;
  readonly currency: string;
  /** Columns that amounts take at the right, so that none is ever wrapped. */
  readonly amountColumns: number;
}

/** `amounts`: every figure the page will show. */
export function createPage(
  store: StoreLabel,
  columns: number,
  currency: string,
  amounts: readonly number[],
): Page {
  const widest = Math.max(...amounts.map((amount) => moneyText(amount, currency, store.locale).length), 6);
  return { store, labels: labelsFor(store.locale), columns, currency, amountColumns: widest + 2 };
}

export const money = (page: Page, minor: number): string =>
  moneyText(minor, page.currency, page.store.locale);

export const line = (text: string, align: Align = "left", style: Omit<Run, "text"> = {}): Block => ({
  type: "text",
  runs: [{ text, ...style }],
  align,
});

/** A name at the left, its amount at the right. */
export const amountLine = (
  page: Page,
  name: string,
  minor: number,
  style: Omit<Run, "text"> = {},
): Block => ({
  type: "row",
  cells: [
    { runs: [{ text: name, ...style }], width: "*" },
    { runs: [{ text: money(page, minor), ...style }], width: page.amountColumns, align: "right" },
  ],
});

export const pair = (left: string, right: string): Block => ({
  type: "row",
  cells: [
    { runs: [{ text: left }], width: "*" },
    { runs: [{ text: right }], width: Math.max(1, textCells(right)), align: "right" },
  ],
});

/** Twice as large; only as high where the paper is too narrow for that. */
export function bigAmountLine(page: Page, name: string, minor: number): Block {
  const amount = money(page, minor);
  const fits = (textCells(name) + amount.length + 1) * 2 <= page.columns;
  const style = { bold: true, width: fits ? 2 : 1, height: 2 };
  return {
    type: "row",
    cells: [
      { runs: [{ text: name, ...style }], width: "*" },
      { runs: [{ text: amount, ...style }], width: amount.length * style.width, align: "right" },
    ],
  };
}

export function storeHead({ store, labels, columns }: Page): Block[] {
  const wide = textCells(store.name) * 2 <= columns;
  return [
    line(store.name, "center", { bold: true, width: wide ? 2 : 1, height: 2 }),
    ...store.addressLines.map((text) => line(text, "center")),
    ...(store.taxId === undefined ? [] : [line(`${labels.taxId} ${store.taxId}`, "center")]),
    { type: "feed", lines: 1 },
  ];
}

/** The largest that fits on one line, up to so many times. */
export const scaleOf = (text: string, columns: number, most: number): number =>
  Math.max(1, Math.min(most, Math.floor(columns / Math.max(1, textCells(text)))));

/** An id made by a program is too long to call out: its end tells orders apart. */
export const orderName = ({ number, id }: Pick<Order, "number" | "id">): string =>
  number ?? (id.length > 12 ? id.slice(-6) : id);

/** White on black: nobody takes this paper for the original. */
export const banner = (text: string, columns: number): Block[] => {
  const width = (textCells(text) + 2) * 2 <= columns ? 2 : 1;
  return [
    line(` ${text} `, "center", { invert: true, bold: true, width, height: 2 }),
    { type: "feed", lines: 1 },
  ];
};

/** Date and time on the store's clock. `at`: RFC 3339. */
export const localTime = ({ store }: Page, at: string): string =>
  new Intl.DateTimeFormat(store.locale, {
    timeZone: store.timeZone,
    dateStyle: "medium",
    timeStyle: "short",
  }).format(new Date(at));

export const clockTime = ({ store }: Page, at: string): string =>
  new Intl.DateTimeFormat(store.locale, { timeZone: store.timeZone, timeStyle: "short" }).format(
    new Date(at),
  );

/** `png`: base64. */
export const logoBlocks = (png: string | null): Block[] =>
  png === null ? [] : [{ type: "image", png, align: "center" }];

/** A line to write on. */
export const writeLine = ({ columns }: Page, name: string): Block[] => [
  { type: "feed", lines: 1 },
  {
    type: "row",
    cells: [
      { runs: [{ text: name }], width: "*" },
      { runs: [{ text: "_".repeat(Math.floor(columns / 2)) }], width: Math.floor(columns / 2) },
    ],
  },
];

/** The code, and what the shop says at the end. */
export function foot(page: Page, orderId: string, receiptUrl: string | null): Block[] {
  const { store, labels } = page;
  return [
    { type: "feed", lines: 1 },
    { type: "qr", data: receiptUrl ?? orderId, moduleDots: 4, correction: "M", align: "center" },
    ...(receiptUrl === null ? [] : [line(labels.online, "center")]),
    { type: "feed", lines: 1 },
    ...(store.footer === undefined ? [] : [line(store.footer, "center")]),
    ...(store.legal === undefined ? [] : [line(store.legal, "center", { font: "B" })]),
    ...END,
  ];
}

/** Room for the fingers, then the cut. */
export const END: readonly Block[] = [
  { type: "feed", lines: 2 },
  { type: "cut", mode: "partial" },
];
