import type { SyncState } from "../../core/events.ts";
import type { JobError, JobState } from "../../core/jobs/job.ts";
import type { Order } from "../../core/orders/order.ts";
import type { Connection } from "../database.ts";
import { orderOf } from "../journal.ts";
import { type Page, toPage } from "./page.ts";

export interface OrderSync {
  readonly destination: string;
  readonly state: SyncState;
  readonly vendorId: string | null;
  readonly attempts: number;
  readonly lastError: JobError | null;
  readonly atMs: number;
}

export interface OrderFilter {
  readonly businessDay?: string | undefined;
  readonly till?: string | undefined;
  readonly state?: string | undefined;
  readonly destination?: string | undefined;
  readonly syncState?: string | undefined;
}

/** As it is stored: without what is null. */
type SyncLine = Pick<OrderSync, "state" | "atMs"> & Partial<OrderSync>;
const NOTHING_YET = { vendorId: null, attempts: 0, lastError: null } as const;

interface Row {
  readonly seq: number;
  readonly body: string;
}

/** Whatever can be asked: the reader's connection, or an open transaction. */
interface Asking {
  prepare(sql: string): { all(...values: unknown[]): unknown[] };
}
const ordersBy = (from: Asking, sql: string, businessDay: string): readonly Order[] =>
  (from.prepare(sql).all(businessDay) as Row[]).map(({ body }) => orderOf(body));

/** Captures per row of day_stretch: a shop's day has a handful of them. */
const STRETCH = 256;
export const stretchOf = (orderSeq: number): number => Math.floor(orderSeq / STRETCH);
export const IN_STRETCH = `orders.seq BETWEEN day_stretch.stretch * ${STRETCH} AND day_stretch.stretch * ${STRETCH} + ${STRETCH - 1}`;

/** Every order of a business day, in the order they were captured; refunds of other days are inside their orders. */
export const ordersOfDay = (from: Asking, businessDay: string): readonly Order[] =>
  ordersBy(
    from,
    `SELECT orders.seq, journal.body FROM day_stretch CROSS JOIN orders ON ${IN_STRETCH} AND orders.business_day = day_stretch.day
       JOIN journal ON journal.seq = orders.fact_seq
     WHERE day_stretch.day = ? ORDER BY orders.seq`,
    businessDay,
  );

/** Orders of any day with a refund booked on this one. */
export const ordersRefundedOn = (from: Asking, businessDay: string): readonly Order[] =>
  (
    from
      .prepare(
        `SELECT journal.body FROM orders JOIN journal ON journal.seq = orders.fact_seq
         WHERE orders.state IN ('partially_refunded', 'refunded')`,
      )
      .all() as Pick<Row, "body">[]
  )
    .map(({ body }) => orderOf(body))
    .filter(({ refunds }) => refunds.some((refund) => refund.businessDay === businessDay));

export function orderReads(db: Connection) {
  const byId = db.prepare<[string], Row>(
    "SELECT journal.seq, journal.body FROM orders JOIN journal ON journal.seq = orders.fact_seq WHERE orders.id = ?",
  );
  const byFact = db.prepare<[number], Row>("SELECT seq, body FROM journal WHERE seq = ?");
  const toSend = db.prepare<[number, number], { readonly state: JobState; readonly body: string | null }>(
    "SELECT job.state, journal.body FROM job LEFT JOIN journal ON journal.seq = ? WHERE job.seq = ?",
  );
  const sync = db.prepare("SELECT sync FROM orders WHERE id = ?").pluck();
  // Newest first; `after` is the seq of the last one shown.
  const listed = db.prepare<unknown[], Row>(
    `SELECT orders.seq, journal.body FROM orders JOIN journal ON journal.seq = orders.fact_seq
     WHERE orders.seq < @before
       AND (@businessDay IS NULL OR orders.business_day = @businessDay)
       AND (@till IS NULL OR orders.till = @till)
       AND (@state IS NULL OR orders.state = @state)
       AND ((@destination IS NULL AND @syncState IS NULL) OR EXISTS (
         SELECT 1 FROM json_each(orders.sync) AS line
         WHERE (@destination IS NULL OR line.key = @destination)
           AND (@syncState IS NULL OR line.value ->> 'state' = @syncState)))
     ORDER BY orders.seq DESC LIMIT @limit`,
  );
  return {
    order: (id: string): Order | undefined => {
      const row = byId.get(id);
      return row && orderOf(row.body);
    },
    /** The order as it stands, and the fact that made it so. */
    standingOrder: (id: string): { readonly order: Order; readonly factSeq: number } | undefined => {
      const row = byId.get(id);
      return row && { order: orderOf(row.body), factSeq: row.seq };
    },
    /** The order as it stood after one fact. */
    orderAtFact: (factSeq: number): Order | undefined => {
      const row = byFact.get(factSeq);
      return row && orderOf(row.body);
    },
    /** What a duty sends, and where it stands: one look, for a draining lane does it thousands of times. */
    duty: (
      jobSeq: number,
      factSeq: number,
    ): { readonly state: JobState; readonly order: Order | null } | undefined => {
      const row = toSend.get(factSeq, jobSeq);
      return row && { state: row.state, order: row.body === null ? null : orderOf(row.body) };
    },
    orderSync: (id: string): readonly OrderSync[] => {
      const lines = JSON.parse(String(sync.get(id) ?? "{}")) as Record<string, SyncLine>;
      return Object.entries(lines)
        .map(([destination, line]) => ({ destination, ...NOTHING_YET, ...line }))
        .sort((a, b) => (a.destination < b.destination ? -1 : 1));
    },
    orders: (filter: OrderFilter, limit: number, after: number | null): Page<Order> => {
      const rows = listed.all({
        businessDay: filter.businessDay ?? null,
        till: filter.till ?? null,
        state: filter.state ?? null,
        destination: filter.destination ?? null,
        syncState: filter.syncState ?? null,
        before: after ?? Number.MAX_SAFE_INTEGER,
        limit: limit + 1,
      });
      const page = toPage(rows, limit, (row) => row.seq);
      return { ...page, items: page.items.map(({ body }) => orderOf(body)) };
    },
    ordersOfDay: (businessDay: string): readonly Order[] => ordersOfDay(db, businessDay),
    ordersRefundedOn: (businessDay: string): readonly Order[] => ordersRefundedOn(db, businessDay),
  };
}
