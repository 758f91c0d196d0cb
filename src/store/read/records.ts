/** Look-ups of everything that is not an order or a job. */
import type { VendorOrder } from "../../core/adapter.ts";
import type { Connection } from "../database.ts";
import type { Page } from "./orders.ts";

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly till: string | null;
  readonly createdMs: number;
  readonly revokedMs: number | null;
}
export interface IntegrationRow {
  readonly id: string;
  readonly vendor: string;
  readonly sealedCredentials: string;
  readonly connectedOn: string;
  readonly settings: unknown;
}
export interface SyncLogRow {
  readonly id: number;
  readonly vendor: string;
  readonly type: string;
  readonly status: string;
  readonly message: string;
  readonly syncedAt: string;
}
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

const TOKEN = "SELECT id, name, scopes, till, created_ms AS createdMs, revoked_ms AS revokedMs FROM token";
const toToken = (row: unknown): TokenRow => {
  const { scopes, ...rest } = row as Omit<TokenRow, "scopes"> & { readonly scopes: string };
  return { ...rest, scopes: JSON.parse(scopes) as string[] };
};
const INTEGRATION = `SELECT id, vendor, credentials AS sealedCredentials, connected_on AS connectedOn, settings
  FROM pos_integrations`;
const toIntegration = (row: unknown): IntegrationRow => {
  const raw = row as Omit<IntegrationRow, "settings"> & { readonly settings: string };
  return { ...raw, settings: JSON.parse(raw.settings) };
};
const REPORT = "SELECT id, vendor, business_day AS businessDay, at_ms AS atMs, report FROM reconciliation";
const toReport = (row: unknown): ReportRow => {
  const raw = row as Omit<ReportRow, "report"> & { readonly report: string };
  return { ...raw, report: JSON.parse(raw.report) };
};
const maybe = <T>(row: unknown, to: (row: unknown) => T): T | undefined =>
  row === undefined ? undefined : to(row);

export function recordReads(db: Connection) {
  const tokenByHash = db.prepare(`${TOKEN} WHERE hash = ? AND revoked_ms IS NULL`);
  const keyOf = db.prepare<[string, string], { readonly bodyHash: Buffer; readonly resource: string }>(
    "SELECT body_hash AS bodyHash, resource FROM idempotency WHERE scope = ? AND key = ?",
  );
  return {
    tokenByHash: (hash: Uint8Array): TokenRow | undefined => maybe(tokenByHash.get(hash), toToken),
    tokens: (): readonly TokenRow[] => db.prepare(`${TOKEN} ORDER BY created_ms`).all().map(toToken),
    /** What a key made before, for routes that would do long work first. */
    idempotencyKey: (scope: string, key: string) => keyOf.get(scope, key),
    integrations: (): readonly IntegrationRow[] =>
      db.prepare(`${INTEGRATION} ORDER BY vendor`).all().map(toIntegration),
    integration: (vendor: string): IntegrationRow | undefined =>
      maybe(db.prepare(`${INTEGRATION} WHERE vendor = ?`).get(vendor), toIntegration),
    syncLogs: (vendor: string | null, limit: number, after: number | null): Page<SyncLogRow> => {
      const rows = db
        .prepare<unknown[], SyncLogRow>(
          `SELECT id, vendor, type, status, message, synced_at AS syncedAt FROM pos_sync_logs
           WHERE id < @before AND (@vendor IS NULL OR vendor = @vendor) ORDER BY id DESC LIMIT @limit`,
        )
        .all({ vendor, before: after ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 });
      const items = rows.slice(0, limit);
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    lastSync: (vendor: string, type: string): SyncLogRow | undefined =>
      db
        .prepare<unknown[], SyncLogRow>(
          `SELECT id, vendor, type, status, message, synced_at AS syncedAt FROM pos_sync_logs
           WHERE vendor = ? AND type = ? ORDER BY id DESC LIMIT 1`,
        )
        .get(vendor, type),
    cursor: (vendor: string): { readonly cursor: string; readonly atMs: number } | undefined =>
      db
        .prepare<[string], { readonly cursor: string; readonly atMs: number }>(
          "SELECT cursor, at_ms AS atMs FROM sync_cursor WHERE vendor = ?",
        )
        .get(vendor),
    vendorOrder: (vendor: string, vendorId: string): VendorOrder | undefined =>
      maybe(
        db
          .prepare("SELECT body FROM vendor_order WHERE vendor = ? AND vendor_id = ?")
          .pluck()
          .get(vendor, vendorId),
        (body) => JSON.parse(String(body)) as VendorOrder,
      ),
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
      const items = rows
        .slice(0, limit)
        .map((row) => ({ ...row, detail: JSON.parse(row.detail), hash: row.hash.toString("hex") }));
      return { items, next: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
    },
    reconciliation: (id: string): ReportRow | undefined =>
      maybe(db.prepare(`${REPORT} WHERE id = ?`).get(id), toReport),
    reconciliations: (limit: number): readonly ReportRow[] =>
      db.prepare(`${REPORT} ORDER BY at_ms DESC LIMIT ?`).all(limit).map(toReport),
    businessDays: (limit: number): readonly DayRow[] =>
      db
        .prepare<[number], Omit<DayRow, "report"> & { readonly report: string | null }>(
          `SELECT day, SUM(orders) AS orders, MAX(closed_at_ms) AS closedAtMs, MAX(report) AS report FROM (
             SELECT business_day AS day, COUNT(*) AS orders, NULL AS closed_at_ms, NULL AS report FROM orders GROUP BY 1
             UNION ALL SELECT day, 0, closed_at_ms, report FROM business_day)
           GROUP BY day ORDER BY day DESC LIMIT ?`,
        )
        .all(limit)
        .map((row) => ({ ...row, report: row.report === null ? null : JSON.parse(row.report) })),
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
