/** Everything that may be read, on a read-only connection of the main thread: snapshots, never locks, always short. */
import type { Connection } from "./database.ts";
import { jobReads } from "./read/jobs.ts";
import { orderReads } from "./read/orders.ts";
import { recordReads } from "./read/records.ts";

export type Reader = ReturnType<typeof orderReads> &
  ReturnType<typeof jobReads> &
  ReturnType<typeof recordReads> & { close(): void };

export function createReader(db: Connection): Reader {
  return { ...orderReads(db), ...jobReads(db), ...recordReads(db), close: () => void db.close() };
}
