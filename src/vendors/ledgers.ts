import type { VendorOrder } from "../core/adapter.ts";
import type { Job } from "../core/jobs/job.ts";
import type { Order } from "../core/orders/order.ts";

/** Both sides of one business day at one vendor, and what is known around them. */
export interface Ledgers {
  readonly vendor: string;
  readonly businessDay: string;
  readonly currency: string;
  /** When the vendor was asked, wall ms: what was sent about then may not be in its lists yet. */
  readonly askedAtMs: number;
  /** Our orders of the day that are meant for this vendor. */
  readonly ours: readonly Order[];
  /** Orders of other days on which a refund was booked on this one. */
  readonly refundedLater: readonly Order[];
  /** What the vendor has around the day, in any order. */
  readonly theirs: readonly VendorOrder[];
  /** An order of ours of any day. */
  readonly orderById: (id: string) => Order | undefined;
  /** Its duties towards this vendor, oldest first. */
  readonly dutiesOf: (orderId: string) => readonly Job[];
}
