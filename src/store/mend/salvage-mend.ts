/** Makes a salvaged database consistent again: order rows from facts, duties that may be lost, a new number series. */
import { randomUUID } from "node:crypto";
import type { Order, RefundInput } from "../../core/orders/order.ts";
import { appendAudit } from "../audit.ts";
import { tellBrokenLinks } from "../commands/broken-links.ts";
import { recover } from "../commands/device-jobs.ts";
import { mirrorSync } from "../commands/vendor-jobs.ts";
import type { Connection } from "../database.ts";
import { factOf, orderOf } from "../journal.ts";
import { enqueueVendors, markDay } from "../orders.ts";
import { JOB_COLUMNS, JOBS_OF_ORDER, toJob } from "../outbox.ts";
import { beginSeries } from "../series.ts";
import { createTxMaker, type Tx } from "../tx.ts";
import { type BrokenLink, createPatientCheck } from "./patient-check.ts";

interface Damage {
  readonly damage: string;
  readonly rows: number;
  readonly facts: number;
  readonly unreadable: number;
}

export interface Mended {
  readonly series: string;
  readonly duties: number;
  /** Orders of which not one fact could be read: the tills or the paper still know them. */
  readonly lostOrders: readonly string[];
  /** Numbers of the journal that are missing: of orders above, or changes of orders that were saved. */
  readonly lostFacts: number;
}

export function mendSalvaged(db: Connection, nowMs: number, damage: Damage): Mended {
  const makeTx = createTxMaker(db);
  return db.transaction(() => {
    const tx = makeTx({ wallMs: nowMs, monoMs: 0, bootId: randomUUID(), clockOk: true });
    const lostFacts = countLostFacts(tx);
    const restored = restoreOrderRows(tx);
    const lostOrders = removeLostOrders(tx);
    pointAtDuties(tx);
    for (const id of restored) restoreSync(tx, id);
    const duties = restoreDuties(tx);
    recover(tx);
    const series = beginSeries(tx);
    appendAudit(tx, {
      actor: "gateway",
      action: "store.salvaged",
      subject: series,
      detail: { ...damage, duties, lostOrders, lostFacts },
    });
    tellBrokenLinks(tx, { broken: brokenLinks(db) });
    return { series, duties, lostOrders, lostFacts };
  })();
}

/** Where rows are gone the chain breaks: told with the salvage, so that the patient check does not find it again. */
function brokenLinks(db: Connection): readonly BrokenLink[] {
  const check = createPatientCheck(db);
  const broken: BrokenLink[] = [];
  for (let isDone = false; !isDone; ) {
    const found = check.step(1_000);
    broken.push(...found.broken);
    isDone = found.isDone;
  }
  return broken;
}

/** The journal is numbered without gaps; order rows and duties know of facts at its end that are gone. */
function countLostFacts(tx: Tx): number {
  return tx
    .prepare(
      `SELECT MAX((SELECT COALESCE(MAX(seq), 0) FROM journal), (SELECT COALESCE(MAX(fact_seq), 0) FROM orders),
           (SELECT COALESCE(MAX(CAST(payload ->> '$.factSeq' AS INTEGER)), 0) FROM job))
         - (SELECT COUNT(*) FROM journal)`,
    )
    .pluck()
    .get() as number;
}

/** Whose row is lost, or points at an older fact than the newest that was saved. */
function restoreOrderRows(tx: Tx): readonly string[] {
  const newest = tx
    .prepare(
      `SELECT id, firstSeq, factSeq FROM
         (SELECT order_id AS id, MIN(seq) AS firstSeq, MAX(seq) AS factSeq FROM journal GROUP BY order_id) AS saved
       WHERE NOT EXISTS (SELECT 1 FROM orders WHERE orders.id = saved.id AND orders.fact_seq = saved.factSeq)`,
    )
    .all() as { id: string; firstSeq: number; factSeq: number }[];
  for (const { id, firstSeq, factSeq } of newest) {
    const order = orderAt(tx, factSeq);
    // The hash of what the till sent is lost with the row: the same order again is then refused, not doubled.
    tx.prepare(
      `INSERT INTO orders (seq, id, fact_seq, content_hash, till, state, business_day) VALUES (?, ?, ?, zeroblob(32), ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET fact_seq = excluded.fact_seq, state = excluded.state,
         business_day = excluded.business_day`,
    ).run(firstSeq, id, factSeq, order.till, order.state, order.businessDay);
  }
  return newest.map(({ id }) => id);
}

/** Which duties and which days an order has follows from rows that were saved apart from its own. */
function pointAtDuties(tx: Tx): void {
  tx.prepare(
    `UPDATE orders SET jobs = COALESCE(saved.seqs, '[]') FROM
       (SELECT orders.id AS id, duties.seqs AS seqs FROM orders LEFT JOIN
         (SELECT order_id, json_group_array(seq ORDER BY seq) AS seqs FROM job WHERE order_id IS NOT NULL GROUP BY order_id)
           AS duties ON duties.order_id = orders.id) AS saved
     WHERE saved.id = orders.id`,
  ).run();
  const days = tx.prepare("SELECT seq, business_day AS day FROM orders").all() as {
    seq: number;
    day: string;
  }[];
  for (const { seq, day } of days) markDay(tx, day, seq);
}

/** What is known of an order at its vendors is what its duties came to. */
function restoreSync(tx: Tx, orderId: string): void {
  const jobs = tx.prepare(`SELECT ${JOB_COLUMNS} FROM job WHERE seq IN (${JOBS_OF_ORDER}) ORDER BY seq`);
  for (const job of jobs.all(orderId).map(toJob)) mirrorSync(tx, job);
}

/** Known by an order row, or by a duty alone. */
function removeLostOrders(tx: Tx): readonly string[] {
  const removed = tx
    .prepare(
      "DELETE FROM orders WHERE NOT EXISTS (SELECT 1 FROM journal WHERE order_id = orders.id) RETURNING id",
    )
    .pluck()
    .all() as string[];
  const owed = tx
    .prepare("SELECT DISTINCT order_id FROM job WHERE order_id NOT IN (SELECT order_id FROM journal)")
    .pluck()
    .all() as string[];
  return [...new Set([...removed, ...owed])];
}

/** Facts that owe something to the vendors without a duty for it: made again under the same key. recover() then marks it as possibly sent. */
function restoreDuties(tx: Tx): number {
  let made = 0;
  for (const owed of [...owedSales(tx), ...owedLater(tx)]) {
    const order = orderAt(tx, owed.factSeq);
    enqueueVendors(tx, order, owed.kind, { factSeq: owed.factSeq, refundId: owed.refundId });
    made += order.destinations.length;
  }
  return made;
}

interface Owed {
  readonly factSeq: number;
  readonly kind: "vendor.sale" | "vendor.refund" | "vendor.void" | "vendor.return";
  readonly refundId: string | null;
}

/** By the fact that closed the order. A return sold nothing. */
function owedSales(tx: Tx): readonly Owed[] {
  const facts = factsOf(
    tx,
    `type <> 'order.returned' AND order_id NOT IN
       (SELECT order_id FROM job WHERE kind = 'vendor.sale' AND order_id IS NOT NULL)`,
  );
  const owed = new Map<string, Owed>();
  for (const { seq, order } of facts) {
    if (order.receiptNumber === null || owed.has(order.id)) continue;
    owed.set(order.id, { factSeq: seq, kind: "vendor.sale", refundId: null });
  }
  return [...owed.values()];
}

const LATER = {
  "order.refunded": "vendor.refund",
  "order.voided": "vendor.void",
  "order.returned": "vendor.return",
} as const;
const isLater = (type: string): type is keyof typeof LATER => type in LATER;

/** What came after the sale, or without one. An order that was voided before it closed owes nothing. */
function* owedLater(tx: Tx): Iterable<Owed> {
  const facts = factsOf(
    tx,
    `type IN ('order.refunded', 'order.voided', 'order.returned') AND seq NOT IN
       (SELECT payload ->> '$.factSeq' FROM job WHERE lane LIKE 'vendor:%' AND payload ->> '$.factSeq' IS NOT NULL)`,
  );
  for (const { seq, type, fact, order } of facts) {
    if (order.receiptNumber === null || !isLater(type)) continue;
    yield { factSeq: seq, kind: LATER[type], refundId: refundIdOf(type, fact, order) };
  }
}

function refundIdOf(type: keyof typeof LATER, fact: unknown, order: Order): string | null {
  if (type === "order.refunded") return (fact as RefundInput).id;
  return type === "order.returned" ? order.id : null;
}

interface SavedFact {
  readonly seq: number;
  readonly type: string;
  readonly fact: unknown;
  readonly order: Order;
}

/** Oldest first, one at a time: a shop's years do not fit in memory. */
function* factsOf(tx: Tx, condition: string): Iterable<SavedFact> {
  const next = tx.prepare(
    `SELECT seq, type, body FROM journal WHERE seq > ? AND ${condition} ORDER BY seq LIMIT 500`,
  );
  for (let after = 0; ; ) {
    const rows = next.all(after) as { seq: number; type: string; body: string }[];
    for (const { seq, type, body } of rows) yield { seq, type, ...factOf(body) };
    const last = rows.at(-1);
    if (!last) return;
    after = last.seq;
  }
}

const orderAt = (tx: Tx, factSeq: number): Order => {
  const body = tx.prepare("SELECT body FROM journal WHERE seq = ?").pluck().get(factSeq) as string;
  return orderOf(body);
};
