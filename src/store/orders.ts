/** What capture, change, payment, void and refund share: where an order stands, its numbers and its duties. */
import { GatewayError } from "../core/errors.ts";
import { type AfterCrash, deviceLane, type JobKind, vendorLane } from "../core/jobs/job.ts";
import type { Banner, PrintPayload, VendorPayload } from "../core/jobs/job-kinds.ts";
import type { Order } from "../core/orders/order.ts";
import type { DraftHead } from "./draft.ts";
import { orderOf } from "./journal.ts";
import { enqueue } from "./outbox.ts";
import { stretchOf } from "./read/orders.ts";
import { currentTemplate } from "./read/print-templates.ts";
import { currentSeries } from "./series.ts";
import type { Tx } from "./tx.ts";

export function orderById(tx: Tx, id: string): Order | undefined {
  const row = tx
    .prepare(
      "SELECT journal.body AS body FROM orders JOIN journal ON journal.seq = orders.fact_seq WHERE orders.id = ?",
    )
    .get(id) as { body: string } | undefined;
  return row && orderOf(row.body);
}

/**
 * The order, for a till that owns it.
 * @throws not_found · wrong_till
 */
export function ownOrder(tx: Tx, id: string, till: string | null): Order {
  const order = orderById(tx, id);
  if (!order) throw new GatewayError("not_found", `there is no order ${id}`);
  if (till !== null && order.till !== till) {
    throw new GatewayError("wrong_till", `order ${id} belongs to till ${order.till}`);
  }
  return order;
}

/** The next number of a till: given inside the transaction of its receipt, so a rollback burns none. */
export function nextReceiptNumber(
  tx: Tx,
  till: string,
): { readonly number: number; readonly series: string } {
  const series = currentSeries(tx);
  const number = tx
    .prepare(
      `INSERT INTO counter (till, series, next) VALUES (?, ?, 2)
       ON CONFLICT (till, series) DO UPDATE SET next = next + 1 RETURNING next - 1`,
    )
    .pluck()
    .get(till, series) as number;
  return { number, series };
}

export function isClosedDay(tx: Tx, businessDay: string): boolean {
  return tx.prepare("SELECT 1 FROM business_day WHERE day = ?").get(businessDay) !== undefined;
}

/** Points the order's row at its newest fact and tells the gateway. */
export function moveOrder(tx: Tx, order: Order, factSeq: number): void {
  const seq = tx
    .prepare("UPDATE orders SET fact_seq = ?, state = ?, business_day = ? WHERE id = ? RETURNING seq")
    .pluck()
    .get(factSeq, order.state, order.businessDay, order.id) as number;
  markDay(tx, order.businessDay, seq);
  tellOrder(tx, order, "order.updated");
}

/** A list of a day's orders looks where this says. */
export function markDay(tx: Tx, businessDay: string, seq: number): void {
  tx.prepare("INSERT INTO day_stretch (day, stretch) VALUES (?, ?) ON CONFLICT DO NOTHING").run(
    businessDay,
    stretchOf(seq),
  );
}

export function tellOrder(
  tx: Tx,
  order: DraftHead & Pick<Order, "receiptNumber">,
  type: "order.captured" | "order.updated",
): void {
  const { till, number, state, businessDay, currency, receiptNumber } = order;
  const total = order.totals.total;
  tx.emit({ type, orderId: order.id, till, number, state, businessDay, total, currency, receiptNumber });
}

const VENDOR_SUFFIX = {
  "vendor.sale": "sale",
  "vendor.refund": "refund",
  "vendor.void": "void",
  "vendor.return": "return",
} as const;

/** A duty towards each destination of the order. The key is made here, once, and is the same on every attempt. */
export function enqueueVendors(
  tx: Tx,
  order: Pick<Order, "id" | "destinations">,
  kind: keyof typeof VENDOR_SUFFIX & JobKind,
  payload: VendorPayload,
): void {
  for (const destination of order.destinations) {
    const refund = payload.refundId === null ? "" : `:${payload.refundId}`;
    enqueue(tx, {
      kind,
      lane: vendorLane(destination),
      key: order.id,
      idempotencyKey: `${order.id}:${VENDOR_SUFFIX[kind]}${refund}`,
      payload,
      afterCrash: "ask",
      orderId: order.id,
      expiresAtMs: null,
      till: null,
      urgent: false,
    });
    setSync(tx, order.id, destination, { state: "pending" });
  }
}

export interface SyncPatch {
  readonly state: "pending" | "sent" | "confirmed" | "in_doubt" | "rejected" | "not_supported" | "discarded";
  readonly vendorId?: string;
  readonly attempts?: number;
  readonly lastError?: unknown;
}

export function setSync(tx: Tx, orderId: string, destination: string, patch: SyncPatch): void {
  const vendorId = tx
    .prepare(
      // As a patch of nothing: what is null does not stand in it. Numbers come as REAL, and JSON would show it.
      `UPDATE orders SET sync = json_set(sync, @line, json_patch('{}', json_object('state', @state, 'atMs', CAST(@atMs AS INTEGER),
         'vendorId', COALESCE(@vendorId, sync ->> (@line || '.vendorId')),
         'attempts', COALESCE(CAST(@attempts AS INTEGER), sync ->> (@line || '.attempts')),
         'lastError', json(@lastError))))
       WHERE id = @orderId RETURNING sync ->> (@line || '.vendorId')`,
    )
    .pluck()
    .get({
      orderId,
      line: `$."${destination}"`,
      state: patch.state,
      vendorId: patch.vendorId ?? null,
      attempts: patch.attempts ?? null,
      lastError: JSON.stringify(patch.lastError ?? null),
      atMs: tx.now.wallMs,
    }) as string | null | undefined;
  tx.emit({ type: "sync.updated", orderId, destination, state: patch.state, vendorId: vendorId ?? null });
}

/** The order's receipt on paper: one job per copy, each proven on its own. */
export function enqueueReceipts(
  tx: Tx,
  order: Pick<Order, "id" | "till" | "payments" | "refunds">,
  print: NonNullable<Order["print"]>,
  about: { readonly factSeq: number; readonly refundId: string | null; readonly banner: Banner | null },
): void {
  const openDrawer = about.banner === null && (print.openDrawer ?? changedCash(order, about.refundId));
  for (let copy = 0; copy < print.copies; copy += 1) {
    enqueuePrint(tx, {
      printer: print.printer,
      payload: {
        what: {
          type: "receipt",
          factSeq: about.factSeq,
          refundId: about.refundId,
          openDrawer: openDrawer && copy === 0,
        },
        banner: about.banner ?? (copy === 0 ? null : "COPY"),
        ...ownTemplate(tx, "receipt"),
        retryOf: null,
        repeated: false,
      },
      orderId: order.id,
      afterCrash: "ask",
      expiresAtMs: null,
      till: order.till,
      urgent: false,
    });
  }
}

/** Named when the duty is made: later previews, and a second try, are of the same words. */
export function ownTemplate(tx: Tx, name: string): Pick<PrintPayload, "template"> {
  const current = currentTemplate(tx, name);
  return typeof current?.text === "string" ? { template: { name, version: current.version } } : {};
}

function changedCash(order: Pick<Order, "payments" | "refunds">, refundId: string | null): boolean {
  if (refundId === null) return order.payments.some((payment) => payment.tender === "cash");
  const refund = order.refunds.find((candidate) => candidate.id === refundId);
  return refund?.payments.some((payment) => payment.tender === "cash") ?? false;
}

export interface PrintDraft {
  readonly printer: string;
  readonly payload: PrintPayload;
  readonly orderId: string | null;
  readonly afterCrash: AfterCrash;
  readonly expiresAtMs: number | null;
  readonly till: string | null;
  readonly urgent: boolean;
}

export function enqueuePrint(tx: Tx, draft: PrintDraft): string {
  const key = tx.newId();
  const job = enqueue(tx, {
    kind: "print",
    lane: deviceLane(draft.printer),
    key,
    idempotencyKey: key,
    payload: draft.payload,
    afterCrash: draft.afterCrash,
    orderId: draft.orderId,
    expiresAtMs: draft.expiresAtMs,
    till: draft.till,
    urgent: draft.urgent,
  });
  return job.id;
}
