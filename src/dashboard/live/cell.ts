import { useEffect, useState } from "preact/hooks";

/** A value that tells who looks at it when it changes. */
export interface Cell<T> {
  get(): T;
  set(next: T): void;
  subscribe(listener: (value: T) => void): () => void;
}

export function createCell<T>(initial: T): Cell<T> {
  let value = initial;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The value now; the component is drawn again when it changes. */
export function useCell<T>(cell: Cell<T>): T {
  const [value, setValue] = useState(() => cell.get());
  useEffect(() => {
    const take = (next: T): void => setValue(() => next);
    // It may have changed between the drawing and this effect.
    take(cell.get());
    return cell.subscribe(take);
  }, [cell]);
  return value;
}
