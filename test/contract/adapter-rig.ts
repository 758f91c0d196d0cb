/**
 * What an adapter's folder brings to be judged: its simulator behind a few levers that mean the same for every vendor.
 * A guest exports it from `adapters/<id>/sim-rig.ts` as `openRig`.
 */
import type { Order } from "../../src/core/orders/order.ts";

export type RigFault =
  /** The n-th write is done, its answer never comes: the line breaks. */
  | { readonly type: "answer_lost"; readonly write: number }
  /** Every write is done, and answered with something that is no answer. */
  | { readonly type: "garbage" }
  /** The vendor thinks for ever. */
  | { readonly type: "silent" }
  /** Nothing is done, 429 with `Retry-After: 7`. */
  | { readonly type: "rate_limited" }
  | { readonly type: "server_error" }
  /** The token is no good any more. */
  | { readonly type: "signed_out" }
  /** The token may not write. */
  | { readonly type: "forbidden" };

/** What the vendor's books say of one order of ours, minor units. */
export interface VendorBooks {
  /** Live orders: not cancelled. */
  readonly orders: number;
  readonly paid: number;
  readonly refunded: number;
}

export interface AdapterRig extends AsyncDisposable {
  readonly settings: unknown;
  readonly credentials: unknown;
  /** Where the vendor's own clock stands; moved on by tests about old keys. */
  readonly nowMs: () => number;
  pass(ms: number): void;
  fault(fault: RigFault): void;
  heal(): void;
  /** The vendor forgets every idempotency key, as all do after a while. */
  forgetKeys(): void;
  booksOf(order: Order): VendorBooks;
}
