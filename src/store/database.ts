/**
 * Opens connections to the one database file, each with the settings that durability needs, asserted.
 * Why each pragma: https://www.sqlite.org/pragma.html, https://www.sqlite.org/wal.html
 */
import Database from "better-sqlite3";

/** 16 years of a WAL-reset race were fixed in 3.51.3 (sqlite.org/releaselog): older ones may lose pages. */
const MIN_SQLITE: readonly [number, number, number] = [3, 51, 3];
/** "TLGT": file(1) and other programs can tell whose database this is. */
export const APPLICATION_ID = 0x544c4754;
/** Halves the bytes of a lonely commit against SQLite's 4096: an SD card's life. */
export const PAGE_BYTES = 1024;
/** What the -wal file shrinks back to. */
const WAL_LIMIT_BYTES = 16 * 1024 * 1024;
const SYNCHRONOUS_FULL = 2;
/** sqlite.org/fileformat2.html, "The Write-Ahead Log". */
const FRAME_HEAD_BYTES = 24;

export type Connection = Database.Database;

/** The only connection that writes. */
export function openWriter(path: string): Connection {
  const db = new Database(path);
  db.pragma(`page_size = ${PAGE_BYTES}`);
  if (path !== ":memory:" && db.pragma("journal_mode = WAL", { simple: true }) !== "wal") {
    db.close();
    throw new Error(`${path}: this file system does not allow WAL`);
  }
  // The writer checkpoints by itself, between groups: an automatic one would stretch some till's commit.
  db.pragma("wal_autocheckpoint = 0");
  db.pragma(`journal_size_limit = ${WAL_LIMIT_BYTES}`);
  secure(db);
  return db;
}

/** A connection that only reads: never locks, never writes. */
export function openReader(path: string): Connection {
  const db = new Database(path, { readonly: true });
  secure(db);
  db.pragma("query_only = ON");
  return db;
}

function secure(db: Connection): void {
  assertVersion(String(db.prepare("SELECT sqlite_version()").pluck().get()));
  // better-sqlite3 is compiled so that WAL means NORMAL, which loses the last commits when the plug is pulled.
  setSynchronous(db, "FULL");
  db.pragma("foreign_keys = ON");
  db.pragma("busy_timeout = 5000");
  db.pragma("cell_size_check = ON");
  db.pragma("trusted_schema = OFF");
}

/** What the log holds that the database does not yet. The file's size says nothing: a log is begun anew from its start. */
export function unwrittenLogBytes(db: Connection): number {
  const [frames] = db.pragma("wal_checkpoint(NOOP)") as {
    readonly log: number;
    readonly checkpointed: number;
  }[];
  return frames ? (frames.log - frames.checkpointed) * (PAGE_BYTES + FRAME_HEAD_BYTES) : 0;
}

/** Sets it and reads it back: a connection that is not FULL must never answer a till. */
export function setSynchronous(db: Connection, level: "FULL" | "NORMAL"): void {
  db.pragma(`synchronous = ${level}`);
  if (level === "FULL") assertFull(db);
}

export function assertFull(db: Connection): void {
  const level = db.pragma("synchronous", { simple: true });
  if (level !== SYNCHRONOUS_FULL)
    throw new Error(`synchronous is ${String(level)}, not FULL: a power cut would lose orders`);
}

function assertVersion(version: string): void {
  const have = version.split(".").map(Number);
  for (const [index, need] of MIN_SQLITE.entries()) {
    const part = have[index] ?? 0;
    if (part > need) return;
    if (part < need)
      throw new Error(`SQLite ${version} is too old: ${MIN_SQLITE.join(".")} or newer is needed`);
  }
}
