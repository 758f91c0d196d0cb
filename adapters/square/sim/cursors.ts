/**
 * Page cursors: opaque, bound to their query, stale after a while. How long Square keeps one is unpublished.
 */
import type { Cursors } from "./context.ts";
import { badRequest } from "./errors.ts";

interface Issued {
  readonly query: string;
  readonly after: string;
  readonly atMs: number;
}

export function createCursors(nowMs: () => number, ttlMs: () => number, newId: () => string): Cursors {
  const issued = new Map<string, Issued>();
  return {
    resume(cursor, query) {
      const known = issued.get(cursor);
      if (known === undefined || nowMs() - known.atMs > ttlMs()) {
        throw badRequest("INVALID_CURSOR", "the cursor is unknown or stale", "cursor");
      }
      if (known.query !== query) {
        throw badRequest("INVALID_CURSOR", "the cursor belongs to another query", "cursor");
      }
      return known.after;
    },
    issue(query, after) {
      const cursor = newId();
      issued.set(cursor, { query, after, atMs: nowMs() });
      return cursor;
    },
    expireAll() {
      issued.clear();
    },
  };
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor: string | null;
}

export interface PageWish<T> {
  readonly cursors: Cursors;
  readonly cursor: string | undefined;
  /** The whole query as text: it must come again with every cursor. */
  readonly query: string;
  readonly limit: number;
  readonly idOf: (item: T) => string;
}

/**
 * The next page of a sorted list; it goes on after the last item shown, however the list has grown meanwhile.
 */
export function pageOf<T>(sorted: readonly T[], wish: PageWish<T>): Page<T> {
  let start = 0;
  if (wish.cursor !== undefined) {
    const after = wish.cursors.resume(wish.cursor, wish.query);
    start = sorted.findIndex((item) => wish.idOf(item) === after) + 1;
  }
  const items = sorted.slice(start, start + wish.limit);
  const last = items.at(-1);
  const more = start + wish.limit < sorted.length && last !== undefined;
  return { items, cursor: more ? wish.cursors.issue(wish.query, wish.idOf(last)) : null };
}
