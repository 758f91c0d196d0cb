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
