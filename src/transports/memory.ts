/** A line inside the process: the device's end is in the caller's hand. For tests and simulators. */
import { offline, outcomeUnknown } from "../core/errors.ts";
import type { Link, Transport } from "../core/transport.ts";
import { aborted } from "../lib/wait.ts";
import { writeInSlices } from "./slices.ts";

const SLICE_BYTES = 4_096;
/** What the line holds while the device does not read, slices: about as much as a socket does. */
const CAPACITY_SLICES = 64;

/** The device's end of one line. */
export interface MemoryEnd {
  /** What the gateway wrote. Ends when it closed or half-closed the line. */
  readonly received: AsyncIterable<Uint8Array>;
  send(bytes: Uint8Array): void;
  /** The device closes the line cleanly. */
  end(): void;
  /** The line breaks. */
  break(): void;
}

export interface MemoryPort {
  readonly transport: Transport;
  /** The next line that the gateway opens. */
  accept(): Promise<MemoryEnd>;
  /** While false, nothing can be opened. */
  listening: boolean;
}

export function createMemoryPort(address = "memory://device"): MemoryPort {
  const waiting = createPipe<MemoryEnd>();
  const accepted = waiting.items[Symbol.asyncIterator]();
  const port: MemoryPort = {
    listening: true,
    transport: {
      address,
      async open(signal) {
        if (signal.aborted || !port.listening) throw offline(`${address} cannot be opened`, signal.reason);
        const { link, end } = createLine(address);
        waiting.put(end);
        return link;
      },
    },
    async accept() {
      const next = await accepted.next();
      if (next.done) throw offline(`${address} is gone`);
      return next.value;
    },
  };
  return port;
}

function createLine(address: string): { readonly link: Link; readonly end: MemoryEnd } {
  const down = createPipe<Uint8Array>();
  const up = createPipe<Uint8Array>();
  let state: "open" | "ended" | "broken" = "open";
  const close = (to: "ended" | "broken") => {
    if (state === "open") state = to;
    down.close();
    up.close();
  };
  const writer = {
    address,
    sliceBytes: SLICE_BYTES,
    async write(slice: Uint8Array) {
      while (!down.closed() && down.waiting() >= CAPACITY_SLICES) await down.whenTaken();
      if (state !== "open" || down.closed()) throw new Error("the line is closed");
      down.put(slice.slice());
    },
    giveUp: () => close("broken"),
  };
  const link: Link = {
    write: (bytes, signal) => writeInSlices(writer, bytes, signal),
    incoming: up.items,
    async finish(signal) {
      down.close();
      await Promise.race([up.whenClosed, aborted(signal)]);
      if (state === "broken" || !up.closed())
        throw outcomeUnknown(`${address} did not end the line`, signal.reason);
    },
    async [Symbol.asyncDispose]() {
      close("ended");
    },
  };
  const end: MemoryEnd = {
    received: down.items,
    send: (bytes) => up.put(bytes.slice()),
    end: () => close("ended"),
    break: () => close("broken"),
  };
  return { link, end };
}

function createPipe<T>() {
  const queue: T[] = [];
  let open = true;
  let wake = () => {};
  let taken = () => {};
  let closed = () => {};
  const whenClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  async function* read(): AsyncGenerator<T> {
    while (open || queue.length > 0) {
      const next = queue.shift();
      taken();
      if (next !== undefined) yield next;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }
  return {
    items: read(),
    whenClosed,
    closed: () => !open,
    waiting: () => queue.length,
    whenTaken: () =>
      new Promise<void>((resolve) => {
        taken = resolve;
      }),
    put(item: T) {
      if (open) queue.push(item);
      wake();
    },
    close() {
      open = false;
      wake();
      taken();
      closed();
    },
  };
}
