/** What the patient check found, told once: the audit keeps it, and the same finding of a later round is no news. */
import { appendAudit } from "../audit.ts";
import type { BrokenLink } from "../mend/patient-check.ts";
import type { Tx } from "../tx.ts";

/** Returns what was not told before. */
export function tellBrokenLinks(
  tx: Tx,
  input: { readonly broken: readonly BrokenLink[] },
): readonly BrokenLink[] {
  const known = new Set(
    JSON.parse(
      String(tx.prepare("SELECT value FROM meta WHERE name = 'broken_links'").pluck().get() ?? "[]"),
    ) as string[],
  );
  const news = input.broken.filter((one) => !known.has(nameOf(one)));
  if (news.length === 0) return [];
  tx.prepare(
    "INSERT INTO meta (name, value) VALUES ('broken_links', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(JSON.stringify([...known, ...news.map(nameOf)]));
  const detail = {
    rows: news.map((one) => ({ ...one, order: one.table === "journal" ? orderOf(tx, one.seq) : null })),
  };
  appendAudit(tx, {
    actor: "gateway",
    action: "store.rows_changed",
    subject: nameOf(news[0] ?? input.broken[0]),
    detail,
  });
  return news;
}

const nameOf = (one: BrokenLink | undefined): string => (one ? `${one.table} ${one.seq}` : "-");

const orderOf = (tx: Tx, seq: number): unknown =>
  tx.prepare("SELECT order_id FROM journal WHERE seq = ?").pluck().get(seq) ?? null;
