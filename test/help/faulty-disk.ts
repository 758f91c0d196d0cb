import { GatewayError } from "../../src/core/errors.ts";
import type { Store } from "../../src/store/store.ts";

/** Stands before a real store, and refuses its writes while it is told to. */
export interface FaultyDisk {
  fault: "store_full" | "store_unknown" | null;
  /** The next write stands although it is refused: store_unknown says that this may be. */
  stands: boolean;
  refused: number;
  readonly around: (store: Store) => Store;
}

export function createFaultyDisk(): FaultyDisk {
  const disk: FaultyDisk = {
    fault: null,
    stands: false,
    refused: 0,
    around: (store) => {
      const guarded = (write: Store["run"]): Store["run"] => {
        return async (name, input) => {
          const { fault } = disk;
          if (fault === null) return write(name, input);
          disk.refused += 1;
          if (disk.stands) {
            disk.stands = false;
            await write(name, input);
          }
          throw new GatewayError(fault, "the disk takes no writes");
        };
      };
      return {
        run: guarded(store.run),
        runLazy: guarded(store.runLazy),
        get read() {
          return store.read;
        },
        state: store.state,
        toldTime: store.toldTime,
        notes: store.notes,
        backup: store.backup,
        [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
      };
    },
  };
  return disk;
}
