/**
 * Marks of vendor jobs on their way to the disk: lazily, in order per job, and never forgotten. A power cut may take those of
 * the last moment; every open job then counts as possibly sent.
 */
import type { JobId } from "../core/jobs/job.ts";
import type { VendorMark } from "../store/commands/vendor-jobs.ts";
import type { Store } from "../store/store.ts";
import { isStoreTrouble, type Patience, untilStored } from "./until-stored.ts";

export interface Marks {
  write(mark: VendorMark): void;
  /** The disk does not know yet what we know of this job. */
  isPending(jobId: string): boolean;
  /** The disk refuses: nothing more should be sent until it takes what is known. */
  isStuck(): boolean;
  /** Resolves when those written up to now stand. */
  written(): Promise<void>;
  /** How many were given up. */
  givenUp(): number;
}

export interface MarksOptions extends Patience {
  readonly store: Store;
  /** All marks of this job stand. */
  readonly onStood: (jobId: JobId) => void;
  /** A fault of our own: the process must end. */
  readonly onFault: (error: unknown) => void;
}

export function createMarks(options: MarksOptions): Marks {
  const last = new Map<string, Promise<void>>();
  const refused = new Set<VendorMark>();
  let givenUp = 0;

  const store = async (mark: VendorMark): Promise<boolean> => {
    try {
      await options.store.runLazy("markVendorJob", mark);
      refused.delete(mark);
      return true;
    } catch (error) {
      if (isStoreTrouble(error)) refused.add(mark);
      throw error;
    }
  };
  const persist = async (mark: VendorMark, before: Promise<void> | undefined): Promise<void> => {
    await before;
    const stands = await untilStored(() => store(mark), options);
    if (!stands) givenUp += 1;
  };

  return {
    write(mark) {
      const { jobId } = mark;
      const written = persist(mark, last.get(jobId))
        .catch(options.onFault)
        .then(() => {
          if (last.get(jobId) !== written) return;
          last.delete(jobId);
          options.onStood(jobId as JobId);
        })
        .catch(options.onFault);
      last.set(jobId, written);
    },
    isPending: (jobId) => last.has(jobId),
    isStuck: () => refused.size > 0,
    async written() {
      await Promise.all(last.values());
    },
    givenUp: () => givenUp,
  };
}
