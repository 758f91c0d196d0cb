/** Asks a vendor for a business day, compares, keeps the report. */
import type { VendorOrder } from "../core/adapter.ts";
import { businessDayWindow } from "../core/business-day.ts";
import { GatewayError, isGatewayError } from "../core/errors.ts";
import { type Job, vendorLane } from "../core/jobs/job.ts";
import { vendorResult } from "../core/jobs/job-kinds.ts";
import type { Order, StoreSettings } from "../core/orders/order.ts";
import type { ReconciliationReport } from "../core/reconciliation.ts";
import type { Asked } from "../store/commands/context.ts";
import type { Store } from "../store/store.ts";
import { compare } from "./compare.ts";
import type { VendorConnection } from "./connection.ts";

export interface Reconciling {
  readonly store: Store;
  readonly settings: Pick<StoreSettings, "timeZone" | "dayStart" | "currency">;
  readonly nowMs: () => number;
}

/** A vendor's clock and ours, and orders that were begun the day before. */
const MARGIN_MS = 86_400_000;

/**
 * Returns the report's id. The vendor is asked first: what is sold meanwhile is then ours to explain.
 * @throws vendor_unavailable · vendor_sign_in · outcome_unknown · vendor_rejected: nothing was stored but a line of the log
 */
export async function reconcile(
  { store, settings, nowMs }: Reconciling,
  { vendor, adapter }: VendorConnection,
  wish: { readonly businessDay: string; readonly asked: Asked },
  signal: AbortSignal,
): Promise<string> {
  const { businessDay, asked } = wish;
  const askedAtMs = nowMs();
  const { fromMs } = businessDayWindow(businessDay, settings.timeZone, settings.dayStart);
  const seen: VendorOrder[] = [];
  try {
    for await (const order of adapter.ordersBetween(fromMs - MARGIN_MS, askedAtMs, signal)) seen.push(order);
  } catch (error) {
    const failure = isGatewayError(error)
      ? error
      : new GatewayError("protocol_error", `${vendor} could not be read: ${String(error)}`, { cause: error });
    await log(store, vendor, "failed", `${businessDay}: ${failure.message}`);
    throw failure;
  }
  const lane = vendorLane(vendor);
  const dutiesOf = (orderId: string): readonly Job[] =>
    store.read.jobsOfOrder(orderId).filter((job) => job.lane === lane);
  const isMeant = ({ destinations }: Order): boolean => destinations.includes(vendor);
  const ours = [...store.read.ordersOfDay(businessDay)].filter(isMeant);
  const refundedLater = store.read
    .ordersRefundedOn(businessDay)
    .filter((order) => isMeant(order) && order.businessDay !== businessDay);
  const { report, agreed } = compare({
    vendor,
    businessDay,
    currency: settings.currency,
    askedAtMs,
    ours,
    refundedLater,
    theirs: withPulled(store, vendor, seen, refundedLater, dutiesOf),
    orderById: store.read.order,
    dutiesOf,
  });
  await store.run("confirmOrders", { vendor, confirmed: agreed });
  const stored: ReconciliationReport = { ...report, at: new Date(askedAtMs).toISOString() };
  const made = await store.run("saveReconciliation", { ...asked, vendor, businessDay, report: stored });
  await log(store, vendor, "ok", `${businessDay}: ${summaryOf(stored)}`);
  return made.id;
}

/** A sale of weeks ago is outside the window; the pull has brought its refund. */
function withPulled(
  store: Store,
  vendor: string,
  seen: readonly VendorOrder[],
  older: readonly Order[],
  dutiesOf: (orderId: string) => readonly Job[],
): readonly VendorOrder[] {
  const known = new Set(seen.map(({ vendorId }) => vendorId));
  const pulled = older.flatMap((order) => {
    const vendorId = vendorIdOf(dutiesOf(order.id));
    const found = vendorId === undefined ? undefined : store.read.vendorOrder(vendor, vendorId);
    return found && !known.has(found.vendorId) ? [found] : [];
  });
  return [...seen, ...pulled];
}

function vendorIdOf(duties: readonly Job[]): string | undefined {
  const done = duties.find(({ kind, state }) => kind === "vendor.sale" && state === "done");
  const result = vendorResult.safeParse(done?.result);
  return result.success ? result.data.id : undefined;
}

function summaryOf(report: ReconciliationReport): string {
  if (report.agrees) return `${report.matched} orders agree`;
  const lists = ["missing", "extra", "mismatched", "doubled", "refunds"] as const;
  const counts = lists
    .filter((list) => report[list].length > 0)
    .map((list) => `${report[list].length} ${list}`);
  return `${report.matched} orders agree, ${counts.join(", ")}`;
}

const log = (store: Store, vendor: string, status: "ok" | "failed", message: string): Promise<null> =>
  store.run("logSync", { vendor, type: "reconcile", status, message });
