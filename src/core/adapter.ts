import type { z } from "zod";
import type { Finding } from "./finding.ts";
import type { Job } from "./jobs/job.ts";
import type { Log } from "./log.ts";
import type { Order } from "./orders/order.ts";

/** One duty towards a vendor, filled by the dispatcher. The order is the journal's snapshot of that very fact: it never changes between attempts. */
export interface VendorJob {
  readonly job: Job;
  readonly kind: "vendor.sale" | "vendor.refund" | "vendor.void" | "vendor.return";
  /** As it stood after the fact (sale: closed; refund: with this refund; void: voided; return: its only one). */
  readonly order: Order;
  /** vendor.refund, vendor.return: which of order.refunds. */
  readonly refundId: string | null;
  /** What earlier duties of this order came to at the vendor, oldest first. May miss one whose lazy mark was lost: look it up then. */
  readonly earlier: readonly VendorReference[];
}

export interface VendorReference {
  /** The vendor's id of the order. */
  readonly id: string;
  /** Our ids of payments and refunds → the vendor's. */
  readonly parts: Readonly<Record<string, string>>;
  /** What cannot be expressed there, in words for the operator. */
  readonly losses: readonly string[];
}

/** An order as the vendor has it: what reconciliation compares. Minor units. */
export interface VendorOrder {
  readonly vendorId: string;
  /** Our order id, where the vendor holds it; null: not one of ours. */
  readonly reference: string | null;
  /** Ours from its metadata, else computed by the adapter in the location's zone; null: cannot tell. */
  readonly businessDay: string | null;
  readonly state: "open" | "completed" | "cancelled";
  readonly currency: string;
  /** Without tip. */
  readonly total: number;
  readonly tax: number;
  readonly tip: number;
  readonly paid: number;
  readonly refunded: number;
  readonly updatedAt: string;
  /** Verbatim extract for the operator; no personal data. */
  readonly summary: string;
}

export interface VendorPage {
  readonly orders: readonly VendorOrder[];
  /** Stored together with the orders, in one transaction. */
  readonly cursor: string;
  readonly more: boolean;
}

/** One vendor account. Talks to a cloud or to a server in the shop. */
export interface VendorAdapter extends AsyncDisposable {
  /** A live look at the account, for /integrations/pos/status. @throws vendor_sign_in · vendor_unavailable */
  check(signal: AbortSignal): Promise<{ readonly account: string; readonly currency: string }>;
  /** Delivers one duty, with keys derived from job.idempotencyKey. @throws outcome_unknown · vendor_unavailable · vendor_sign_in · vendor_rejected */
  send(job: VendorJob, signal: AbortSignal): Promise<VendorReference>;
  /** Did an earlier send() arrive? Asked after a crash or a lost answer, before any second send(). */
  find(job: VendorJob, signal: AbortSignal): Promise<Finding<VendorReference>>;
  /** What changed at the vendor since the cursor; undefined: from `sinceMs`. */
  pull(
    from: { readonly cursor: string | undefined; readonly sinceMs: number },
    signal: AbortSignal,
  ): Promise<VendorPage>;
  /** All orders of the vendor that may belong to the business day: one page after another. Wall ms window of when they may have been sent. */
  ordersBetween(fromMs: number, toMs: number, signal: AbortSignal): AsyncIterable<VendorOrder>;
}

/** fetch with our limits: deadline, size cap, redirects refused, log without secrets. */
export type HttpClient = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; null: no body. */
  readonly body: unknown;
}
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where the body was none. */
  readonly body: unknown;
}
/**
 * The http client throws GatewayErrors: vendor_unavailable when no byte of the request can have been acted on (name not found,
 * connection refused), outcome_unknown when it may have been (reset, timeout, broken answer).
 */

/** Asks for a page again where it failed for a moment only; throws what is left then. For reads alone: they are safe to repeat. */
export type PatientRead = <T>(read: () => Promise<T>, signal: AbortSignal) => Promise<T>;

export interface AdapterContext<C, K> {
  readonly integrationId: string;
  readonly config: C;
  readonly credentials: K;
  /** The shop's own, for orders that were rung up at the vendor itself: IANA name, and "04:00". */
  readonly timeZone: string;
  readonly dayStart: string;
  readonly http: HttpClient;
  /** Around each page of ordersBetween(). pull() needs none: a page is one call of it, and whoever makes it repeats it. */
  readonly patiently: PatientRead;
  readonly nowMs: () => number;
  readonly log: Log;
}

/** Default export of adapters/<id>/index.ts. */
export interface AdapterModule<C = unknown, K = unknown> {
  /** The folder's name and the vendor's id in the API. */
  readonly id: string;
  /** `settings` of POST /integrations/pos/connect. */
  readonly config: z.ZodType<C>;
  /** `credentials` of POST /integrations/pos/connect; encrypted at rest. */
  readonly credentials: z.ZodType<K>;
  /** In flight at once, and how long the vendor certainly keeps an idempotency key, ms. */
  readonly limits: { readonly concurrency: number; readonly keyFreshMs: number };
  create(context: AdapterContext<C, K>): VendorAdapter;
}
export const defineAdapter = <C, K>(module: AdapterModule<C, K>): AdapterModule<C, K> => module;
