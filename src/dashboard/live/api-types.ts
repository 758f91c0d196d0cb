/** What the page reads of the public API (/openapi.json). Money: integer minor units. Times: RFC 3339, `…Ms`: wall clock. */

export type Reason = "paper_out" | "cover_open" | "cutter_error" | "error" | "held_by_another";

export type Readiness =
  | { readonly state: "ready"; readonly sinceMs: number; readonly warnings: readonly string[] }
  | { readonly state: "offline"; readonly sinceMs: number; readonly reason: string }
  | { readonly state: "needs_person"; readonly sinceMs: number; readonly reason: Reason };

export type DeviceKind = "printer" | "drawer" | "terminal" | "scanner" | "scale" | "display";

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly at: string | null;
  readonly profile: string | null;
  readonly readiness: Readiness;
  readonly warning: string | null;
}

export interface Destination {
  readonly vendor: string;
  readonly connected: boolean;
  readonly reachability: "unknown" | "reachable" | "unreachable" | "rate_limited" | "sign_in";
  readonly sinceMs: number;
  readonly reason: string | null;
  readonly retryAtMs: number | null;
  readonly waiting: number;
  readonly inFlight: number;
  readonly needsPerson: number;
  readonly lagMs: number;
}

export interface DeviceQueue {
  readonly device: string;
  readonly waiting: number;
  readonly running: number;
  readonly unconfirmed: number;
  readonly oldestWaitingMs: number;
}

export interface Status {
  readonly version: string;
  readonly store: { readonly id: string; readonly name: string };
  readonly startedAt: string;
  readonly ready: boolean;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly disk: { readonly freeBytes: number; readonly walBytes: number; readonly state: string };
  readonly clock: { readonly ok: boolean; readonly now: string };
  readonly devices: readonly Device[];
  readonly queues: readonly DeviceQueue[];
  readonly destinations: readonly Destination[];
}

export interface LastError {
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

export type SyncState =
  | "pending"
  | "sending"
  | "sent"
  | "confirmed"
  | "in_doubt"
  | "rejected"
  | "not_supported"
  | "discarded";

export interface Sync {
  readonly destination: string;
  readonly state: SyncState;
  readonly vendorId: string | null;
  readonly attempts: number;
  readonly lastError: LastError | null;
  readonly at: string;
}

export type Tender = "cash" | "card" | "gift_card" | "voucher" | "account" | "other";
export type OrderState = "open" | "paid" | "voided" | "partially_refunded" | "refunded";

export interface Totals {
  readonly gross: number;
  readonly discount: number;
  readonly serviceCharge: number;
  readonly tax: number;
  readonly rounding: number;
  readonly cashRounding: number;
  readonly total: number;
}

export type PrintState =
  | "queued"
  | "held"
  | "printing"
  | "printed"
  | "unconfirmed"
  | "failed"
  | "expired"
  | "cancelled";
export type Proof = "printer" | "transport" | "none";

export interface PrintJob {
  readonly id: string;
  readonly printer: string;
  readonly state: PrintState;
  readonly proof: Proof;
  readonly order: string | null;
  readonly orderNumber: string | null;
  readonly banner: "COPY" | "DUPLICATE" | "VOID" | null;
  readonly attempts: number;
  readonly degraded: readonly { readonly detail: string }[];
  readonly waiting: { readonly reason: string; readonly since: string } | null;
  readonly retryOf: string | null;
  readonly settledBy: string | null;
  readonly lastError: LastError | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly endedAt: string | null;
}

export interface OrderPayment {
  readonly id: string;
  readonly tender: Tender;
  readonly amount: number;
  readonly tip: number;
  readonly tendered?: number;
  readonly change?: number;
  readonly reference?: string;
  readonly state: "approved" | "unknown" | "reversed";
  readonly at: string;
}

/** A row of GET /v1/orders. */
export interface OrderSummary {
  readonly id: string;
  /** return: money given back without its sale. */
  readonly kind: "sale" | "return";
  readonly number: string | null;
  readonly till: string;
  readonly staff: string | null;
  readonly state: OrderState;
  readonly businessDay: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly capturedAt: string;
  readonly currency: string;
  readonly totals: Totals;
  readonly paid: number;
  readonly tips: number;
  readonly refunded: number;
  readonly receiptNumber: number | null;
  readonly series: string | null;
  readonly late: boolean;
  readonly flagged: string | null;
  readonly payments: readonly OrderPayment[];
  readonly printJobs: readonly PrintJob[];
  readonly sync: readonly Sync[];
}

interface Priced {
  readonly name: string;
  readonly quantity: string;
  readonly unitPrice: number;
}
interface Deduction {
  readonly name: string;
  readonly amount: number;
}

export interface OrderLine extends Priced {
  readonly id: string;
  readonly modifiers: readonly Priced[];
  readonly discounts: readonly Deduction[];
  readonly note?: string;
  readonly amounts: { readonly gross: number; readonly discount: number; readonly total: number };
  readonly voided: readonly { readonly quantity: string; readonly reason: string; readonly at: string }[];
  readonly refundedQuantity: string;
}

export interface Refund {
  readonly id: string;
  readonly amount: number;
  readonly payments: readonly { readonly tender: Tender; readonly amount: number }[];
  readonly reason: string;
  readonly at: string;
  readonly receiptNumber: number;
}

/** GET /v1/orders/{id} */
export interface Order extends OrderSummary {
  readonly lines: readonly OrderLine[];
  readonly discounts: readonly Deduction[];
  readonly serviceCharges: readonly Deduction[];
  readonly refunds: readonly Refund[];
  readonly taxes: readonly {
    readonly name: string;
    readonly rate: string;
    readonly inclusive: boolean;
    readonly base: number;
    readonly amount: number;
  }[];
  readonly void: { readonly reason: string; readonly at: string } | null;
  readonly customer: { readonly name?: string; readonly phone?: string; readonly email?: string } | null;
  readonly note: string | null;
}

/** GET /v1/business-days */
export interface DayPage {
  /** The store's business day now. */
  readonly today: string;
  /** Days with orders, newest first. */
  readonly items: readonly {
    readonly businessDay: string;
    readonly orders: number;
    readonly closedAt: string | null;
  }[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export type JobKind = "print" | "kick" | "vendor.sale" | "vendor.refund" | "vendor.void" | "vendor.return";
export type JobState =
  | "queued"
  | "held"
  | "running"
  | "done"
  | "failed"
  | "in_doubt"
  | "expired"
  | "cancelled"
  | "discarded";

/** A row of GET /v1/outbox. */
export interface Duty {
  readonly id: string;
  readonly kind: JobKind;
  readonly device: string | null;
  readonly destination: string | null;
  readonly order: string | null;
  readonly orderNumber: string | null;
  readonly state: JobState;
  readonly sending: boolean;
  readonly attempts: number;
  readonly nextTryAt: string | null;
  readonly waitsForPerson: boolean;
  readonly lastError: LastError | null;
  readonly createdAt: string;
}

export interface ReportSummary {
  readonly id: string;
  readonly vendor: string;
  readonly businessDay: string;
  readonly at: string;
  readonly agrees: boolean;
}

export interface LedgerSums {
  readonly orders: number;
  readonly total: number;
  readonly tax: number;
  readonly tip: number;
  readonly paid: number;
  readonly refunded: number;
}

interface LedgerAmount {
  readonly total: number;
  readonly refunded: number;
  readonly currency: string;
}

export interface Difference {
  readonly orderId: string | null;
  readonly number: string | null;
  readonly vendorIds: readonly string[];
  readonly ours: LedgerAmount | null;
  readonly theirs: LedgerAmount | null;
  readonly cause: string;
  readonly action: string;
}

/** GET /v1/reconciliations/{id} */
export interface Report extends ReportSummary {
  readonly currency: string;
  readonly ours: LedgerSums;
  readonly theirs: LedgerSums;
  readonly matched: number;
  readonly missing: readonly Difference[];
  readonly extra: readonly Difference[];
  readonly mismatched: readonly Difference[];
  readonly doubled: readonly Difference[];
  readonly refunds: readonly Difference[];
  /** For information: no difference. */
  readonly notDue: readonly Difference[];
}
