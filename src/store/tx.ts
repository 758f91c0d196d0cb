import type { Statement } from "better-sqlite3";
import { v7 } from "uuid";
import type { StoreEvent } from "../core/events.ts";
import type { Connection } from "./database.ts";

/** When: the wall for people, the monotonic clock for durations, and whether the wall can be trusted. */
export interface Stamp {
  readonly wallMs: number;
  readonly monoMs: number;
  readonly bootId: string;
  readonly clockOk: boolean;
}

/** An open transaction. Only the writer makes one; commands get it and must stay synchronous. */
export interface Tx {
  readonly now: Stamp;
  /** Prepared once per connection and SQL text. */
  prepare(sql: string): Statement<unknown[], unknown>;
  newId(): string;
  /** Told to the gateway after the commit, and only then. */
  emit(event: StoreEvent): void;
}

export interface TxWithEvents extends Tx {
  readonly events: StoreEvent[];
}

/** Makes transactions of one connection that share their prepared statements. */
export function createTxMaker(db: Connection): (now: Stamp) => TxWithEvents {
  const statements = new Map<string, Statement<unknown[], unknown>>();
  const prepare = (sql: string): Statement<unknown[], unknown> => {
    const known = statements.get(sql);
    if (known) return known;
    const made = db.prepare<unknown[], unknown>(sql);
    statements.set(sql, made);
    return made;
  };
  return (now) => {
    const events: StoreEvent[] = [];
    return { now, prepare, newId: v7, events, emit: (event) => void events.push(event) };
  };
}
