/**
 * A damaged database is never replaced by an empty one: what can be read of it is carried into a new file, what is lost is
 * said, the damaged file is kept. Duties that may be lost are made again from the facts, as possibly done.
 */
import { rmSync } from "node:fs";
import Database from "better-sqlite3";
import { GatewayError } from "../../core/errors.ts";
import { type Connection, openWriter } from "../database.ts";
import { isFact } from "../journal.ts";
import { migrate } from "../migrate.ts";
import { type Damage, findDamage, isStillDamaged, rebuildIndexes } from "./find-damage.ts";
import { noteBoot, putTogether } from "./log-damage.ts";
import { type Mended, mendSalvaged } from "./salvage-mend.ts";
import { type Row, readRows, tableNames } from "./salvage-rows.ts";
import { hasLostSchema, putBackFacts, putBackSchema } from "./schema-copy.ts";
import { refuseLostShop } from "./shop-marker.ts";
import { endTakingPlace, takePlace } from "./take-place.ts";

export interface Opened {
  readonly db: Connection;
  readonly notes: readonly string[];
  /** The file was replaced: other connections still hold the damaged one. */
  readonly replaced: boolean;
}

/**
 * Opens the database, mended first where it is damaged. `isSuspected`: somebody met damage, so even a large file is checked.
 * @throws store_read_only: a shop was here, and its file is gone or nothing could be read of it: a backup is needed, the message says so
 */
export function openSound(path: string, nowMs: number, isSuspected: boolean): Opened {
  endTakingPlace(path, `${path}.replaced-${nowMs}`);
  refuseLostShop(path);
  const damage = findDamage(path, isSuspected);
  const opened = damage === null ? untouched(path) : mended(path, damage, nowMs);
  if (path !== ":memory:") noteBoot(path);
  return opened;
}

const untouched = (path: string): Opened => ({ db: openWriter(path), notes: [], replaced: false });

function mended(path: string, damage: Damage, nowMs: number): Opened {
  if (damage.type === "index" && rebuildIndexes(path)) {
    const notes = [
      `an index of the database was damaged (${damage.words}) and was made again: nothing was lost`,
    ];
    return { db: openWriter(path), notes, replaced: false };
  }
  return { ...salvage(path, damage, nowMs), replaced: true };
}

function salvage(path: string, damage: Damage, nowMs: number): Omit<Opened, "replaced"> {
  const fresh = `${path}.salvaged`;
  const kept = `${path}.damaged-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-")}`;
  removeDatabase(fresh);
  try {
    const notes = [...fill(fresh, path, damage, nowMs), `the damaged file is kept as ${kept}`];
    takePlace(path, fresh, kept);
    return { db: openWriter(path), notes };
  } finally {
    removeDatabase(fresh);
  }
}

/** Makes the new database of what can be read, and says what that was. */
function fill(fresh: string, path: string, damage: Damage, nowMs: number): readonly string[] {
  const db = openWriter(fresh);
  try {
    migrate(db, fresh);
    const saved = carryOverFrom(path, damage, db);
    if (damage.isUnread && !isStillDamaged(path, damage))
      throw new GatewayError(
        "store_unknown",
        "the disk failed while the database was read: it is read again",
      );
    if (saved.facts === 0) throw nothingLeft(path, damage);
    const mended = mendSalvaged(db, nowMs, { damage: damage.words, ...saved });
    db.pragma("wal_checkpoint(TRUNCATE)");
    return told(damage, saved, mended);
  } finally {
    db.close();
  }
}

const nothingLeft = (path: string, damage: Damage): GatewayError =>
  new GatewayError(
    "store_read_only",
    `${path} is damaged (${damage.words}) and nothing of it can be read. It was left as it is: restore a backup with "tillgate restore"`,
  );

const told = (damage: Damage, saved: Saved, mended: Mended): readonly string[] => [
  `the database was damaged (${damage.words}): ${saved.facts} facts and ${saved.rows} rows were saved, ${saved.unreadable} places could not be read`,
  `receipt numbers go on in the new series ${mended.series}; ${mended.duties} duties were made again and are asked about before they are sent`,
  ...(mended.lostOrders.length > 0 ? [`orders that could not be read: ${mended.lostOrders.join(", ")}`] : []),
  ...(mended.lostFacts > 0 ? [`${mended.lostFacts} facts of the journal are missing`] : []),
];

function removeDatabase(file: string): void {
  for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
}

export interface Saved {
  readonly rows: number;
  readonly facts: number;
  readonly unreadable: number;
}

/** Where places could not be read, facts that nothing leads to any more are looked for page by page. */
function carryOverFrom(path: string, damage: Damage, to: Connection): Saved {
  const saved = readingFrom(path, damage, (source) => carryOver(source, to, tableNames(to)));
  if (saved.facts > 0 && saved.unreadable === 0) return saved;
  const loose = inCopy(path, (whole) =>
    putBackFacts(path, whole) ? carryOver(whole, to, ["journal"]) : undefined,
  );
  return { ...saved, rows: saved.rows + (loose?.rows ?? 0), facts: saved.facts + (loose?.facts ?? 0) };
}

/** A log that breaks off is read in a copy: SQLite would take the break for its end. So is a file that lost its schema. */
function readingFrom<T>(path: string, { type }: Damage, read: (source: string) => T): T {
  const putTogetherAgain = type === "log" ? putTogether : hasLostSchema(path) ? putBackSchema : undefined;
  if (putTogetherAgain === undefined) return read(path);
  return inCopy(path, (whole) => {
    putTogetherAgain(path, whole);
    return read(whole);
  });
}

function inCopy<T>(path: string, work: (whole: string) => T): T {
  const whole = `${path}.whole`;
  removeDatabase(whole);
  try {
    return work(whole);
  } finally {
    removeDatabase(whole);
  }
}

/** Rows that are there already stay as they are. */
function carryOver(path: string, to: Connection, tables: readonly string[]): Saved {
  const from = new Database(path, { readonly: true });
  const sum = { rows: 0, facts: 0, unreadable: 0 };
  try {
    to.pragma("foreign_keys = OFF");
    for (const table of tables) {
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
      const end = row === null ? "lost" : putRow(to, table, row);
      if (end === "kept") rows += 1;
      if (end === "lost") unreadable += 1;
    }
  })();
  return { rows, unreadable };
}

function putRow(to: Connection, table: string, row: Row): "kept" | "lost" | "there" {
  if (table === "journal" && !isFact(row["body"])) return "lost";
  const columns = Object.keys(row);
  const sql = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
  try {
    to.prepare(sql).run(...Object.values(row));
    return "kept";
  } catch (error) {
    // A row that its table would not take is damaged; one that stands already was met from the other end.
    if (!isConstraint(error)) throw error;
    return isDouble(error) ? "there" : "lost";
  }
}

const isConstraint = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code.startsWith("SQLITE_CONSTRAINT");
const isDouble = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code === "SQLITE_CONSTRAINT_PRIMARYKEY";
