/** What is wrong with a database before anybody writes to it. */
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { GatewayError } from "../../core/errors.ts";
import { type Connection, openWriter } from "../database.ts";
import { isFact } from "../journal.ts";
import { logDamage } from "./log-damage.ts";
import { hasLostSchema } from "./schema-copy.ts";

/**
 * Of the file and its log together, which the check reads whole: about 1 ms a megabyte on a warm SSD, twenty on a cold card. Above it
 * the check would hold up opening a shop; a damaged page is then found when it is read.
 */
const CHECK_AT_OPEN_BYTES = 16 * 1024 * 1024;
/** More would only be told shortened. */
const MOST_FINDINGS = 50;
/** An index can be made again from its table. quick_check would not see it, and a till's order would not be found by its id. */
const OF_INDEX = /^(row \d+ missing from index|wrong # of entries in index|non-unique entry in index)/;

/** A disk that stutters gives the page at the next try; one that never does has lost it. */
const ASK_AGAIN_MS = [100, 400, 1_500, 3_000] as const;

/** index: all rows can be read. log: commits that SQLite would not see. pages: rows may be lost. */
export interface Damage {
  readonly type: "index" | "log" | "pages";
  readonly words: string;
  /** The disk does not give some pages: only what it still does not give at the end is lost. */
  readonly isUnread: boolean;
}

export function findDamage(path: string, isSuspected: boolean): Damage | null {
  if (path === ":memory:" || !existsSync(path)) return null;
  rollBack(path);
  if (!isSuspected && sizeOf(path) + sizeOf(`${path}-wal`) > CHECK_AT_OPEN_BYTES) return null;
  // First: opening the database would begin the log anew.
  const log = logDamage(path);
  if (log !== null) return { type: "log", words: log, isUnread: false };
  return steadily(path) ?? changedSchema(path) ?? (isSuspected ? brokenFacts(path) : null);
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

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

/** Is the very same damage there again? A disk that failed for a while must not cost what it gives a moment later. */
export const isStillDamaged = (path: string, damage: Damage): boolean =>
  damageOf(check(path), true)?.words === damage.words;

/**
 * SQLite tells a page that the disk did not give from one that is damaged in few of its words: only a disk that gives every byte is believed.
 * @throws store_unknown: the disk fails, now here and now there
 */
function steadily(path: string): Damage | null {
  const first = damageOf(check(path), false);
  if (first === null) return null;
  for (const ms of ASK_AGAIN_MS) {
    const isReadable = isAllReadable(path);
    const again = damageOf(check(path), !isReadable);
    if (again === null || (isReadable && isAllReadable(path))) return again;
    if (again.words !== first.words)
      throw new GatewayError("store_unknown", `the disk fails while the database is read: ${again.words}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  }
  return { ...first, isUnread: true };
}

function isAllReadable(path: string): boolean {
  const chunk = Buffer.alloc(1024 * 1024);
  try {
    for (const file of [path, `${path}-wal`].filter(existsSync)) {
      const fd = openSync(file, "r");
      try {
        while (readSync(fd, chunk) > 0);
      } finally {
        closeSync(fd);
      }
    }
    return true;
  } catch {
    return false;
  }
}

function damageOf(findings: readonly string[], isUnread: boolean): Damage | null {
  const [first] = findings;
  if (first === undefined || first === "ok") return null;
  const type = findings.every((one) => OF_INDEX.test(one)) ? "index" : "pages";
  return { type, words: first, isUnread };
}

/** A file that cannot even be opened as a database says so in the error's words. */
function check(path: string): readonly string[] {
  try {
    return checkOpened(path);
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !/CORRUPT|NOTADB/.test(error.code)) throw error;
    return [error.message];
  }
}

function checkOpened(path: string): readonly string[] {
  const db = new Database(path, { readonly: true });
  try {
    const found = db.prepare(`PRAGMA integrity_check(${MOST_FINDINGS})`).pluck().all() as string[];
    return found[0] === "ok" ? [...textsThatAreNone(db), "ok"] : found;
  } finally {
    db.close();
  }
}

/** Columns that hold JSON: bytes changed in the middle of a row break no page, and integrity_check passes over them. */
function textsThatAreNone(db: Connection): readonly string[] {
  const tables = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%json_valid%'")
    .all();
  return (tables as { name: string; sql: string }[]).flatMap(({ name, sql }) =>
    [...sql.matchAll(/json_valid\((\w+)\)/g)].flatMap(([, column]) => {
      const bad = db
        .prepare(`SELECT COUNT(*) FROM ${name} WHERE NOT json_valid(${column})`)
        .pluck()
        .get() as number;
      return bad > 0 ? [`${bad} rows of ${name} hold a broken ${column}`] : [];
    }),
  );
}

/** A letter changed in the name of a column breaks no page, and no integrity check sees it. */
const changedSchema = (path: string): Damage | null =>
  hasLostSchema(path) ? { type: "pages", words: "its schema is not what was noted", isUnread: false } : null;

/** Each fact is unpacked and parsed, which a start has no time for: looked at once somebody met one that cannot be read. */
function brokenFacts(path: string): Damage | null {
  const db = new Database(path, { readonly: true });
  try {
    let count = 0;
    for (const body of db.prepare("SELECT body FROM journal").pluck().iterate())
      if (!isFact(body)) count += 1;
    return count === 0
      ? null
      : { type: "pages", words: `${count} rows of journal hold a broken body`, isUnread: false };
  } finally {
    db.close();
  }
}

/** False: the table is damaged too, as two rows under one name are. */
export function rebuildIndexes(path: string): boolean {
  const db = openWriter(path);
  try {
    db.exec("REINDEX");
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !/CONSTRAINT|CORRUPT/.test(error.code)) throw error;
    return false;
  } finally {
    db.close();
  }
  return damageOf(check(path), false) === null;
}
