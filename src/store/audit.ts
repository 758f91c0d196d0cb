import { type ChainedRow, firstBrokenLink, head, linkHash } from "./chain.ts";
import type { Connection } from "./database.ts";
import type { Tx } from "./tx.ts";

/** Who did what to what: the AuditLogger of the integration spec. `detail` holds no secret and no card data. */
export interface AuditEntry {
  /** The token's name, or "gateway". */
  readonly actor: string;
  /** "drawer.open", "job.discard", ... */
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export function appendAudit(tx: Tx, entry: AuditEntry): void {
  const before = head(tx, "audit");
  const seq = before.seq + 1;
  const detail = JSON.stringify(entry.detail);
  const hash = linkHash(before.hash, [seq, tx.now.wallMs, entry.actor, entry.action, entry.subject, detail]);
  tx.prepare(
    "INSERT INTO audit (seq, at_ms, actor, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
  ).run(seq, tx.now.wallMs, entry.actor, entry.action, entry.subject, detail, hash);
}

/** The seq of the first audit row that was changed, removed or forged; null: the chain is whole. */
export function brokenAuditLink(db: Connection): number | null {
  const rows = db.prepare(
    "SELECT seq, at_ms AS atMs, actor, action, subject, detail, hash FROM audit ORDER BY seq",
  );
  return firstBrokenLink(asChain(rows.iterate() as Iterable<AuditRow>));
}

/** Links of the audit behind a seq, in slices. */
export function auditLinks(db: Connection): (after: number, count: number) => readonly ChainedRow[] {
  const rows = db.prepare(
    "SELECT seq, at_ms AS atMs, actor, action, subject, detail, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
  );
  return (after, count) => [...asChain(rows.all(after, count) as AuditRow[])];
}

interface AuditRow {
  readonly seq: number;
  readonly atMs: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly hash: Buffer;
}
function* asChain(rows: Iterable<AuditRow>): Iterable<ChainedRow> {
  for (const row of rows) {
    yield {
      seq: row.seq,
      hash: row.hash,
      fields: [row.seq, row.atMs, row.actor, row.action, row.subject, row.detail],
    };
  }
}
