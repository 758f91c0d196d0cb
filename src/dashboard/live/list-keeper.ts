/** Keeps one list of the API true: reads it once, then only what news names. No component in here. */
import { messageOf, read } from "./api.ts";
import type { Page } from "./api-types.ts";
import type { News } from "./position.ts";
import { EVERYTHING } from "./shop.ts";

export interface ListSource<T> {
  /** Address with its filters, without a page. */
  readonly path: string;
  readonly idOf: (item: T) => string;
  /** Id of the item that a piece of news is about, or EVERYTHING. */
  readonly changedBy: (news: News) => string | null;
  /** Where one item is read again; null: the list is short, it is read anew. */
  readonly itemPath: ((id: string) => string) | null;
  /** False: it is not of this list, such as an order of another day. */
  readonly belongs: (item: T) => boolean;
}

export interface ListState<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  /** Ids of items that came while somebody looked on. */
  readonly arrived: ReadonlySet<string>;
  readonly isLoading: boolean;
  readonly error: string | null;
}

export interface ListKeeper {
  hear(news: News): void;
  more(): void;
  reload(): void;
  close(): void;
}

const PAGE = 100;
/** The most that the API gives at once. */
const LARGEST_PAGE = 500;
/** A print makes three pieces of news within a blink; one look is enough. */
const GATHER_MS = 120;
/** Beyond it, reading the page anew is less work than item by item. */
const MANY = 12;

export const LOADING: ListState<never> = {
  items: [],
  next: null,
  arrived: new Set(),
  isLoading: true,
  error: null,
};

export function createListKeeper<T>(source: ListSource<T>, show: (state: ListState<T>) => void): ListKeeper {
  const { itemPath } = source;
  const changed = new Set<string>();
  let state: ListState<T> = LOADING;
  let timer: number | undefined;
  let isClosed = false;
  // One at a time: an older answer must not overwrite a newer one.
  let turn: Promise<void> = Promise.resolve();

  const inTurn = (work: () => Promise<ListState<T>>): void => {
    turn = turn.then(async () => {
      if (isClosed) return;
      state = await work().catch((failure) => ({ ...state, isLoading: false, error: messageOf(failure) }));
      if (!isClosed) show(state);
    });
  };

  const readAnew = async (): Promise<ListState<T>> => {
    const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, state.items.length));
    const page = await read<Page<T>>(pagePath(source.path, { limit: String(limit) }));
    return { ...page, arrived: state.arrived, isLoading: false, error: null };
  };

  const readMore = async (): Promise<ListState<T>> => {
    if (state.next === null) return state;
    const page = await read<Page<T>>(pagePath(source.path, { limit: String(PAGE), after: state.next }));
    return { ...state, items: [...state.items, ...page.items], next: page.next };
  };

  const readChanged = async (): Promise<ListState<T>> => {
    const ids = [...changed];
    changed.clear();
    if (itemPath === null || ids.length > MANY || ids.includes(EVERYTHING) || state.error !== null)
      return readAnew();
    const answers = await Promise.allSettled(ids.map((id) => read<T>(itemPath(id))));
    const fresh = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    return { ...state, ...mergeInto(state, fresh.filter(source.belongs), source.idOf) };
  };

  inTurn(readAnew);
  return {
    hear(news) {
      const id = news.type === EVERYTHING ? EVERYTHING : source.changedBy(news);
      if (id === null) return;
      changed.add(id);
      timer ??= window.setTimeout(() => {
        timer = undefined;
        inTurn(readChanged);
      }, GATHER_MS);
    },
    more: () => inTurn(readMore),
    reload: () => inTurn(readAnew),
    close() {
      isClosed = true;
      window.clearTimeout(timer);
    },
  };
}

function pagePath(path: string, page: Record<string, string>): string {
  return `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams(page)}`;
}

/** Known items stay where they stand; new ones come first, as the lists are newest first. */
export function mergeInto<T>(
  { items, arrived }: Pick<ListState<T>, "items" | "arrived">,
  fresh: readonly T[],
  idOf: (item: T) => string,
): Pick<ListState<T>, "items" | "arrived"> {
  const byId = new Map(fresh.map((item) => [idOf(item), item]));
  const known = items.map((item) => byId.get(idOf(item)) ?? item);
  for (const item of items) byId.delete(idOf(item));
  return {
    items: [...[...byId.values()].reverse(), ...known],
    arrived: new Set([...arrived, ...byId.keys()]),
  };
}
