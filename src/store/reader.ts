/** Everything that may be read, on a read-only connection of the main thread: snapshots, never locks, always short. */
import { GatewayError } from "../core/errors.ts";
import type { Connection } from "./database.ts";
import { jobReads } from "./read/jobs.ts";
import { orderReads } from "./read/orders.ts";
import { routingReads } from "./read/print-routing.ts";
import { templateReads } from "./read/print-templates.ts";
import { printedReads } from "./read/printed.ts";
import { reportReads } from "./read/reports.ts";
import { tokenReads } from "./read/tokens.ts";
import { vendorReads } from "./read/vendors.ts";
import { isDamage, toStoreError } from "./thread/writer.ts";

export type Reader = ReturnType<typeof orderReads> &
  ReturnType<typeof jobReads> &
  ReturnType<typeof printedReads> &
  ReturnType<typeof tokenReads> &
  ReturnType<typeof vendorReads> &
  ReturnType<typeof templateReads> &
  ReturnType<typeof routingReads> &
  ReturnType<typeof reportReads> & { close(): void };

export function createReader(db: Connection): Reader {
  return {
    ...orderReads(db),
    ...jobReads(db),
    ...printedReads(db),
    ...tokenReads(db),
    ...vendorReads(db),
    ...templateReads(db),
    ...routingReads(db),
    ...reportReads(db),
    close: () => void db.close(),
  };
}

/** Only JSON is ever stored: a text that is none was changed on the disk. */
const unreadable = (error: SyntaxError): GatewayError =>
  new GatewayError("store_read_only", "what is stored of this was changed on the disk and cannot be read", {
    cause: error,
  });

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
          if (isDamage(error) || error instanceof SyntaxError) onDamaged();
          if (error instanceof SyntaxError) throw unreadable(error);
          throw toStoreError(error);
        }
      };
    },
  });
}
