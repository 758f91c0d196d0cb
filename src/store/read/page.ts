export interface Page<T> {
  readonly items: readonly T[];
  /** Seq to pass as `after` for the next page, or null. */
  readonly next: number | null;
}

/** From one row more than asked for: whether there is a next page. */
export function toPage<T>(rows: readonly T[], limit: number, seqOf: (row: T) => number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? seqOf(last) : null };
}

/** The row as a thing, or undefined where there is none. */
export const maybe = <T>(row: unknown, to: (row: unknown) => T): T | undefined =>
  row === undefined ? undefined : to(row);
