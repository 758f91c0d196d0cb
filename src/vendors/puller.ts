/** Pulls what changed at a vendor: pages with their cursors, and the confirmation of our own sales. */
import type { PatientRead, VendorOrder } from "../core/adapter.ts";
import type { Store } from "../store/store.ts";
import type { VendorConnection } from "./connection.ts";

/** One pull, as /integrations/pos/sync/orders shows it. */
export interface SyncRun {
  readonly vendor: string;
  readonly pulled: number;
  readonly new: number;
  readonly updated: number;
  readonly failed: number;
  readonly error: string | null;
}

/** A first look at an account: the last week. */
const FIRST_LOOK_MS = 7 * 86_400_000;
/** Pages of one run: the next one goes on where it ended. */
const MAX_PAGES = 100;

export interface Pulling {
  readonly store: Store;
  readonly patiently: PatientRead;
  readonly nowMs: () => number;
}

/** Never rejects for the vendor: a run that failed is a run, with what it brought before. `sinceMs` null: from the cursor. */
export async function pullOrders(
  { store, patiently, nowMs }: Pulling,
  connection: VendorConnection,
  sinceMs: number | null,
  signal: AbortSignal,
): Promise<SyncRun> {
  const { vendor, adapter } = connection;
  let cursor = sinceMs === null ? store.read.cursor(vendor)?.cursor : undefined;
  let run: SyncRun = { vendor, pulled: 0, new: 0, updated: 0, failed: 0, error: null };
  try {
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const from = { cursor, sinceMs: sinceMs ?? nowMs() - FIRST_LOOK_MS };
      const page = await patiently(() => adapter.pull(from, signal), signal);
      const stored = await store.run("storeVendorPage", { vendor, orders: page.orders, cursor: page.cursor });
      await confirm(store, vendor, page.orders);
      run = {
        ...run,
        pulled: run.pulled + page.orders.length,
        new: run.new + stored.new,
        updated: run.updated + stored.updated,
      };
      cursor = page.cursor;
      if (!page.more) break;
    }
  } catch (error) {
    run = { ...run, failed: 1, error: error instanceof Error ? error.message : String(error) };
  }
  await store.run("logSync", { vendor, type: "orders", ...outcomeOf(run) });
  return run;
}

function outcomeOf(run: SyncRun): { readonly status: "ok" | "failed"; readonly message: string } {
  const pulled = `pulled ${run.pulled} orders, ${run.new} of them new`;
  return run.error === null
    ? { status: "ok", message: pulled }
    : { status: "failed", message: `${pulled}, then: ${run.error}` };
}

/** Ours, sent, and there with our amounts: no longer only "sent". */
async function confirm(store: Store, vendor: string, orders: readonly VendorOrder[]): Promise<void> {
  const confirmed = orders.flatMap((found) => {
    const order = found.reference === null ? undefined : store.read.order(found.reference);
    if (!order || found.state !== "completed") return [];
    const agrees =
      found.currency === order.currency &&
      found.total === order.totals.total &&
      found.refunded === order.refunded;
    const isSent = store.read
      .orderSync(order.id)
      .some(({ destination, state }) => destination === vendor && state === "sent");
    return agrees && isSent ? [{ orderId: order.id, vendorId: found.vendorId }] : [];
  });
  if (confirmed.length > 0) await store.run("confirmOrders", { vendor, confirmed });
}
