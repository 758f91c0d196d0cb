/** `baseMs`: the longest pause after the first failure; it doubles with each further one up to `capMs`. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Pause after the n-th failed attempt (from 1), ms: exponential with full jitter, so that a hundred tills do not come back
 * in the same second. `random` is in [0, 1). Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 */
export function backoffMs(attempt: number, { baseMs, capMs }: Backoff, random: number): number {
  return Math.floor(random * Math.min(capMs, baseMs * 2 ** (attempt - 1)));
}
