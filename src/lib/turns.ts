/** One at a time, in the order they came. */
export interface Turns {
  /** Resolves with the function that gives the turn back; undefined when the signal fired first. */
  take(signal: AbortSignal): Promise<(() => void) | undefined>;
  /** The turn if nobody has it. */
  takeIfFree(): (() => void) | undefined;
}

export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let taken = false;
  const give = () => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    };
  };
  return {
    takeIfFree() {
      if (taken) return undefined;
      taken = true;
      return give();
    },
    take(signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      if (!taken) {
        taken = true;
        return Promise.resolve(give());
      }
      return new Promise((resolve) => {
        const onTurn = () => {
          signal.removeEventListener("abort", onAbort);
          resolve(give());
        };
        const onAbort = () => {
          waiting.splice(waiting.indexOf(onTurn), 1);
          resolve(undefined);
        };
        waiting.push(onTurn);
        signal.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}
