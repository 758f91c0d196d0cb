/** The report of POST /v1/reconciliations: both ledgers of one business day, order by order and in sums. Minor units. */
export interface LedgerSums {
  readonly orders: number;
  readonly total: number;
  readonly tax: number;
  readonly tip: number;
  readonly paid: number;
  readonly refunded: number;
}

export interface Difference {
  readonly orderId: string | null;
  readonly number: string | null;
  readonly vendorIds: readonly string[];
  readonly ours: { readonly total: number; readonly refunded: number; readonly currency: string } | null;
  readonly theirs: { readonly total: number; readonly refunded: number; readonly currency: string } | null;
  /** Why, in a sentence a shopkeeper understands. */
  readonly cause: string;
  /** What to do, or what the gateway does by itself. */
  readonly action: string;
}

export interface ReconciliationReport {
  readonly vendor: string;
  readonly businessDay: string;
  readonly at: string;
  /** Nothing missing, extra, mismatched or doubled. */
  readonly agrees: boolean;
  readonly currency: string;
  readonly ours: LedgerSums;
  readonly theirs: LedgerSums;
  readonly matched: number;
  readonly missing: readonly Difference[];
  readonly extra: readonly Difference[];
  readonly mismatched: readonly Difference[];
  readonly doubled: readonly Difference[];
  /** Refunds on one side only or with another amount. */
  readonly refunds: readonly Difference[];
  /** Still open here, so not due at the vendor: for information, no difference. */
  readonly notDue: readonly Difference[];
}
