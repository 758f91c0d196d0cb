/** Time and chance, handed in: a test holds them in its hand. */
export interface Time {
  /** Wall clock, ms: for people, and for what expires. */
  nowMs(): number;
  /** Monotonic, ms: for every pause. */
  monotonicMs(): number;
  /** In [0, 1). */
  random(): number;
  /** Resolves after ms, or at once when the signal fires. Never rejects. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** Fires `ms` after the parent: what runs may end by itself first. */
export function graceAfter(parent: AbortSignal, ms: number, time: Time): AbortSignal {
  const grace = new AbortController();
  const start = (): void => {
    void time.pause(ms, new AbortController().signal).then(() => grace.abort());
  };
  if (parent.aborted) start();
  else parent.addEventListener("abort", start, { once: true });
  return grace.signal;
}
