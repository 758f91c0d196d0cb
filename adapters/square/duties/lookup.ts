/** Finds orders at Square by time: it has no filter by our reference. */
import { type Order, vendorUnavailable } from "../../../src/sdk.ts";
import type { Account } from "../account.ts";
import { isRefusal } from "../failures.ts";
import { META, referenceOf } from "../mapping/mapping.ts";
import { orderAnswer, type SquareOrder, searchAnswer } from "../schemas.ts";

/** Square's clock and ours may differ, and a mark of ours may be a moment late. */
const SLACK_MS = 3_600_000;
/** A page stays far below what the http client takes. Square's own limit is 1000. */
export const PAGE_SIZE = 200;

export interface OrderQuery {
  /** The sort field must be the filtered time. */
  readonly time: "created_at" | "updated_at";
  readonly from: string;
  readonly to: string | null;
  /** null: whoever made them. */
  readonly source: string | null;
}

export interface OrderPage {
  readonly orders: readonly SquareOrder[];
  readonly cursor: string | undefined;
}

/** One page, oldest first. @throws vendor_rejected with INVALID_CURSOR: start again */
export function searchPage(
  account: Account,
  query: OrderQuery & { readonly cursor: string | undefined },
  signal: AbortSignal,
): Promise<OrderPage> {
  const range = { start_at: query.from, ...(query.to === null ? {} : { end_at: query.to }) };
  const body = {
    location_ids: [account.locationId],
    limit: PAGE_SIZE,
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    query: {
      filter: {
        date_time_filter: { [query.time]: range },
        ...(query.source === null ? {} : { source_filter: { source_names: [query.source] } }),
      },
      sort: { sort_field: query.time.toUpperCase(), sort_order: "ASC" },
    },
  };
  const call = { method: "POST", path: "/v2/orders/search", body, answer: searchAnswer } as const;
  return account.client.read(call, signal).then(({ orders, cursor }) => ({ orders, cursor }));
}

/** All pages. @throws vendor_unavailable: the cursor went stale between two pages */
export async function* searchAll(
  account: Account,
  query: OrderQuery,
  signal: AbortSignal,
): AsyncGenerator<SquareOrder, void, undefined> {
  let cursor: string | undefined;
  do {
    const page: OrderPage = await searchPage(account, { ...query, cursor }, signal).catch(
      (error: unknown) => {
        throw isRefusal(error, "INVALID_CURSOR")
          ? vendorUnavailable("Square dropped the page in the middle")
          : error;
      },
    );
    yield* page.orders;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Our order at Square, if it came there since; a live one before a cancelled one. */
export async function findOrder(
  account: Account,
  order: Order,
  sinceMs: number,
  signal: AbortSignal,
): Promise<SquareOrder | null> {
  const from = new Date(sinceMs + Math.min(0, account.client.clockOffsetMs()) - SLACK_MS).toISOString();
  const query: OrderQuery = { time: "updated_at", from, to: null, source: account.sourceName };
  let cancelled: SquareOrder | null = null;
  for await (const found of searchAll(account, query, signal)) {
    if (!isOurs(found, order.id)) continue;
    if (found.state !== "CANCELED") return found;
    cancelled ??= found;
  }
  return cancelled;
}

function isOurs(found: SquareOrder, orderId: string): boolean {
  const known = found.metadata?.[META.order];
  return known === undefined ? found.reference_id === referenceOf(orderId) : known === orderId;
}

/** The order as it stands now. */
export async function readOrder(account: Account, id: string, signal: AbortSignal): Promise<SquareOrder> {
  const call = {
    method: "GET",
    path: `/v2/orders/${encodeURIComponent(id)}`,
    body: null,
    answer: orderAnswer,
  } as const;
  return (await account.client.read(call, signal)).order;
}
