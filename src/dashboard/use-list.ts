/** A list of the API that stays true: it is read once, then only what news names is read again. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { messageOf, read } from "./api.ts";
import type { Page } from "./api-types.ts";
import type { News } from "./position.ts";
import { EVERYTHING, onNews } from "./shop.ts";

export interface ListSource<T> {
  /** Address with its query; null: nothing to show yet. */
  readonly path: string | null;
  readonly idOf: (item: T) => string;
  /** Id of the item that a piece of news is about. */
  readonly changedBy: (news: News) => string | null;
  /** Where one item is read again; null: the list is short, it is read anew. */
  readonly itemPath: ((id: string) => string) | null;
  /** False: it is not of this list, such as an order of another day. */
  readonly belongs: (item: T) => boolean;
}

export interface List<T> {
  readonly items: readonly T[];
  readonly isLoading: boolean;
  readonly error: string | null;
  /** Reads on, where there is more. */
  readonly more: (() => void) | null;
  readonly reload: () => void;
}

interface Loaded<T> {
  readonly path: string;
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A print makes three pieces of news within a blink; one look is enough. */
const GATHER_MS = 120;
/** Beyond it, reading the page anew is less work than item by item. */
const MANY = 12;

export function useList<T>(source: ListSource<T>): List<T> {
  const { path } = source;
  const [loaded, setLoaded] = useState<Loaded<T> | null>(null);
  const [error, setError] = useState<string | null>(null);
  const latest = useRef(source);
  latest.current = source;

  const load = useCallback(async (from: string, after: string | null): Promise<void> => {
    try {
      const query = after === null ? "" : `${from.includes("?") ? "&" : "?"}after=${encodeURIComponent(after)}`;
      const page = await read<Page<T>>(`${from}${query}`);
      if (latest.current.path !== from) return;
      setError(null);
      setLoaded((before) => {
        const head = after === null || before?.path !== from ? [] : before.items;
        return { path: from, items: [...head, ...page.items], next: page.next };
      });
    } catch (failure) {
      if (latest.current.path === from) setError(messageOf(failure));
    }
  }, []);

  const reload = useCallback(() => {
    const from = latest.current.path;
    if (from !== null) void load(from, null);
  }, [load]);

  useEffect(reload, [path, reload]);
  useEffect(() => followNews(latest, { reload, merge: mergeInto(latest, setLoaded) }), [reload]);

  const current = loaded?.path === path ? loaded : null;
  const next = current?.next ?? null;
  return {
    items: current?.items ?? [],
    isLoading: current === null && error === null,
    error,
    more: path === null || next === null ? null : () => void load(path, next),
    reload,
  };
}

interface Follower<T> {
  readonly reload: () => void;
  readonly merge: (items: readonly T[]) => void;
}
type Latest<T> = { readonly current: ListSource<T> };

/** Gathers what changed and reads just that again. */
function followNews<T>(latest: Latest<T>, { reload, merge }: Follower<T>): () => void {
  const changed = new Set<string>();
  let timer: number | undefined;

  const flush = async (): Promise<void> => {
    timer = undefined;
    const ids = [...changed];
    changed.clear();
    const { itemPath } = latest.current;
    if (itemPath === null || ids.length > MANY || ids.includes(EVERYTHING)) return reload();
    const read_ = await Promise.allSettled(ids.map((id) => read<T>(itemPath(id))));
    merge(read_.flatMap((each) => (each.status === "fulfilled" ? [each.value] : [])));
  };

  const stop = onNews((news) => {
    const id = news.type === EVERYTHING ? EVERYTHING : latest.current.changedBy(news);
    if (id === null) return;
    changed.add(id);
    timer ??= window.setTimeout(() => void flush(), GATHER_MS);
  });
  return () => {
    window.clearTimeout(timer);
    stop();
  };
}

type SetLoaded<T> = (change: (before: Loaded<T> | null) => Loaded<T> | null) => void;

/** Known items stand where they stood; new ones come first, as the lists are newest first. */
const mergeInto =
  <T>(latest: Latest<T>, setLoaded: SetLoaded<T>) =>
  (fresh: readonly T[]): void => {
    const { idOf, belongs } = latest.current;
    setLoaded((before) => {
      if (before === null || before.path !== latest.current.path) return before;
      const byId = new Map(fresh.filter(belongs).map((item) => [idOf(item), item]));
      const known = before.items.map((item) => byId.get(idOf(item)) ?? item);
      for (const item of before.items) byId.delete(idOf(item));
      return { ...before, items: [...[...byId.values()].reverse(), ...known] };
    });
  };
