/** Start and stop of the gateway, and housekeeping. */
import { type AuditEntry, appendAudit } from "../audit.ts";
import { UNDATED_MS } from "../idempotency.ts";
import type { Tx } from "../tx.ts";
import { type Recovered, recover } from "./device-jobs.ts";

export interface Started extends Recovered {
  /** The last run did not end by itself: a crash, a kill or a power cut. */
  readonly unclean: boolean;
}

/** Marks this run; after an unclean stop recovers what it left. */
export function start(tx: Tx): Started {
  const ran = tx.prepare("SELECT value FROM meta WHERE name = 'running'").pluck().get() as string | undefined;
  tx.prepare(
    "INSERT INTO meta (name, value) VALUES ('running', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(tx.now.bootId);
  tx.prepare("INSERT INTO meta (name, value) VALUES ('series', 'A') ON CONFLICT (name) DO NOTHING").run();
  if (ran === undefined) return { unclean: false, prints: 0, vendors: 0 };
  const recovered = recover(tx);
  const detail = { prints: recovered.prints, vendors: recovered.vendors };
  appendAudit(tx, { actor: "gateway", action: "gateway.recovered", subject: tx.now.bootId, detail });
  return { unclean: true, ...recovered };
}

/** The last write of a run that ends by itself: all lazy marks are on disk before it. */
export function stop(tx: Tx): null {
  tx.prepare("DELETE FROM meta WHERE name = 'running'").run();
  return null;
}

export function audit(tx: Tx, entry: AuditEntry): null {
  appendAudit(tx, entry);
  return null;
}

/** Rows of pos_sync_logs kept per vendor: about a month of pulls. */
const KEPT_SYNC_LOGS = 10_000;

/** Forgets the oldest lines of each vendor's sync log, in small slices. Returns how many. */
export function pruneSyncLogs(tx: Tx): number {
  return tx
    .prepare(
      `DELETE FROM pos_sync_logs WHERE id IN
         (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY vendor ORDER BY id DESC) AS age FROM pos_sync_logs)
          WHERE age > ? LIMIT 500)`,
    )
    .run(KEPT_SYNC_LOGS).changes;
}

/** Forgets idempotency keys past their promise, in small slices. Returns how many. */
export function pruneKeys(tx: Tx): number {
  if (!tx.now.clockOk) return 0;
  tx.prepare("UPDATE idempotency SET at_ms = ? WHERE at_ms = ?").run(tx.now.wallMs, UNDATED_MS);
  return tx
    .prepare(
      `DELETE FROM idempotency WHERE (scope, key) IN
         (SELECT scope, key FROM idempotency WHERE at_ms + keep_ms < ? LIMIT 500)`,
    )
    .run(tx.now.wallMs).changes;
}
