/** Vendor accounts, what was seen at them, and the log of every sync. */
import type { VendorOrder } from "../../core/adapter.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { setSync } from "../orders.ts";
import type { Tx } from "../tx.ts";
import { iso } from "../when.ts";
import type { Asked, Made } from "./context.ts";

export interface ConnectInput extends Asked {
  /** Made by the caller: the credentials are sealed for this id. Ignored where the vendor is connected already under another. */
  readonly id: string;
  readonly vendor: string;
  readonly sealedCredentials: string;
  readonly settings: unknown;
}

/** Connects a vendor, or replaces the credentials and settings of the connection that stands. */
export function connectIntegration(tx: Tx, input: ConnectInput): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  tx.prepare(
    `INSERT INTO pos_integrations (id, vendor, credentials, connected_on, settings) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (vendor) DO UPDATE SET id = excluded.id, credentials = excluded.credentials,
       connected_on = excluded.connected_on, settings = excluded.settings`,
  ).run(input.id, input.vendor, input.sealedCredentials, iso(tx.now.wallMs), JSON.stringify(input.settings));
  appendAudit(tx, {
    actor: input.actor,
    action: "integration.connect",
    subject: input.vendor,
    detail: { id: input.id },
  });
  rememberKey(tx, input.key, input.id);
  tx.emit({ type: "integration.connected", vendor: input.vendor });
  return { id: input.id, replayed: false };
}

export interface SyncLogInput {
  readonly vendor: string;
  readonly type: "connect" | "status" | "orders" | "push" | "reconcile";
  readonly status: "ok" | "failed";
  readonly message: string;
}

export function logSync(tx: Tx, input: SyncLogInput): null {
  tx.prepare(
    "INSERT INTO pos_sync_logs (vendor, type, status, message, synced_at) VALUES (?, ?, ?, ?, ?)",
  ).run(input.vendor, input.type, input.status, input.message, iso(tx.now.wallMs));
  return null;
}

export interface VendorPageInput {
  readonly vendor: string;
  readonly orders: readonly VendorOrder[];
  readonly cursor: string;
}

/** A page and the cursor behind it, in one transaction: a crash between them would lose the page. */
export function storeVendorPage(
  tx: Tx,
  input: VendorPageInput,
): { readonly new: number; readonly updated: number } {
  let added = 0;
  let updated = 0;
  for (const order of input.orders) {
    const known = tx
      .prepare("SELECT 1 FROM vendor_order WHERE vendor = ? AND vendor_id = ?")
      .get(input.vendor, order.vendorId);
    if (known) updated += 1;
    else added += 1;
    saveVendorOrder(tx, input.vendor, order);
  }
  tx.prepare(
    `INSERT INTO sync_cursor (vendor, cursor, at_ms) VALUES (?, ?, ?)
     ON CONFLICT (vendor) DO UPDATE SET cursor = excluded.cursor, at_ms = excluded.at_ms`,
  ).run(input.vendor, input.cursor, tx.now.wallMs);
  return { new: added, updated };
}

function saveVendorOrder(tx: Tx, vendor: string, order: VendorOrder): void {
  tx.prepare(
    `INSERT INTO vendor_order (vendor, vendor_id, reference, business_day, body, seen_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (vendor, vendor_id) DO UPDATE SET reference = excluded.reference,
       business_day = excluded.business_day, body = excluded.body, seen_ms = excluded.seen_ms`,
  ).run(vendor, order.vendorId, order.reference, order.businessDay, JSON.stringify(order), tx.now.wallMs);
}

/** Seen at the vendor with the amounts we have: no longer only "sent". */
export function confirmOrders(
  tx: Tx,
  input: {
    readonly vendor: string;
    readonly confirmed: readonly { readonly orderId: string; readonly vendorId: string }[];
  },
): number {
  let count = 0;
  for (const { orderId, vendorId } of input.confirmed) {
    const state = tx
      .prepare("SELECT sync ->> ? FROM orders WHERE id = ?")
      .pluck()
      .get(`$."${input.vendor}".state`, orderId);
    if (state !== "sent") continue;
    setSync(tx, orderId, input.vendor, { state: "confirmed", vendorId });
    count += 1;
  }
  return count;
}
