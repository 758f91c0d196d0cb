/** A database as a kill leaves it: 64 MB of committed work stand in the log, and none of it in the file yet. */
import { closeSync, copyFileSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { openWriter, unwrittenLogBytes } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";

const LOG_BYTES = 64 * 1024 * 1024;
const ROWS_A_COMMIT = 50;

export interface KilledDatabase {
  /** A copy of its files, as they were left. */
  copyTo(path: string): void;
}

export function leaveFullLog(path: string): KilledDatabase {
  mkdirSync(dirname(path), { recursive: true });
  const db = openWriter(path);
  migrate(db, path);
  db.pragma("wal_checkpoint(TRUNCATE)");
  const insert = db.prepare(
    "INSERT INTO pos_sync_logs (vendor, type, status, message, synced_at) VALUES ('bench', 'orders', 'ok', ?, '2026-11-25')",
  );
  const commit = db.transaction(() => {
    for (let row = 0; row < ROWS_A_COMMIT; row += 1) insert.run("x".repeat(900));
  });
  while (unwrittenLogBytes(db) < LOG_BYTES) commit();
  const left = `${path}.left`;
  for (const end of ["", "-wal"]) copy(path + end, left + end);
  db.close();
  return {
    copyTo(target) {
      mkdirSync(dirname(target), { recursive: true });
      for (const end of ["", "-wal"]) copy(left + end, target + end);
    },
  };
}

/** What was committed was synced: the first commit afterwards must not pay for our copying. */
function copy(from: string, to: string): void {
  copyFileSync(from, to);
  const fd = openSync(to, "r+");
  fsyncSync(fd);
  closeSync(fd);
}
