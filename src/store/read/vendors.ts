/** Vendor accounts, their sync log and what was seen at them. */
import type { VendorOrder } from "../../core/adapter.ts";
import type { Connection } from "../database.ts";
import { maybe, type Page, toPage } from "./page.ts";

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

const INTEGRATION = `SELECT id, vendor, credentials AS sealedCredentials, connected_on AS connectedOn, settings
  FROM pos_integrations`;
const toIntegration = (row: unknown): IntegrationRow => {
  const raw = row as Omit<IntegrationRow, "settings"> & { readonly settings: string };
  return { ...raw, settings: JSON.parse(raw.settings) };
};

export function vendorReads(db: Connection) {
  return {
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
      return toPage(rows, limit, (row) => row.id);
    },
    /** The last one that succeeded. */
    lastSync: (vendor: string, type: string): SyncLogRow | undefined =>
      db
        .prepare<unknown[], SyncLogRow>(
          `SELECT id, vendor, type, status, message, synced_at AS syncedAt FROM pos_sync_logs
           WHERE vendor = ? AND type = ? AND status = 'ok' ORDER BY id DESC LIMIT 1`,
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
  };
}
