import type { Connection } from "../database.ts";

export type Row = Readonly<Record<string, string | number | Buffer | null>>;

/** Tables of the new schema, facts first: others refer to them. */
export function tableNames(db: Connection): readonly string[] {
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[];
  return names.sort((a, b) => Number(b === "journal") - Number(a === "journal"));
}

/** Every row that can be read; null for each place that cannot. */
export function* readRows(from: Connection, to: Connection, table: string): Iterable<Row | null> {
  const isWithoutRowid = /WITHOUT ROWID/i.test(
    String(to.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").pluck().get(table)),
  );
  try {
    yield* isWithoutRowid ? fromBothEnds(from, to, table) : byRowid(from, table);
  } catch {
    // Not even the table's root can be read: one place lost, the other tables go on.
    yield null;
  }
}

/** Walks by rowid; over a damaged place it jumps in growing steps until a row answers again. */
function* byRowid(from: Connection, table: string): Iterable<Row | null> {
  const next = from.prepare<[number], Row & { salvage_rowid: number }>(
    `SELECT rowid AS salvage_rowid, * FROM ${table} NOT INDEXED WHERE rowid > ? ORDER BY rowid LIMIT 1`,
  );
  const last = lastRowid(from, table);
  let at = 0;
  let jump = 1;
  while (at < last) {
    try {
      const row = next.get(at);
      if (!row) return;
      const { salvage_rowid, ...columns } = row;
      // A damaged page may hold its rows out of order: walking on from such a number would never end.
      if (salvage_rowid <= at || salvage_rowid > last) throw new RangeError("rows out of order");
      at = salvage_rowid;
      jump = 1;
      yield columns as Row;
    } catch {
      if (jump === 1) yield null;
      at += jump;
      jump = Math.min(jump * 2, 1_024);
    }
  }
}

/** Rows are numbered from 1: no table of ours reaches further. */
const MOST_ROWS = 10_000_000;

/** The end of the table may be what is damaged: then look as far as any table could reach. */
function lastRowid(from: Connection, table: string): number {
  try {
    const last = Number(from.prepare(`SELECT MAX(rowid) FROM ${table}`).pluck().get() ?? 0);
    return Math.min(last, MOST_ROWS);
  } catch {
    return MOST_ROWS;
  }
}

/** Without rowids there is no jumping: read from the start to the damage, and from the end back to it. */
function* fromBothEnds(from: Connection, to: Connection, table: string): Iterable<Row | null> {
  const key = to
    .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`)
    .all()
    .map((column) => column.name);
  for (const direction of ["ASC", "DESC"]) {
    const order = key.map((column) => `${column} ${direction}`).join(", ");
    let isWhole = true;
    try {
      for (const row of from.prepare<[], Row>(`SELECT * FROM ${table} ORDER BY ${order}`).iterate())
        yield row;
    } catch {
      isWhole = false;
      yield null;
    }
    if (isWhole) return;
  }
}
