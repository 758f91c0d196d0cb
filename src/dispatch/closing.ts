import { setMaxListeners } from "node:events";
import type { Time } from "../lib/time.ts";

/** How the house closes: nothing new is begun, then what runs is let go, then what is not stored is left to the next start. */
export interface Closing {
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  readonly giveUp: AbortSignal;
  /** All has ended before its time. */
  ended(): void;
}

/** A receipt in the printer or a call at a vendor gets this long to end by itself. */
const ABORT_AFTER_MS = 10_000;
/** systemd kills after 90 s; a disk that takes no write for so long takes none at all. */
const GIVE_UP_AFTER_MS = 20_000;

export function closingAfter(stop: AbortSignal, time: Time): Closing {
  const end = new AbortController();
  const after = (ms: number): AbortSignal => {
    const later = new AbortController();
    const start = (): void => {
      void time.pause(ms, end.signal).then(() => later.abort());
    };
    if (stop.aborted) start();
    else stop.addEventListener("abort", start, { once: true });
    return later.signal;
  };
  const closing = { stop, abort: after(ABORT_AFTER_MS), giveUp: after(GIVE_UP_AFTER_MS) };
  // Every lane listens: a shop with many devices is no leak.
  setMaxListeners(0, closing.stop, closing.abort, closing.giveUp);
  return { ...closing, ended: () => end.abort() };
}
