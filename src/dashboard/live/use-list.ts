import { useEffect, useRef, useState } from "preact/hooks";
import {
  createListKeeper,
  type ListKeeper,
  type ListSource,
  type ListState,
  LOADING,
} from "./list-keeper.ts";
import { onNews } from "./shop.ts";

export interface List<T> extends ListState<T> {
  /** Reads on, where there is more. */
  readonly more: (() => void) | null;
  readonly reload: () => void;
}

/** A list of the API that stays true. Null: nothing to read yet. It is read anew when its path changes, and then only. */
export function useList<T>(source: ListSource<T> | null): List<T> {
  const [state, setState] = useState<ListState<T>>(LOADING);
  const keeper = useRef<ListKeeper | null>(null);
  const path = source?.path;
  useEffect(() => {
    setState(LOADING);
    if (source === null) return;
    const kept = createListKeeper(source, setState);
    keeper.current = kept;
    const stop = onNews(kept.hear);
    return () => {
      stop();
      kept.close();
    };
  }, [path]);
  return {
    ...state,
    more: state.next === null ? null : () => keeper.current?.more(),
    reload: () => keeper.current?.reload(),
  };
}
