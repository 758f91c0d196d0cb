/**
 * A damaged database is never replaced by an empty one: what can be read of it is carried into a new file, what is lost is
 * said, the damaged file is kept. Duties that may be lost are made again from the facts, as possibly done.
 */
import { existsSync, rmSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { type Connection, openWriter } from "../database.ts";
import { migrate } from "../migrate.ts";
import { mendSalvaged } from "./salvage-mend.ts";
import { readRows, tableNames } from "./salvage-rows.ts";
import { endTakingPlace, takePlace } from "./take-place.ts";

/** Above it the check would hold up opening a shop; a damaged page is then found when it is read. */
const CHECK_AT_OPEN_BYTES = 256 * 1024 * 1024;

export interface Opened {
  readonly db: Connection;
  readonly notes: readonly string[];
  /** The file was replaced: other connections still hold the damaged one. */
  readonly replaced: boolean;
}

/**
 * Opens the database, salvaged first where it is damaged. `isSuspected`: somebody met damage, so even a large file is checked.
 * @throws Error nothing could be read of it: a backup is needed, and the message says so
 */
export function openSound(path: string, nowMs: number, isSuspected: boolean): Opened {
  endTakingPlace(path, `${path}.replaced-${nowMs}`);
  const damage = damageOf(path, isSuspected);
  if (damage === null) return { db: openWriter(path), notes: [], replaced: false };
  return { ...salvage(path, damage, nowMs), replaced: true };
}

/** What is wrong with the file, or null. */
function damageOf(path: string, isSuspected: boolean): string | null {
  if (path === ":memory:" || !existsSync(path) || statSync(path).size === 0) return null;
  try {
    return isSuspected || statSync(path).size <= CHECK_AT_OPEN_BYTES ? checked(path) : null;
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !/CORRUPT|NOTADB/.test(error.code)) throw error;
    return error.message;
  }
}

function checked(path: string): string | null {
  rollBack(path);
  const db = new Database(path, { readonly: true });
  try {
    const found = String(db.pragma("quick_check(1)", { simple: true }));
    return found === "ok" ? null : found;
  } finally {
    db.close();
  }
}

/** Only the first start writes with a journal; a cut in it leaves one that no reading connection may roll back. */
function rollBack(path: string): void {
  if (!existsSync(`${path}-journal`)) return;
  const db = new Database(path);
  try {
    db.pragma("schema_version");
  } finally {
    db.close();
  }
}

function salvage(
  path: string,
  damage: string,
  nowMs: number,
): { readonly db: Connection; readonly notes: readonly string[] } {
  const fresh = `${path}.salvaged`;
  const kept = `${path}.damaged-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-")}`;
  for (const end of ["", "-wal", "-shm"]) rmSync(fresh + end, { force: true });
  const db = openWriter(fresh);
  migrate(db, fresh);
  const saved = carryOver(path, db);
  if (saved.facts === 0) {
    db.close();
    rmSync(fresh, { force: true });
    throw new Error(
      `${path} is damaged (${damage}) and nothing of it can be read. It was left as it is: restore a backup with "tillgate restore"`,
    );
  }
  const mended = mendSalvaged(db, nowMs, { damage, ...saved });
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
  takePlace(path, fresh, kept);
  const notes = [
    `the database was damaged (${damage}): ${saved.facts} facts and ${saved.rows} rows were saved, ${saved.unreadable} places could not be read`,
    `receipt numbers go on in the new series ${mended.series}; ${mended.duties} duties were made again and are asked about before they are sent`,
    ...(mended.lostOrders.length > 0
      ? [`orders that could not be read: ${mended.lostOrders.join(", ")}`]
      : []),
    `the damaged file is kept as ${kept}`,
  ];
  return { db: openWriter(path), notes };
}

export interface Saved {
  readonly rows: number;
  readonly facts: number;
  readonly unreadable: number;
}

function carryOver(path: string, to: Connection): Saved {
  const from = new Database(path, { readonly: true });
  const sum = { rows: 0, facts: 0, unreadable: 0 };
  try {
    to.pragma("foreign_keys = OFF");
    for (const table of tableNames(to)) {
      const copied = copyTable(from, to, table);
      sum.rows += copied.rows;
      sum.unreadable += copied.unreadable;
      if (table === "journal") sum.facts = copied.rows;
    }
  } finally {
    from.close();
    to.pragma("foreign_keys = ON");
  }
  return sum;
}

function copyTable(
  from: Connection,
  to: Connection,
  table: string,
): { readonly rows: number; readonly unreadable: number } {
  let rows = 0;
  let unreadable = 0;
  to.transaction(() => {
    for (const row of readRows(from, to, table)) {
      if (row === null) {
        unreadable += 1;
        continue;
      }
      const columns = Object.keys(row);
      const sql = `INSERT OR IGNORE INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
      rows += to.prepare(sql).run(...Object.values(row)).changes;
    }
  })();
  return { rows, unreadable };
}
