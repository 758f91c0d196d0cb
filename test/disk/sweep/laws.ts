/** What must hold of a shop's folder after a disk failed under it and is well again. The ledger is from outside. */
import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { brokenAuditLink } from "../../../src/store/audit.ts";
import { brokenJournalLink, factOf } from "../../../src/store/journal.ts";
import type { Ledger } from "./day.ts";

const REFUSALS = new Set(["store_full", "store_unknown", "store_read_only"]);

/** Sentences of what is wrong; none: all laws hold. */
export function judge(path: string, ledger: Ledger): readonly string[] {
  if (!existsSync(path)) return ["there is no database"];
  const db = new Database(path, { readonly: true });
  try {
    return [
      ...ledger.said.filter((one) => one.includes("series")).map((one) => `salvaged: ${one}`),
      ...words(ledger),
      ...sound(db),
      ...standing(db, ledger),
      ...numbers(db),
      ...besides(path),
    ];
  } finally {
    db.close();
  }
}

function words({ refused, shut }: Ledger): readonly string[] {
  return [
    ...refused
      .filter(({ reply }) => !REFUSALS.has(reply.code ?? ""))
      .map(({ id, reply }) => `${id} was refused as ${reply.code}: ${reply.message}`),
    ...shut
      .filter(({ code }) => code !== "store_read_only")
      .map((reply) => `opening failed as ${reply.name} ${reply.code}: ${reply.message}`),
    ...[...shut, ...refused.map(({ reply }) => reply)]
      .filter(({ message }) => message.length < 10 || /undefined|\[object/.test(message))
      .map(({ message }) => `says nothing: ${message}`),
  ];
}

function sound(db: Database.Database): readonly string[] {
  const found = String(db.pragma("integrity_check(1)", { simple: true }));
  return [
    ...(found === "ok" ? [] : [`integrity: ${found}`]),
    ...(brokenJournalLink(db) === null ? [] : ["the journal's chain is broken"]),
    ...(brokenAuditLink(db) === null ? [] : ["the audit's chain is broken"]),
  ];
}

const factsIn = (db: Database.Database) =>
  (
    db.prepare("SELECT type, order_id AS orderId, body FROM journal").all() as {
      type: string;
      orderId: string;
      body: string;
    }[]
  ).map(({ type, orderId, body }) => {
    const { fact, order } = factOf(body);
    return { type, orderId, fact: fact as { readonly id?: string } | null, order };
  });

/** Acknowledged: once. Refused and sent again until taken: once. */
function standing(db: Database.Database, ledger: Ledger): readonly string[] {
  const facts = factsIn(db);
  const count = (id: string): number =>
    facts.filter(({ type, orderId, fact }) =>
      type === "order.refunded" ? fact?.id === id : type === "order.captured" && orderId === id,
    ).length;
  const hasBytes = db
    .prepare(`SELECT COUNT(*) FROM job_bytes JOIN job ON job.seq = job_bytes.job_seq WHERE job.order_id = ?`)
    .pluck();
  return [...ledger.acknowledged].flatMap((id) => {
    const found = id.endsWith(":print") ? Number(hasBytes.get(id.replace(":print", ""))) : count(id);
    return found === 1 ? [] : [`${id} stands ${found} times`];
  });
}

/** A salvage would begin a new series: here no byte was damaged. */
function numbers(db: Database.Database): readonly string[] {
  const given = factsIn(db)
    .map(({ order }) => order.refunds.at(-1)?.receiptNumber ?? order.receiptNumber ?? 0)
    .toSorted((a, b) => a - b);
  return given.every((number, index) => number === index + 1) ? [] : [`receipt numbers: ${given.join(" ")}`];
}

function besides(path: string): readonly string[] {
  return readdirSync(dirname(path))
    .filter((name) => /\.(damaged|replaced|salvaged|ready|half)/.test(name))
    .map((name) => `left behind: ${name}`);
}
