/** An order is ready: what the pass or the guest holds, to be called out and carried to the right place. */
import type { Order } from "../../core/orders/order.ts";
import type { PrintDocument } from "../../core/receipt.ts";
import type { Banner } from "./label-types.ts";
import {
  banner,
  clockTime,
  createPage,
  END,
  line,
  orderName,
  pair,
  type StoreLabel,
  scaleOf,
} from "./parts.ts";
import { soldLines } from "./sale.ts";

export interface BumpOptions {
  readonly columns: number;
  readonly banner: Banner | null;
  /** RFC 3339. */
  readonly at: string;
}

export function composeBump(order: Order, store: StoreLabel, options: BumpOptions): PrintDocument {
  const page = createPage(store, options.columns, order.currency, []);
  const { labels, columns } = page;
  const name = orderName(order);
  const size = scaleOf(name, columns, 8);
  const customer = order.customer?.name ?? "";
  const table = order.table === undefined ? "" : `${labels.table} ${order.table}`;
  return [
    ...(options.banner === null ? [] : banner(labels.banners[options.banner], columns)),
    ...banner(labels.ready, columns),
    line(name, "center", { bold: true, width: size, height: size }),
    ...[customer, table]
      .filter((text) => text !== "")
      .map((text) => line(text, "center", { bold: true, height: 2, width: scaleOf(text, columns, 2) })),
    pair(labels.types[order.type], clockTime(page, options.at)),
    { type: "rule" },
    ...soldLines(order, page).map(({ title }) => line(title, "left", { height: 2 })),
    ...END,
  ];
}
