/** Which of the jobs that wait for a device is next: urgent ones first, then the tills in turn, each in its own order. */
export interface Waiting {
  readonly seq: number;
  /** null: asked for by no till, such as an office. */
  readonly till: string | null;
  readonly urgent: boolean;
}

export interface Turns {
  /** `heads`: the oldest job of each till, and of its urgent ones. undefined: nothing waits. */
  next(heads: readonly Waiting[]): Waiting | undefined;
  served(job: Waiting): void;
}

export function createTurns(): Turns {
  const servedAt = new Map<string | null, number>();
  let count = 0;
  const before = (a: Waiting, b: Waiting): number =>
    Number(b.urgent) - Number(a.urgent) ||
    (a.urgent ? 0 : (servedAt.get(a.till) ?? 0) - (servedAt.get(b.till) ?? 0)) ||
    a.seq - b.seq;
  return {
    next: (heads) => [...heads].sort(before)[0],
    served({ till, urgent }) {
      count += 1;
      if (!urgent) servedAt.set(till, count);
    },
  };
}
