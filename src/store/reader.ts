/** Everything that may be read, on a read-only connection of the main thread: snapshots, never locks, always short. */
import type { Connection } from "./database.ts";
import { jobReads } from "./read/jobs.ts";
import { orderReads } from "./read/orders.ts";
import { reportReads } from "./read/reports.ts";
import { tokenReads } from "./read/tokens.ts";
import { vendorReads } from "./read/vendors.ts";
import { isDamage, toStoreError } from "./thread/writer.ts";

export type Reader = ReturnType<typeof orderReads> &
  ReturnType<typeof jobReads> &
  ReturnType<typeof tokenReads> &
  ReturnType<typeof vendorReads> &
  ReturnType<typeof reportReads> & { close(): void };

export function createReader(db: Connection): Reader {
  return {
    ...orderReads(db),
    ...jobReads(db),
    ...tokenReads(db),
    ...vendorReads(db),
    ...reportReads(db),
    close: () => void db.close(),
  };
}

/**
 * One reader for whoever keeps it, on the connection of the moment: after a salvage it is another.
 * Its calls throw store_read_only where the disk or the file cannot be read, and tell of damage they meet.
 */
export function createStableReader(current: () => Reader, onDamaged: () => void): Reader {
  return new Proxy({} as Reader, {
    get: (_, name) => {
      return (...input: unknown[]) => {
        try {
          const call = Reflect.get(current(), name) as (...input: unknown[]) => unknown;
          return call(...input);
        } catch (error) {
          if (isDamage(error)) onDamaged();
          throw toStoreError(error);
        }
      };
    },
  });
}
