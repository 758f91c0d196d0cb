import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoreEvent } from "../../src/core/events.ts";
import type { StoreSettings } from "../../src/core/orders/order.ts";
import { openStore, type Store, type StoreState } from "../../src/store/store.ts";

export const settings: StoreSettings = {
  timeZone: "Europe/Berlin",
  dayStart: "04:00",
  currency: "EUR",
  taxRounding: "line",
  cashRounding: 1,
  destinations: [],
};

export interface TestStore extends AsyncDisposable {
  readonly store: Store;
  readonly path: string;
  readonly events: StoreEvent[];
  /** Told like events, at the same moment. */
  readonly listeners: Set<(news: readonly StoreEvent[]) => void>;
  readonly states: StoreState[];
  readonly notes: string[];
}

/** A real store with its writing thread, in a folder of its own that goes away with it. */
export async function openTestStore(
  path = join(newFolder(), "tillgate.db"),
  room = { freeSpaceFloorBytes: 1024 * 1024, ballastBytes: 0 },
): Promise<TestStore> {
  const events: StoreEvent[] = [];
  const listeners = new Set<(news: readonly StoreEvent[]) => void>();
  const states: StoreState[] = [];
  const notes: string[] = [];
  const store = await openStore({
    path,
    settings,
    ...room,
    onEvents: (news) => {
      events.push(...news);
      for (const listener of listeners) listener(news);
    },
    onState: (state) => void states.push(state),
    onNotes: (news) => void notes.push(...news),
    onCommit: () => undefined,
  });
  return {
    store,
    path,
    events,
    listeners,
    states,
    notes,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
    },
  };
}

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder, removed when the process ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tillgate-"));
  folders.push(folder);
  return folder;
}
