/** Puts a backup in the place of the database. What happened since the backup is not in it, so nothing of it is taken for certain. */
import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { GatewayError } from "../../core/errors.ts";
import { appendAudit } from "../audit.ts";
import { recover } from "../commands/device-jobs.ts";
import { openReader, openWriter } from "../database.ts";
import { migrate } from "../migrate.ts";
import { beginSeries } from "../series.ts";
import { holdLock } from "../thread/lock.ts";
import { createTxMaker } from "../tx.ts";
import { takePlace } from "./take-place.ts";

/**
 * The database that stood there is kept beside it. Every open vendor job counts as possibly sent; receipts begin a new series.
 * @returns the new series and where the old database is
 * @throws invalid_input: the file is no sound backup · Error: the gateway runs
 */
export function restoreDatabase(
  path: string,
  backup: string,
  nowMs: number,
): { readonly series: string; readonly kept: string | null } {
  const lock = holdLock(path);
  try {
    refuseUnsound(backup);
    const aside = `${path}.restoring`;
    for (const end of ["", "-wal", "-shm"]) rmSync(aside + end, { force: true });
    copyFileSync(backup, aside);
    const series = prepare(aside, nowMs);
    return { series, kept: takePlace(path, aside, `${path}.before-restore-${nowMs}`) };
  } finally {
    lock.close();
  }
}

function refuseUnsound(backup: string): void {
  if (!existsSync(backup)) throw new GatewayError("invalid_input", `${backup} does not exist`);
  try {
    const db = openReader(backup);
    const found = String(db.pragma("quick_check(1)", { simple: true }));
    db.close();
    if (found !== "ok") throw new Error(found);
  } catch (error) {
    throw new GatewayError("invalid_input", `${backup} is no sound backup: ${String(error)}`, {
      cause: error,
    });
  }
}

function prepare(path: string, nowMs: number): string {
  const db = openWriter(path);
  try {
    migrate(db, path);
    return db.transaction(() => {
      const tx = createTxMaker(db)({ wallMs: nowMs, monoMs: 0, bootId: randomUUID(), clockOk: true });
      const recovered = recover(tx);
      const series = beginSeries(tx);
      appendAudit(tx, {
        actor: "operator",
        action: "store.restored",
        subject: series,
        detail: { ...recovered },
      });
      return series;
    })();
  } finally {
    db.pragma("wal_checkpoint(TRUNCATE)");
    db.close();
  }
}
