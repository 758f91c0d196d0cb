import type { Time } from "./time.ts";

/** Wakes one sleeper. A ring that nobody heard is kept, so that no news is slept through. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, at once where it rang since the last wait, or after `ms` (Infinity: only a ring). */
  wait(ms: number): Promise<void>;
}

export function createBell(time: Time): Bell {
  let rang = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rang = true;
      wake?.();
    },
    async wait(ms) {
      if (!rang) {
        const ring = new Promise<void>((resolve) => {
          wake = resolve;
        });
        // A timer's abort costs more than all the rest: a busy lane waits for rings only.
        if (ms === Infinity) await ring;
        else {
          const timer = new AbortController();
          await Promise.race([ring, time.pause(ms, timer.signal)]);
          timer.abort();
        }
      }
      rang = false;
    },
  };
}
