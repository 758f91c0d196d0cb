/** Duties towards a vendor, as the dispatcher would fill them. */
import type { VendorJob, VendorReference } from "../../src/core/adapter.ts";
import { type JobId, vendorLane } from "../../src/core/jobs/job.ts";
import type { Order } from "../../src/core/orders/order.ts";
import { applyRefund, applyVoid } from "../../src/core/orders/rules.ts";
import { makeSettings } from "../help/orders.ts";

export interface DutyFacts {
  readonly vendor: string;
  readonly kind: VendorJob["kind"];
  readonly order: Order;
  /** Wall ms; null: never sent. */
  readonly firstSentAtMs: number | null;
  readonly earlier: readonly VendorReference[];
}

export function vendorJob({ vendor, kind, order, firstSentAtMs, earlier }: DutyFacts): VendorJob {
  const isRefund = kind === "vendor.refund" || kind === "vendor.return";
  const refundId = isRefund ? (order.refunds.at(-1)?.id ?? null) : null;
  const name = `${kind}/${order.id}/${refundId ?? ""}`;
  return {
    kind,
    order,
    refundId,
    earlier,
    job: {
      seq: 1,
      id: `job ${name}` as JobId,
      kind,
      lane: vendorLane(vendor),
      key: order.id,
      idempotencyKey: name,
      payload: null,
      afterCrash: "ask",
      orderId: order.id,
      expiresAtMs: null,
      till: null,
      urgent: false,
      state: "running",
      attempts: 1,
      dueAtMs: 0,
      createdAtMs: firstSentAtMs ?? 0,
      firstSentAtMs,
      endedAtMs: null,
      result: null,
      lastError: null,
      settledBy: null,
    },
  };
}

/** The order with an amount given back on its first payment. */
export function refunded(order: Order, amount: number, id = "r1"): Order {
  const tender = order.payments[0]?.tender ?? "cash";
  const input = { id, amount, payments: [{ tender, amount }], reason: "cold coffee" };
  const facts = { settings: makeSettings(), at: "2026-11-21T12:00:00Z", receiptNumber: 2, series: "A" };
  return applyRefund(order, input, facts);
}

/** The order voided, every payment reversed. */
export function voided(order: Order, id = "v1"): Order {
  const input = { id, reason: "wrong table", reversed: order.payments.map((payment) => payment.id) };
  return applyVoid(order, input, { settings: makeSettings(), at: "2026-11-21T12:00:00Z" });
}
