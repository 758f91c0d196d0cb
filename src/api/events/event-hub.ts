/**
 * The shop's news in one numbered row. main.ts makes it before the store and gives it what the store and the devices tell;
 * sockets read on from where they were.
 */
import type { StoreEvent } from "../../core/events.ts";
import type { StatusEvent } from "../ports.ts";
import { eventOfStatus, eventsOfStore, type PublicEvent } from "./public-events.ts";

/** A tablet that lost its Wi-Fi for a busy quarter of an hour reads on; beyond it a new snapshot is shorter. */
export const KEPT_EVENTS = 10_000;
/** In all: a storm must not fill the memory with old news. Ten times that quarter of an hour. */
const KEPT_CHARACTERS = 4_000_000;

export interface Position {
  /** One run of the gateway: numbers of another run mean nothing. */
  readonly epoch: string;
  readonly seq: number;
}

export interface EventHub {
  /** Give this to the store as `onEvents`: called after each commit. */
  stored(events: readonly StoreEvent[]): void;
  /** Readiness of devices, vendors and the gateway. */
  status(event: StatusEvent): void;
  position(): Position;
  /** The events after a position, as they were sent; undefined: another run, from the future, or too long ago. */
  since(position: Position): readonly string[] | undefined;
  /** Each event as JSON text, made once for all sockets. Returns how to stop. */
  subscribe(listener: (frame: string) => void): () => void;
  /** The store's own words, for routes that wait for an end. */
  onStored(listener: (event: StoreEvent) => void): () => void;
}

export interface EventHubOptions {
  readonly epoch: string;
  readonly nowMs: () => number;
  readonly keptEvents: number;
}

export function createEventHub({ epoch, nowMs, keptEvents }: EventHubOptions): EventHub {
  const ring = new Array<string>(keptEvents);
  let oldest = 1;
  let characters = 0;
  const readers = new Set<(frame: string) => void>();
  const watchers = new Set<(event: StoreEvent) => void>();
  let seq = 0;

  const keep = (frame: string): void => {
    characters += frame.length;
    while (oldest < seq && (seq - oldest >= keptEvents || characters > KEPT_CHARACTERS)) {
      characters -= ring[oldest % keptEvents]?.length ?? 0;
      ring[oldest % keptEvents] = "";
      oldest += 1;
    }
    ring[seq % keptEvents] = frame;
  };
  const publish = ({ type, ...fields }: PublicEvent): void => {
    seq += 1;
    const frame = JSON.stringify({ type, epoch, seq, at: new Date(nowMs()).toISOString(), ...fields });
    keep(frame);
    for (const read of readers) read(frame);
  };
  const joins = <T>(set: Set<T>, one: T): (() => void) => {
    set.add(one);
    return () => void set.delete(one);
  };

  return {
    stored(events) {
      for (const event of events) {
        for (const watch of watchers) watch(event);
        for (const told of eventsOfStore(event)) publish(told);
      }
    },
    status: (event) => publish(eventOfStatus(event)),
    position: () => ({ epoch, seq }),
    since(position) {
      const missed = seq - position.seq;
      if (position.epoch !== epoch || missed < 0 || position.seq + 1 < oldest) return undefined;
      return Array.from(
        { length: missed },
        (_, index) => ring[(position.seq + 1 + index) % keptEvents] ?? "",
      );
    },
    subscribe: (listener) => joins(readers, listener),
    onStored: (listener) => joins(watchers, listener),
  };
}

/** "<epoch>:<seq>" as in the query of the socket; undefined where it is none. */
export function parsePosition(text: string | null): Position | undefined {
  const match = /^([A-Za-z0-9_-]{1,64}):(\d{1,15})$/.exec(text ?? "");
  return match?.[1] === undefined ? undefined : { epoch: match[1], seq: Number(match[2]) };
}
