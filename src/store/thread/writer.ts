/** Runs groups of commands, one transaction a group, one savepoint a command. Synchronous: lives in the worker thread, or in a test. */
import { GatewayError, isGatewayError } from "../../core/errors.ts";
import type { StoreEvent } from "../../core/events.ts";
import type { StoreSettings } from "../../core/orders/order.ts";
import { COMMANDS, type CommandName } from "../commands/index.ts";
import { assertFull, type Connection, setSynchronous } from "../database.ts";
import { createTxMaker, type Stamp, type Tx } from "../tx.ts";

export interface Command {
  readonly name: CommandName;
  readonly input: unknown;
}
export type CommandOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/** full: fsynced before it is answered. lazy: may be lost by a power cut, and whoever wrote it can live with that. */
export type Durability = "full" | "lazy";

export interface GroupOutcome {
  readonly outcomes: readonly CommandOutcome[];
  readonly events: readonly StoreEvent[];
}

export interface Writer {
  /** Never throws for a command's own error. @throws store_full: nothing stands · store_unknown: it may stand or not */
  run(commands: readonly Command[], durability: Durability): GroupOutcome;
}

type AnyCommand = (tx: Tx, input: unknown, context: { readonly settings: StoreSettings }) => unknown;
const TABLE = COMMANDS as unknown as Readonly<Record<string, AnyCommand>>;

export function createWriter(db: Connection, settings: StoreSettings, now: () => Stamp): Writer {
  const makeTx = createTxMaker(db);
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const [save, release, back] = ["SAVEPOINT one", "RELEASE one", "ROLLBACK TO one"].map((sql) =>
    db.prepare(sql),
  );
  let isLazy = false;

  const runOne = (command: Command, events: StoreEvent[]): CommandOutcome => {
    const tx = makeTx(now());
    save?.run();
    try {
      const value = TABLE[command.name]?.(tx, command.input, { settings });
      release?.run();
      events.push(...tx.events);
      return { ok: true, value };
    } catch (error) {
      if (isDiskError(error)) throw error;
      back?.run();
      release?.run();
      return { ok: false, error };
    }
  };

  return {
    run(commands, durability) {
      if (isLazy !== (durability === "lazy")) {
        setSynchronous(db, durability === "lazy" ? "NORMAL" : "FULL");
        isLazy = durability === "lazy";
      }
      if (!isLazy) assertFull(db);
      const events: StoreEvent[] = [];
      try {
        begin.run();
        const outcomes = commands.map((command) => runOne(command, events));
        commit.run();
        return { outcomes, events };
      } catch (error) {
        if (db.inTransaction) rollBack(db);
        throw toStoreError(error);
      }
    },
  };
}

function rollBack(db: Connection): void {
  try {
    db.exec("ROLLBACK");
  } catch (error) {
    // SQLite may have rolled back by itself; the connection is thrown away by whoever gets the first error.
    if (db.inTransaction) throw toStoreError(error);
  }
}

export const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

/** Errors of the disk concern the whole group; a constraint concerns one command. */
export function isDiskError(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|NOMEM|BUSY|LOCKED)/.test(codeOf(error));
}

/** The file itself is damaged: what it holds must be carried over. */
export const isDamage = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));

/** The word of the API for a failure of the disk; anything else as it is. */
export function toStoreError(error: unknown): unknown {
  if (isGatewayError(error)) return error;
  const code = codeOf(error);
  if (code === "SQLITE_FULL") {
    return new GatewayError("store_full", "the disk is full: nothing of this was stored", { cause: error });
  }
  if (/^SQLITE_(READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(code)) {
    return new GatewayError("store_read_only", `the database takes no writes (${code})`, {
      cause: error,
      facts: { sqlite: code },
    });
  }
  if (isDiskError(error)) {
    return new GatewayError("store_unknown", `the disk failed (${code}): send it again with the same key`, {
      cause: error,
      facts: { sqlite: code },
    });
  }
  return error;
}
