import { setTimeout as sleep } from "node:timers/promises";

/** What a timer of Node takes: one millisecond more would fire at once, and a loop around it would never rest. 24.8 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Resolves after ms, or at once when the signal fires. Never rejects: the caller looks at its signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal, ref: true }).catch(() => undefined);
}

/** Resolves when the signal fires. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
