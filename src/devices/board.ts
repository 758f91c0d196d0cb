/** Which device may work now, since when, and why not. Tells every change once. */

import { isDeepStrictEqual } from "node:util";
import type { Driver, Readiness } from "../core/driver.ts";

export interface Board {
  put(id: string, driver: Driver): void;
  remove(id: string): void;
  /** The driver itself failed: its own word counts for nothing until `recovered`. */
  failed(id: string, reason: string): void;
  recovered(id: string): void;
  /** Undefined: no such device. */
  readiness(id: string): Readiness | undefined;
  /** Looks at every device: a drawer's readiness hangs on its printer's. */
  look(): void;
  onChange(listener: (id: string, readiness: Readiness) => void): () => void;
}

interface Entry {
  readonly driver: Driver;
  failure: Readiness | undefined;
  told: Readiness | undefined;
}

export function createBoard(nowMs: () => number): Board {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(id: string, readiness: Readiness) => void>();
  const readinessOf = (entry: Entry): Readiness => entry.failure ?? entry.driver.readiness();

  function look(): void {
    for (const [id, entry] of entries) {
      const now = readinessOf(entry);
      if (isDeepStrictEqual(now, entry.told)) continue;
      entry.told = now;
      for (const listener of listeners) listener(id, now);
    }
  }
  function setFailure(id: string, failure: Readiness | undefined): void {
    const entry = entries.get(id);
    if (entry) entry.failure = failure;
    look();
  }
  return {
    put(id, driver) {
      entries.set(id, { driver, failure: undefined, told: undefined });
      look();
    },
    remove(id) {
      entries.delete(id);
      look();
    },
    failed: (id, reason) => setFailure(id, { state: "offline", sinceMs: nowMs(), reason }),
    recovered: (id) => setFailure(id, undefined),
    readiness(id) {
      const entry = entries.get(id);
      return entry && readinessOf(entry);
    },
    look,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
