export interface Child extends Disposable {
  readonly signal: AbortSignal;
  abort(): void;
}

/** A signal that fires with any of its parents and is forgotten by them afterwards: what it hangs on may last for years. */
export function childOf(...parents: readonly AbortSignal[]): Child {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const parent of parents) {
    if (parent.aborted) abort();
    parent.addEventListener("abort", abort);
  }
  return {
    signal: controller.signal,
    abort,
    [Symbol.dispose]() {
      for (const parent of parents) parent.removeEventListener("abort", abort);
    },
  };
}
