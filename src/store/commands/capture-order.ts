import { GatewayError } from "../../core/errors.ts";
import { type Draft, type DraftHead, type Numbers, withMembers } from "../draft.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { appendFactText } from "../journal.ts";
import { markDay, setSync, tellOrder } from "../orders.ts";
import { enqueueTickets, type Tickets } from "../tickets.ts";
import type { Tx } from "../tx.ts";
import type { Asked } from "./context.ts";
import { numbersOf, onClosed } from "./record-fact.ts";

export interface CaptureInput extends Asked {
  /** Checked and computed by the rules. */
  readonly draft: Draft;
  readonly contentHash: Uint8Array;
  /** What its stations shall make of it. */
  readonly tickets?: Tickets | undefined;
}

/** As `Made`; of a new order also what it got when it was stored. */
export type Captured =
  | { readonly id: string; readonly replayed: true }
  | { readonly id: string; readonly replayed: false; readonly numbers: Numbers };

/**
 * Takes an order: the fact, its number and its duties in one transaction.
 * @throws order_exists: this id stands for other content · idempotency_key_reused
 */
export function captureOrder(tx: Tx, { key, draft, contentHash, tickets }: CaptureInput): Captured {
  const { head, json } = draft;
  const known = replayOf(tx, key);
  if (known !== undefined) return { id: known, replayed: true };
  if (isKnownOrder(tx, head.id, contentHash)) {
    rememberKey(tx, key, head.id);
    return { id: head.id, replayed: true };
  }
  const numbers: Numbers = {
    ...numbersOf(tx, { ...head, receiptNumber: null, series: null }),
    ...(tx.now.clockOk ? {} : { timesEstimated: true }),
  };
  const body = `{"fact":null,"order":${withMembers(json, { applied: [], ...numbers })}}`;
  const factSeq = appendFactText(tx, "order.captured", head.id, body);
  addOrder(tx, head, { factSeq, contentHash });
  const order = { ...head, ...numbers };
  // First: whoever listens knows the order before its duties.
  tellOrder(tx, order, "order.captured");
  enqueueTickets(tx, order, factSeq, tickets);
  if (order.state === "paid") onClosed(tx, order, factSeq);
  else for (const destination of order.destinations) setSync(tx, order.id, destination, { state: "pending" });
  rememberKey(tx, key, order.id);
  return { id: order.id, replayed: false, numbers };
}

/** Points at the fact that made the order. */
export function addOrder(
  tx: Tx,
  order: Pick<DraftHead, "id" | "till" | "state" | "businessDay">,
  { factSeq, contentHash }: { readonly factSeq: number; readonly contentHash: Uint8Array },
): void {
  tx.prepare(
    `INSERT INTO orders (seq, id, fact_seq, content_hash, till, state, business_day) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(factSeq, order.id, factSeq, contentHash, order.till, order.state, order.businessDay);
  markDay(tx, order.businessDay, factSeq);
}

/** An id deduplicates for ever: the same content again is a replay. @throws order_exists: with other content */
export function isKnownOrder(tx: Tx, id: string, contentHash: Uint8Array): boolean {
  const hash = tx.prepare("SELECT content_hash FROM orders WHERE id = ?").pluck().get(id) as
    | Buffer
    | undefined;
  if (!hash) return false;
  if (Buffer.compare(hash, contentHash) === 0) return true;
  throw new GatewayError("order_exists", `order ${id} exists with other content`);
}
