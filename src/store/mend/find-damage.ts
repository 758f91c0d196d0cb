/** What is wrong with a database before anybody writes to it. */
import { existsSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { GatewayError } from "../../core/errors.ts";
import { openWriter } from "../database.ts";
import { logDamage } from "./log-damage.ts";

/**
 * Of the file and its log together, which the check reads whole: about 1 ms a megabyte on a warm SSD, twenty on a cold card. Above it
 * the check would hold up opening a shop; a damaged page is then found when it is read.
 */
const CHECK_AT_OPEN_BYTES = 16 * 1024 * 1024;
/** More would only be told shortened. */
const MOST_FINDINGS = 50;
/** An index can be made again from its table. quick_check would not see it, and a till's order would not be found by its id. */
const OF_INDEX = /^(row \d+ missing from index|wrong # of entries in index|non-unique entry in index)/;

/** A page that the disk did not give: "error code 266" is an I/O error, 11 is a damaged page. */
const ERROR_CODE = /error code[ =](\d+)/;
const CORRUPT = 11;
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
  try {
    return damageOf(steadily(path));
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !/CORRUPT|NOTADB/.test(error.code)) throw error;
    return { type: "pages", words: error.message, isUnread: false };
  }
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
  damageOf(check(path))?.words === damage.words;

/** What all tries agree on. @throws store_unknown: the disk fails, now here and now there */
function steadily(path: string): readonly string[] {
  const first = check(path);
  if (!isUnread(first)) return first;
  for (const ms of ASK_AGAIN_MS) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    const again = check(path);
    if (!isUnread(again)) return again;
    if (again.join() !== first.join())
      throw new GatewayError("store_unknown", `the disk fails while the database is read: ${again[0]}`);
  }
  return first;
}

const isUnread = (findings: readonly string[]): boolean =>
  findings.some((one) => {
    const code = ERROR_CODE.exec(one)?.[1];
    return code !== undefined && (Number(code) & 0xff) !== CORRUPT;
  });

function damageOf(findings: readonly string[]): Damage | null {
  const [first] = findings;
  if (first === undefined || first === "ok") return null;
  const type = findings.every((one) => OF_INDEX.test(one)) ? "index" : "pages";
  return { type, words: first, isUnread: isUnread(findings) };
}

function check(path: string): readonly string[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(`PRAGMA integrity_check(${MOST_FINDINGS})`).pluck().all() as string[];
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
  return damageOf(check(path)) === null;
}
