import { pause } from "../lib/wait.ts";

/** A printer that babbles is not read on before this is read. */
const MAX_UNREAD_BYTES = 65_536;
const LOOK_MS = 20;

/** Bytes that came in and were not read yet: one producer, one consumer. */
export interface Incoming {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Resolves when there is room for more, or when the signal fires. */
  room(signal: AbortSignal): Promise<void>;
  put(chunk: Uint8Array): void;
  /** The reader ends when it has read what is there. */
  end(): void;
}

export function createIncoming(): Incoming {
  const queue: Uint8Array[] = [];
  let isOpen = true;
  let wake = () => {};
  async function* read(): AsyncGenerator<Uint8Array> {
    while (isOpen || queue.length > 0) {
      const next = queue.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  return {
    chunks: read(),
    async room(signal) {
      const unread = () => queue.reduce((sum, chunk) => sum + chunk.length, 0);
      while (unread() > MAX_UNREAD_BYTES && !signal.aborted) await pause(LOOK_MS, signal);
    },
    put(chunk) {
      queue.push(chunk);
      wake();
    },
    end() {
      isOpen = false;
      wake();
    },
  };
}
