import { openStore, type Store } from "../../src/store/store.ts";
import { settings } from "../help/store.ts";

const MB = 1024 * 1024;

/** The store as main.ts opens it, with nobody listening. */
export async function openBenchStore(path: string): Promise<{ readonly store: Store } & AsyncDisposable> {
  const store = await openStore({
    ...{ path, settings, freeSpaceFloorBytes: MB, ballastBytes: 0 },
    ...{
      onEvents: () => undefined,
      onState: () => undefined,
      onNotes: () => undefined,
      onCommit: () => undefined,
    },
  });
  return { store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}
