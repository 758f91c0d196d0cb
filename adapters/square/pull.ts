/**
 * What changed at Square since the last time, by `updated_at`. The cursor is ours: Square's own die within minutes.
 * Pages overlap by two minutes, since its lists lag by seconds: the same order comes again, and whoever stores it
 * overwrites by its id. No search begins after Square's own time: a clock of ours that ran ahead must not move the cursor there.
 */
import { type VendorOrder, type VendorPage, z } from "../../src/sdk.ts";
import type { Account } from "./account.ts";
import { type OrderPage, searchPage } from "./duties/lookup.ts";
import { isRefusal } from "./failures.ts";
import type { SquareOrder } from "./schemas.ts";

const OVERLAP_MS = 120_000;
/** Clocks differ by seconds; a search that begins so much later than Square's time was made by a clock that ran ahead. */
const AHEAD_MS = 3_600_000;

const place = z.strictObject({
  v: z.literal(1),
  /** Start of the running search: it must be the same for every page of it. */
  from: z.string(),
  /** Square's cursor of the next page; null: the search is at its end. */
  page: z.string().nullable(),
  /** The latest `updated_at` seen. */
  seen: z.string(),
});
type Place = z.output<typeof place>;

export interface PullFrom {
  readonly cursor: string | undefined;
  readonly sinceMs: number;
}

export async function pullPage(
  account: Account,
  from: PullFrom,
  toOrder: (order: SquareOrder) => VendorOrder,
  signal: AbortSignal,
): Promise<VendorPage> {
  const { page, at } = await pageFrom(account, from, signal);
  const seen = page.orders.map((order) => order.updated_at).reduce(later, at.seen);
  const next: Place = { v: 1, from: at.from, page: page.cursor ?? null, seen };
  return { orders: page.orders.map(toOrder), cursor: JSON.stringify(next), more: next.page !== null };
}

/** The answer itself says what time it is at Square. */
async function pageFrom(account: Account, from: PullFrom, signal: AbortSignal): Promise<Found> {
  const found = await pageAt(account, readPlace(from), signal);
  const offsetMs = account.client.clockOffsetMs();
  if (Date.parse(found.at.from) <= account.nowMs() + offsetMs + AHEAD_MS) return found;
  return pageAt(
    account,
    readPlace({ cursor: undefined, sinceMs: from.sinceMs + Math.min(0, offsetMs) }),
    signal,
  );
}

interface Found {
  readonly page: OrderPage;
  readonly at: Place;
}

/** The next page; where Square forgot its cursor, the first page from what was seen last. */
async function pageAt(account: Account, known: Place, signal: AbortSignal): Promise<Found> {
  try {
    return { page: await search(account, known, signal), at: known };
  } catch (error) {
    if (known.page === null || !isRefusal(error, "INVALID_CURSOR")) throw error;
    const again: Place = { ...known, from: before(known.seen), page: null };
    return { page: await search(account, again, signal), at: again };
  }
}

const search = (account: Account, { from, page }: Place, signal: AbortSignal): Promise<OrderPage> =>
  searchPage(
    account,
    { time: "updated_at", from, to: null, source: null, cursor: page ?? undefined },
    signal,
  );

/** A cursor that is not ours any more starts from `sinceMs`: twice is harmless, a gap is not. */
function readPlace({ cursor, sinceMs }: PullFrom): Place {
  const since = new Date(sinceMs).toISOString();
  const fresh: Place = { v: 1, from: since, page: null, seen: since };
  if (cursor === undefined) return fresh;
  const parsed = place.safeParse(parseJson(cursor));
  if (!parsed.success || Number.isNaN(Date.parse(parsed.data.seen))) return fresh;
  return parsed.data.page === null ? { ...parsed.data, from: before(parsed.data.seen) } : parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const before = (instant: string): string => new Date(Date.parse(instant) - OVERLAP_MS).toISOString();
const later = (a: string, b: string): string => (Date.parse(b) > Date.parse(a) ? b : a);
