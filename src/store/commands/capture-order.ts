import { GatewayError } from "../../core/errors.ts";
import type { Order } from "../../core/orders/order.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { appendFact } from "../journal.ts";
import { markDay, setSync, tellOrder } from "../orders.ts";
import type { Tx } from "../tx.ts";
import type { Asked, Made } from "./context.ts";
import { numbered, onClosed } from "./record-fact.ts";

export interface CaptureInput extends Asked {
  /** Checked and computed by the rules; without receipt number. */
  readonly draft: Order;
  readonly contentHash: Uint8Array;
}

/**
 * Takes an order: the fact, its number and its duties in one transaction.
 * @throws order_exists: this id stands for other content · idempotency_key_reused
 */
export function captureOrder(tx: Tx, input: CaptureInput): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  if (isKnownOrder(tx, input)) {
    rememberKey(tx, input.key, input.draft.id);
    return { id: input.draft.id, replayed: true };
  }
  const order = numbered(tx, input.draft);
  const factSeq = appendFact(tx, "order.captured", null, order);
  addOrder(tx, order, { factSeq, contentHash: input.contentHash });
  // First: whoever listens knows the order before its duties.
  tellOrder(tx, order, "order.captured");
  if (order.state === "paid") onClosed(tx, order, factSeq);
  else for (const destination of order.destinations) setSync(tx, order.id, destination, { state: "pending" });
  rememberKey(tx, input.key, order.id);
  return { id: order.id, replayed: false };
}

/** Points at the fact that made the order. */
export function addOrder(
  tx: Tx,
  order: Order,
  { factSeq, contentHash }: { readonly factSeq: number; readonly contentHash: Uint8Array },
): void {
  tx.prepare(
    `INSERT INTO orders (seq, id, fact_seq, content_hash, till, state, business_day) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(factSeq, order.id, factSeq, contentHash, order.till, order.state, order.businessDay);
  markDay(tx, order.businessDay, factSeq);
}

/** An id deduplicates for ever: the same content again is a replay. @throws order_exists: with other content */
export function isKnownOrder(tx: Tx, input: Pick<CaptureInput, "draft" | "contentHash">): boolean {
  const hash = tx.prepare("SELECT content_hash FROM orders WHERE id = ?").pluck().get(input.draft.id) as
    | Buffer
    | undefined;
  if (!hash) return false;
  if (Buffer.compare(hash, input.contentHash) === 0) return true;
  throw new GatewayError("order_exists", `order ${input.draft.id} exists with other content`);
}
