import type { Order } from "../core/orders/order.ts";
import { type ChainedRow, firstBrokenLink, head, linkHash } from "./chain.ts";
import type { Connection } from "./database.ts";
import { pack, unpack } from "./phrases.ts";
import type { Tx } from "./tx.ts";

export type FactType =
  | "order.captured"
  | "order.changed"
  | "order.paid"
  | "order.voided"
  | "order.refunded"
  | "order.returned";

/** What a row of the journal says. */
export const factOf = (body: string): { readonly fact: unknown; readonly order: Order } =>
  JSON.parse(unpack(body));
export const orderOf = (body: string): Order => factOf(body).order;

/** Bytes changed on the disk may leave a text that is no fact any more. */
export function isFact(body: unknown): boolean {
  try {
    return typeof body === "string" && typeof orderOf(body).id === "string";
  } catch {
    return false;
  }
}

/** Adds a fact and the order as it stands after it. Returns its seq. An order once stamped by a clock in doubt says so from then on. */
export function appendFact(tx: Tx, type: FactType, fact: unknown, order: Order): number {
  const kept: Order = tx.now.clockOk ? order : { ...order, timesEstimated: true };
  return appendFactText(tx, type, order.id, JSON.stringify({ fact, order: kept }));
}

/** `json`: `{fact, order}`. */
export function appendFactText(tx: Tx, type: FactType, orderId: string, json: string): number {
  const before = head(tx, "journal");
  const seq = before.seq + 1;
  const { wallMs, monoMs, bootId, clockOk } = tx.now;
  const body = pack(json);
  const hash = linkHash(before.hash, [seq, type, orderId, wallMs, body]);
  tx.prepare(
    `INSERT INTO journal (seq, type, order_id, at_ms, mono_ms, boot_id, clock_ok, body, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(seq, type, orderId, wallMs, monoMs, bootId, clockOk ? 1 : 0, body, hash);
  return seq;
}

/** The seq of the first journal row that was changed, removed or forged; null: the chain is whole. */
export function brokenJournalLink(db: Connection): number | null {
  const rows = db.prepare(
    "SELECT seq, type, order_id AS orderId, at_ms AS atMs, body, hash FROM journal ORDER BY seq",
  );
  return firstBrokenLink(asChain(rows.iterate() as Iterable<JournalRow>));
}

/** Links of the journal behind a seq, in slices: each ends its statement, so no reader holds the log back. */
export function journalLinks(db: Connection): (after: number, count: number) => readonly ChainedRow[] {
  const rows = db.prepare(
    "SELECT seq, type, order_id AS orderId, at_ms AS atMs, body, hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
  );
  return (after, count) => [...asChain(rows.all(after, count) as JournalRow[])];
}

interface JournalRow {
  readonly seq: number;
  readonly type: string;
  readonly orderId: string;
  readonly atMs: number;
  readonly body: string;
  readonly hash: Buffer;
}
function* asChain(rows: Iterable<JournalRow>): Iterable<ChainedRow> {
  for (const row of rows) {
    yield { seq: row.seq, hash: row.hash, fields: [row.seq, row.type, row.orderId, row.atMs, row.body] };
  }
}
