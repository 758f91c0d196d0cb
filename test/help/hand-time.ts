import type { Time } from "../../src/lib/time.ts";

export interface HandTime extends Time {
  /** Moves both clocks on, and wakes whoever's pause is over. */
  advance(ms: number): void;
  /** What random() gives from now on. */
  chance: number;
}

/** A clock in your hand: stands still until it is moved. */
export function createHandTime(wallMs = Date.UTC(2026, 10, 24, 12)): HandTime {
  let mono = 0;
  const sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();
  const time: HandTime = {
    chance: 0,
    nowMs: () => wallMs + mono,
    monotonicMs: () => mono,
    random: () => time.chance,
    pause(ms, signal) {
      if (ms <= 0 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper = {
          untilMs: mono + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener("abort", sleeper.wake, { once: true });
      });
    },
    advance(ms) {
      mono += ms;
      const due = [...sleepers].filter((sleeper) => sleeper.untilMs <= mono);
      for (const sleeper of due.sort((a, b) => a.untilMs - b.untilMs)) sleeper.wake();
    },
  };
  return time;
}

const LIMIT_MS = 10_000;

/** Waits for something that must come; fails when it does not. */
export async function until(condition: () => boolean, what = "it"): Promise<void> {
  const endMs = performance.now() + LIMIT_MS;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets everything that is not held up by a clock, a disk or a device happen. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
