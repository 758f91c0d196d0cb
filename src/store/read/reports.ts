/** The audit, reports that stand, and the settings that the API may change. */
import type { Connection } from "../database.ts";
import { IN_STRETCH } from "./orders.ts";
import { maybe, type Page, toPage } from "./page.ts";

export interface AuditRow {
  readonly seq: number;
  readonly atMs: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: unknown;
  /** Hex of the chain's hash. */
  readonly hash: string;
}
export interface ReportRow {
  readonly id: string;
  readonly vendor: string;
  readonly businessDay: string;
  readonly atMs: number;
  readonly report: unknown;
}
export interface DayRow {
  readonly day: string;
  readonly orders: number;
  readonly closedAtMs: number | null;
  readonly report: unknown;
}

const REPORT = "SELECT id, vendor, business_day AS businessDay, at_ms AS atMs, report FROM reconciliation";
const toReport = (row: unknown): ReportRow => {
  const raw = row as Omit<ReportRow, "report"> & { readonly report: string };
  return { ...raw, report: JSON.parse(raw.report) };
};

type RawDay = Omit<DayRow, "report"> & { readonly report: string | null };
const toDay = (row: RawDay): DayRow => ({
  ...row,
  report: row.report === null ? null : JSON.parse(row.report),
});

export function reportReads(db: Connection) {
  const days = db.prepare<unknown[], RawDay>(
    `SELECT known.day, closed_at_ms AS closedAtMs, report,
       (SELECT COUNT(*) FROM day_stretch CROSS JOIN orders ON ${IN_STRETCH} AND orders.business_day = day_stretch.day
        WHERE day_stretch.day = known.day) AS orders
     FROM (SELECT day FROM day_stretch UNION SELECT day FROM business_day) AS known
       LEFT JOIN business_day ON business_day.day = known.day
     WHERE (@before IS NULL OR known.day < @before) AND (@day IS NULL OR known.day = @day)
     ORDER BY known.day DESC LIMIT @limit`,
  );
  return {
    audit: (limit: number, after: number | null): Page<AuditRow> => {
      const rows = db
        .prepare<
          unknown[],
          Omit<AuditRow, "hash" | "detail"> & { readonly hash: Buffer; readonly detail: string }
        >(
          `SELECT seq, at_ms AS atMs, actor, action, subject, detail, hash FROM audit
           WHERE seq < ? ORDER BY seq DESC LIMIT ?`,
        )
        .all(after ?? Number.MAX_SAFE_INTEGER, limit + 1);
      return toPage(
        rows.map((row) => ({ ...row, detail: JSON.parse(row.detail), hash: row.hash.toString("hex") })),
        limit,
        (row) => row.seq,
      );
    },
    reconciliation: (id: string): ReportRow | undefined =>
      maybe(db.prepare(`${REPORT} WHERE id = ?`).get(id), toReport),
    /** Newest first: ids are made in the order of time. */
    reconciliations: (limit: number, beforeId: string | null): readonly ReportRow[] =>
      db
        .prepare(`${REPORT} WHERE @beforeId IS NULL OR id < @beforeId ORDER BY id DESC LIMIT @limit`)
        .all({ beforeId, limit })
        .map(toReport),
    /** Days with orders, and days that were closed, newest first. */
    businessDays: (limit: number, before: string | null): readonly DayRow[] =>
      days.all({ before, day: null, limit }).map(toDay),
    businessDay: (day: string): DayRow | undefined =>
      maybe(days.get({ before: null, day, limit: 1 }), (row) => toDay(row as RawDay)),
    deviceConfigs: (): readonly { readonly id: string; readonly config: unknown }[] =>
      db
        .prepare<[], { readonly id: string; readonly config: string }>(
          "SELECT id, config FROM device ORDER BY id",
        )
        .all()
        .map((row) => ({ id: row.id, config: JSON.parse(row.config) })),
    meta: (name: string): string | undefined =>
      db.prepare("SELECT value FROM meta WHERE name = ?").pluck().get(name) as string | undefined,
  };
}
