/**
 * ListPayments and ListPaymentRefunds.
 * Source: Square's OpenAPI file. Without location_id payments are those of the main location, refunds those
 * of all; the default window is one year back by created_at.
 */
import { type Call, locationOf, type Outcome } from "./context.ts";
import { pageOf } from "./cursors.ts";
import { badRequest } from "./errors.ts";
import { LIST_PAYMENTS, LIST_REFUNDS } from "./request-shapes.ts";
import { checkRange, inRange, type TimeRange } from "./time-range.ts";

const MAX_LIMIT = 100;
const YEAR_MS = 365 * 24 * 3_600_000;

interface Timed {
  readonly id: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export function getPayments(call: Call): Outcome {
  checkNames(call.query, LIST_PAYMENTS);
  const location = locationOf(call, given(call, "location_id"), "location_id").id;
  const total = given(call, "total");
  const offlineOnly = given(call, "is_offline_payment") === "true";
  const payments = [...call.store.payments.values()]
    .map((stored) => stored.payment)
    .filter((payment) => payment.location_id === location && !offlineOnly)
    .filter((payment) => total === undefined || payment.total_money.amount === Number(total));
  const { items, cursor } = page(call, payments);
  return { body: { payments: items, ...(cursor !== null && { cursor }) }, changes: [] };
}

export function getRefunds(call: Call): Outcome {
  checkNames(call.query, LIST_REFUNDS);
  const location = given(call, "location_id");
  if (location !== undefined) locationOf(call, location, "location_id");
  const status = given(call, "status");
  const source = given(call, "source_type");
  const refunds = [...call.store.refunds.values()]
    .filter((refund) => location === undefined || refund.location_id === location)
    .filter((refund) => status === undefined || refund.status === status)
    .filter((refund) => source === undefined || refund.destination_type === source);
  const { items, cursor } = page(call, refunds);
  return { body: { refunds: items, ...(cursor !== null && { cursor }) }, changes: [] };
}

function page<T extends Timed>(call: Call, items: readonly T[]) {
  const created = range(call, "begin_time", "end_time");
  const updated = range(call, "updated_at_begin_time", "updated_at_end_time");
  const bounded = created ?? (updated === null ? lastYear(call.nowIso) : {});
  const sortField = choice(call, "sort_field", ["CREATED_AT", "UPDATED_AT"]) ?? "CREATED_AT";
  const order = choice(call, "sort_order", ["ASC", "DESC"]) ?? "DESC";
  const rank = (item: T): string =>
    `${sortField === "UPDATED_AT" ? item.updated_at : item.created_at} ${item.id}`;
  const found = items
    .filter((item) => inRange(item.created_at, bounded))
    .filter((item) => updated === null || inRange(item.updated_at, updated))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const query = [...call.query].filter(([name]) => name !== "cursor" && name !== "limit").sort();
  return pageOf(order === "ASC" ? found : found.reverse(), {
    cursors: call.cursors,
    cursor: given(call, "cursor"),
    query: JSON.stringify(query),
    limit: limitOf(call),
    idOf: (item) => item.id,
  });
}

function range(call: Call, from: string, to: string): TimeRange | null {
  const start = given(call, from);
  const end = given(call, to);
  if (start === undefined && end === undefined) return null;
  for (const [name, value] of [
    [from, start],
    [to, end],
  ] as const) {
    if (value !== undefined && Number.isNaN(Date.parse(value))) {
      throw badRequest("INVALID_TIME", `${name} is not an RFC 3339 time`, name);
    }
  }
  const wanted = {
    ...(start !== undefined && { start_at: start }),
    ...(end !== undefined && { end_at: end }),
  };
  checkRange(wanted, from);
  return wanted;
}

function lastYear(nowIso: string): TimeRange {
  return { start_at: new Date(Date.parse(nowIso) - YEAR_MS).toISOString() };
}

function limitOf(call: Call): number {
  const limit = given(call, "limit");
  if (limit === undefined) return MAX_LIMIT;
  const number = Number(limit);
  if (Number.isSafeInteger(number) && number >= 1 && number <= MAX_LIMIT) return number;
  throw badRequest("INVALID_VALUE", `limit must be between 1 and ${MAX_LIMIT}`, "limit");
}

function choice(call: Call, name: string, values: readonly string[]): string | undefined {
  const value = given(call, name);
  if (value === undefined || values.includes(value)) return value;
  const code = name === "sort_order" ? "INVALID_SORT_ORDER" : "INVALID_ENUM_VALUE";
  throw badRequest(code, `${name} must be one of ${values.join(", ")}`, name);
}

function checkNames(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (!known.includes(name)) throw badRequest("UNKNOWN_QUERY_PARAMETER", `unknown parameter ${name}`, name);
  }
}

function given(call: Call, name: string): string | undefined {
  return call.query.get(name) ?? undefined;
}
