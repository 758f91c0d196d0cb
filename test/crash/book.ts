/** The ledger outside of the process: what tills asked for and what they were told. Written as it happens, never by the gateway. */
import type { Wish } from "./wishes.ts";

/** What a till may build on: a 2xx answer. */
export interface Told {
  readonly status: number;
  readonly id: string;
  /** Of an order that is closed. */
  readonly receiptNumber: number | null;
}

export interface Entry {
  readonly wish: Wish;
  /** How often it was sent. */
  readonly asked: number;
  /** The first 2xx answer; null: none ever came. */
  readonly told: Told | null;
  /** Answers that no honest till should get. */
  readonly faults: readonly string[];
}

export interface Book {
  /** What will be asked for. */
  adds(wishes: readonly Wish[]): void;
  asks(wish: Wish): void;
  hears(wish: Wish, told: Told): void;
  complains(wish: Wish, fault: string): void;
  isTold(wish: Wish): boolean;
  entries(): readonly Entry[];
}

export function createBook(): Book {
  const entries = new Map<string, Entry>();
  const turn = (wish: Wish, next: (entry: Entry) => Entry): void => {
    const entry = entries.get(wish.id);
    if (entry) entries.set(wish.id, next(entry));
  };
  return {
    adds(wishes) {
      for (const wish of wishes) entries.set(wish.id, { wish, asked: 0, told: null, faults: [] });
    },
    asks: (wish) => turn(wish, (entry) => ({ ...entry, asked: entry.asked + 1 })),
    hears(wish, told) {
      turn(wish, (entry) => ({ ...entry, ...compare(entry, told) }));
    },
    complains: (wish, fault) => turn(wish, (entry) => ({ ...entry, faults: [...entry.faults, fault] })),
    isTold: (wish) => entries.get(wish.id)?.told !== null,
    entries: () => [...entries.values()],
  };
}

/** The same wish again gets the same thing, and says so. */
function compare(entry: Entry, told: Told): Pick<Entry, "told" | "faults"> {
  const { told: before, faults } = entry;
  if (before === null) return { told, faults };
  const wrong = [
    ...(before.id === told.id ? [] : [`a replay answered ${told.id} in place of ${before.id}`]),
    ...(told.status === 200 ? [] : [`a replay was answered with ${told.status}`]),
  ];
  return { told: before, faults: [...faults, ...wrong] };
}
