/** A receipt that goes with a present: what it is, where it is from, and no price anywhere. */
import type { Order } from "../../core/orders/order.ts";
import type { PrintDocument } from "../../core/receipt.ts";
import type { Banner } from "./label-types.ts";
import {
  banner,
  createPage,
  foot,
  inLanguageOf,
  line,
  localTime,
  logoBlocks,
  pair,
  type StoreLabel,
  storeHead,
} from "./parts.ts";
import { modifierName, receiptText, soldLines } from "./sale.ts";

export interface GiftOptions {
  readonly columns: number;
  readonly banner: Banner | null;
  /** The lines that are given; null: all. */
  readonly lines: readonly string[] | null;
  /** PNG, base64: on top. */
  readonly logo: string | null;
}

export function composeGift(order: Order, label: StoreLabel, options: GiftOptions): PrintDocument {
  const page = createPage(inLanguageOf(label, order.customer?.locale), options.columns, order.currency, []);
  const { labels } = page;
  const given = order.lines.filter(({ id }) => options.lines === null || options.lines.includes(id));
  return [
    ...logoBlocks(options.logo),
    ...storeHead(page),
    ...(options.banner === null ? [] : banner(labels.banners[options.banner], page.columns)),
    ...banner(labels.gift, page.columns),
    pair(localTime(page, order.closedAt ?? order.openedAt), receiptText(order, page)),
    { type: "rule" },
    ...given.flatMap((sold) => [
      ...soldLines({ ...order, lines: [sold] }, page).map(({ title }) => line(title)),
      ...sold.modifiers.map((modifier) => line(`    + ${modifierName(modifier, page)}`)),
    ]),
    { type: "rule" },
    line(labels.exchange, "center"),
    ...foot(page, order.id, null),
  ];
}
