/**
 * SearchOrders. One date range; the sort field must be the filter's; the same query comes with every cursor.
 * Source: Square's OpenAPI file, SearchOrdersRequest and SearchOrdersDateTimeFilter. No filter on
 * reference_id exists.
 */
import { type Call, locationOf, type Outcome } from "./context.ts";
import { pageOf } from "./cursors.ts";
import { badRequest } from "./errors.ts";
import { viewOrder } from "./order-view.ts";
import { type SearchOrders, searchOrders } from "./request-shapes.ts";
import { parse } from "./schema.ts";
import type { StoredOrder } from "./store.ts";
import { checkRange, inRange, type TimeRange } from "./time-range.ts";

const DEFAULT_LIMIT = 500;
const TIMES = { CREATED_AT: "createdAt", UPDATED_AT: "updatedAt", CLOSED_AT: "closedAt" } as const;
const FILTER_NAMES = { CREATED_AT: "created_at", UPDATED_AT: "updated_at", CLOSED_AT: "closed_at" } as const;
type SortField = keyof typeof TIMES;

export function postSearch(call: Call): Outcome {
  const search = parse(searchOrders, call.body);
  for (const id of search.location_ids) locationOf(call, id, "location_ids");
  const field = search.query?.sort?.sort_field ?? "CREATED_AT";
  const range = rangeOf(search, field);
  checkClosed(search, field);
  const found = [...call.store.orders.values()].filter((order) => matches(order, search, field, range));
  const { cursor, limit, ...query } = search;
  const page = pageOf(sorted(found, field, search.query?.sort?.sort_order ?? "DESC"), {
    cursors: call.cursors,
    cursor,
    query: JSON.stringify(query),
    limit: limit ?? DEFAULT_LIMIT,
    idOf: (order) => order.id,
  });
  const next = page.cursor === null ? {} : { cursor: page.cursor };
  if (search.return_entries === true) {
    return { body: { order_entries: page.items.map(entryOf), ...next }, changes: [] };
  }
  return { body: { orders: page.items.map((order) => viewOrder(order, call.store)), ...next }, changes: [] };
}

/** Square sorts by closing time only when the search asks for closed orders alone. */
function checkClosed(search: SearchOrders, field: SortField): void {
  if (field !== "CLOSED_AT") return;
  const states = search.query?.filter?.state_filter?.states ?? [];
  if (states.length > 0 && states.every((state) => state === "COMPLETED" || state === "CANCELED")) return;
  const detail = "CLOSED_AT needs a state_filter of COMPLETED and CANCELED";
  throw badRequest("BAD_REQUEST", detail, "query.sort.sort_field");
}

function rangeOf(search: SearchOrders, field: SortField): TimeRange | null {
  const at = "query.filter.date_time_filter";
  const filter = search.query?.filter?.date_time_filter;
  if (filter === undefined) return null;
  const given = (Object.keys(FILTER_NAMES) as SortField[]).filter(
    (name) => filter[FILTER_NAMES[name]] !== undefined,
  );
  const only = given[0];
  if (only === undefined || given.length > 1) {
    throw badRequest("BAD_REQUEST", "a date_time_filter holds exactly one range", at);
  }
  if (only !== field) {
    throw badRequest(
      "BAD_REQUEST",
      `sort_field must be ${only}, like the date_time_filter`,
      "query.sort.sort_field",
    );
  }
  const range = filter[FILTER_NAMES[only]] ?? {};
  checkRange(range, `${at}.${FILTER_NAMES[only]}`);
  return range;
}

function matches(
  order: StoredOrder,
  search: SearchOrders,
  field: SortField,
  range: TimeRange | null,
): boolean {
  const filter = search.query?.filter;
  const time = order[TIMES[field]];
  const fulfillments = order.input.fulfillments ?? [];
  const types = fulfillments.map((fulfillment) => fulfillment.type ?? "");
  const states = fulfillments.map((fulfillment) => fulfillment.state ?? "PROPOSED");
  const tests = [
    search.location_ids.includes(order.input.location_id),
    time !== null && (range === null || inRange(time, range)),
    anyOf(filter?.state_filter?.states, [order.state]),
    anyOf(filter?.fulfillment_filter?.fulfillment_types, types),
    anyOf(filter?.fulfillment_filter?.fulfillment_states, states),
    anyOf(filter?.source_filter?.source_names, [order.input.source?.name ?? ""]),
    anyOf(filter?.customer_filter?.customer_ids, [order.input.customer_id ?? ""]),
  ];
  return tests.every(Boolean);
}

/** An empty or missing filter lets everything through. */
function anyOf(wanted: readonly string[] | undefined, given: readonly string[]): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  return given.some((value) => wanted.includes(value));
}

function sorted(
  orders: readonly StoredOrder[],
  field: SortField,
  direction: "ASC" | "DESC",
): readonly StoredOrder[] {
  const rank = (order: StoredOrder): string => `${order[TIMES[field]] ?? ""} ${order.id}`;
  const ascending = [...orders].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return direction === "ASC" ? ascending : ascending.reverse();
}

function entryOf(order: StoredOrder): object {
  const version = order.version === null ? {} : { version: order.version };
  return { order_id: order.id, location_id: order.input.location_id, ...version };
}
