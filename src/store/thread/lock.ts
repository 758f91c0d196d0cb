import Database from "better-sqlite3";
import type { Connection } from "../database.ts";
import { StartRefused } from "../refusal.ts";

/**
 * One gateway per database: an exclusive lock on a small file beside it, which the system takes back when the process dies,
 * however it dies. The database itself cannot serve: readers and backups must get in.
 * @throws StartRefused another gateway runs on this database
 */
export function holdLock(path: string): Connection {
  const lock = new Database(`${path}.lock`, { timeout: 0 });
  try {
    lock.pragma("journal_mode = DELETE");
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && /BUSY|LOCKED/.test(error.code)) {
      throw new StartRefused(`another gateway runs on ${path}: stop it first`);
    }
    throw error;
  }
}
