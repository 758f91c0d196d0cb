import type { StatusEvent } from "../api/ports.ts";
import type { StoreEvent } from "../core/events.ts";

/** Who hears what: rooms that open later join without those that opened earlier knowing them. */
export interface News {
  readonly stored: (events: readonly StoreEvent[]) => void;
  onStored(listener: (events: readonly StoreEvent[]) => void): void;
  readonly status: (event: StatusEvent) => void;
  onStatus(listener: (event: StatusEvent) => void): void;
}

export function createNews(): News {
  const stored: ((events: readonly StoreEvent[]) => void)[] = [];
  const status: ((event: StatusEvent) => void)[] = [];
  return {
    stored(events) {
      for (const listener of stored) listener(events);
    },
    onStored: (listener) => void stored.push(listener),
    status(event) {
      for (const listener of status) listener(event);
    },
    onStatus: (listener) => void status.push(listener),
  };
}
