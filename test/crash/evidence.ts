/** What lies on the table when a seed is over: witnesses that know nothing of each other. */
import { existsSync } from "node:fs";
import type { Ledger as SquareLedger } from "../../adapters/square/sim.ts";
import type { EscposSim } from "../../drivers/escpos/sim.ts";
import type { SyncState } from "../../src/core/events.ts";
import type { Job } from "../../src/core/jobs/job.ts";
import type { Order } from "../../src/core/orders/order.ts";
import { brokenAuditLink } from "../../src/store/audit.ts";
import { openReader } from "../../src/store/database.ts";
import { brokenJournalLink } from "../../src/store/journal.ts";
import { createReader } from "../../src/store/reader.ts";
import type { Entry } from "./book.ts";

export type Paper = ReturnType<EscposSim["papers"]>[number];

export interface Evidence {
  /** The tills' own. */
  readonly book: readonly Entry[];
  /** The database's own. */
  readonly records: Records;
  /** Square's own. */
  readonly square: SquareLedger;
  /** The printer's own. */
  readonly papers: readonly Paper[];
  /** What was wrong before anybody judged. */
  readonly incidents: readonly string[];
}

export interface Records {
  readonly orders: readonly Order[];
  readonly jobs: readonly Job[];
  readonly sync: readonly { readonly orderId: string; readonly state: SyncState }[];
  readonly counters: readonly { readonly till: string; readonly series: string; readonly next: number }[];
  /** Facts in the journal, by order. */
  readonly facts: readonly { readonly orderId: string; readonly type: string }[];
  /** "ok", or what SQLite found. */
  readonly integrity: string;
  readonly brokenJournal: number | null;
  readonly brokenAudit: number | null;
}

/** More than any seed makes. */
const ALL = 10_000;

/** @throws Error the database is gone */
export function readRecords(database: string): Records {
  if (!existsSync(database)) throw new Error(`there is no database ${database}`);
  const db = openReader(database);
  try {
    const read = createReader(db);
    const orders = read.orders({}, ALL, null).items;
    return {
      orders,
      jobs: read.jobs({}, ALL, null).items,
      sync: orders.flatMap(({ id }) => read.orderSync(id).map(({ state }) => ({ orderId: id, state }))),
      counters: db.prepare("SELECT till, series, next FROM counter").all() as Records["counters"],
      facts: db
        .prepare("SELECT order_id AS orderId, type FROM journal ORDER BY seq")
        .all() as Records["facts"],
      integrity: String(db.pragma("integrity_check", { simple: true })),
      brokenJournal: brokenJournalLink(db),
      brokenAudit: brokenAuditLink(db),
    };
  } finally {
    db.close();
  }
}
