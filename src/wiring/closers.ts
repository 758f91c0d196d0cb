import type { Log } from "../core/log.ts";

export interface Closers extends AsyncDisposable {
  /** Closed before everything that was added earlier. */
  add(what: string, close: () => PromiseLike<unknown>): void;
}

/** Closes what was opened, in reverse. One that fails does not keep the others open. */
export function createClosers(log: Log): Closers {
  const open: { readonly what: string; readonly close: () => PromiseLike<unknown> }[] = [];
  return {
    add: (what, close) => void open.push({ what, close }),
    async [Symbol.asyncDispose]() {
      for (const { what, close } of open.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          log.error("could not be closed in good order", { what, error });
        }
      }
    },
  };
}
