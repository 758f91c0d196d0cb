/** The label at a shelf: what it is, what it costs, what a kilogram of it costs, and its number as bars. */
import type { Block, PrintDocument } from "../../core/receipt.ts";
import { completeEan13 } from "../codes/retail.ts";
import { textCells } from "../text/cells.ts";
import { createPage, line, money, type Page, type StoreLabel, scaleOf } from "./parts.ts";

export interface ShelfItem {
  readonly name: string;
  readonly detail: string | null;
  /** Minor units. */
  readonly price: number;
  readonly currency: string;
  /** What the law wants beside the price: `price` per `per`, "1 kg". */
  readonly unit: { readonly price: number; readonly per: string } | null;
  /** An EAN-13 with or without its check digit, or any number of the shop. */
  readonly code: string | null;
}

export function composeShelfLabel(item: ShelfItem, store: StoreLabel, columns: number): PrintDocument {
  const page = createPage(store, columns, item.currency, []);
  const price = money(page, item.price);
  const size = Math.max(2, Math.min(6, scaleOf(price, columns - 6, 6)));
  return [
    line(item.name, "left", {
      bold: true,
      height: 2,
      width: textCells(item.name) * 2 <= columns * 2 ? 2 : 1,
    }),
    ...(item.detail === null ? [] : [line(item.detail)]),
    {
      type: "text",
      align: "right",
      runs: [
        { text: `${item.currency} `, bold: true, height: 2 },
        { text: price, bold: true, width: size, height: size },
      ],
    },
    ...(item.unit === null ? [] : [line(unitText(item.unit, page), "right")]),
    ...(item.code === null ? [] : bars(item.code)),
    { type: "feed", lines: 1 },
    { type: "cut", mode: "partial" },
  ];
}

/** "1 kg = 3.98 EUR" */
export const unitText = ({ per, price }: NonNullable<ShelfItem["unit"]>, page: Page): string =>
  `${per} = ${money(page, price)} ${page.currency}`;

function bars(code: string): Block[] {
  const ean = completeEan13(code);
  const look = { heightDots: 60, moduleDots: 2, text: true, align: "center" } as const;
  return [
    { type: "feed", lines: 1 },
    ean === undefined
      ? { type: "barcode", symbology: "code128", data: code, ...look }
      : { type: "barcode", symbology: "ean13", data: ean, ...look },
  ];
}
