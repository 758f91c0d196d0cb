/** What receipts of every kind are put together from. */
import type { Align, Block, Run } from "../../core/receipt.ts";
import { moneyText } from "../money-text.ts";
import { textCells } from "../text/cells.ts";
import { type Labels, labelsFor } from "./labels.ts";

/** What stands at the head and foot of every receipt, from the config. */
export interface StoreLabel {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly taxId?: string | undefined;
  readonly footer?: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  /** BCP 47: words, decimal mark and dates. */
  readonly locale: string;
}

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

/** Room for the fingers, then the cut. */
export function foot({ store }: Page, orderId: string): Block[] {
  return [
    { type: "feed", lines: 1 },
    { type: "qr", data: orderId, moduleDots: 4, correction: "M", align: "center" },
    { type: "feed", lines: 1 },
    ...(store.footer === undefined ? [] : [line(store.footer, "center")]),
    { type: "feed", lines: 2 },
    { type: "cut", mode: "partial" },
  ];
}
