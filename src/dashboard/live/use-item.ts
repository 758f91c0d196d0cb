import { useEffect, useState } from "preact/hooks";
import { messageOf, read } from "./api.ts";
import type { News } from "./position.ts";
import { EVERYTHING, onNews } from "./shop.ts";

export interface Item<T> {
  readonly value: T | null;
  readonly error: string | null;
}

/** One thing of the API, read again whenever news is about it. */
export function useItem<T>(path: string, isAbout: (news: News) => boolean): Item<T> {
  const [item, setItem] = useState<Item<T> & { readonly path: string }>({ path, value: null, error: null });
  useEffect(() => {
    const leaving = new AbortController();
    const load = async (): Promise<void> => {
      try {
        const value = await read<T>(path, leaving.signal);
        if (!leaving.signal.aborted) setItem({ path, value, error: null });
      } catch (failure) {
        if (leaving.signal.aborted) return;
        setItem((before) => ({
          path,
          value: before.path === path ? before.value : null,
          error: messageOf(failure),
        }));
      }
    };
    void load();
    const stop = onNews((news) => {
      if (news.type === EVERYTHING || isAbout(news)) void load();
    });
    return () => {
      leaving.abort();
      stop();
    };
  }, [path]);
  return item.path === path ? item : { value: null, error: null };
}
