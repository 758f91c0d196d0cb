/** TCP lines. Closing is half-close and drain: a socket destroyed with unread bytes sends RST, and the printer loses the tail of the job. */
import net from "node:net";
import { offline, outcomeUnknown } from "../core/errors.ts";
import type { Link, Transport } from "../core/transport.ts";

/** How long a closing line waits for the other side's end, ms. Printers answer in a few; a dead one must not hold up a shutdown. */
const DRAIN_MS = 2_000;
/** Handed to the system at a time, so that an abort leaves little behind and back-pressure is felt early. */
const SLICE_BYTES = 4_096;
/** Silence after which the system probes a quiet peer, ms: finds a cut cable on lines that nobody asks anything. */
const KEEP_ALIVE_MS = 30_000;

/** A device that listens on host:port. */
export function createTcpTransport(host: string, port: number): Transport {
  const address = `tcp://${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  return {
    address,
    async open(signal) {
      const socket = await connect(host, port, address, signal);
      return createTcpLink(socket, address);
    },
  };
}

function connect(host: string, port: number, address: string, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(offline(`${address} was not opened`, signal.reason));
    const socket = net.connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    });
    const settle = (error: unknown) => {
      signal.removeEventListener("abort", onAbort);
      socket.off("error", settle);
      if (error === undefined) return resolve(socket);
      socket.on("error", () => {}); // it was told already
      socket.destroy();
      reject(offline(`${address} cannot be opened`, error));
    };
    const onAbort = () => settle(signal.reason ?? new Error("aborted"));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => settle(undefined));
    socket.once("error", settle);
  });
}

function createTcpLink(socket: net.Socket, address: string): Link {
  let fault: unknown;
  socket.on("error", (error) => {
    fault ??= error;
  });
  const ended = new Promise<void>((resolve) => {
    socket.once("end", resolve);
    socket.once("close", () => resolve());
  });

  return {
    write: (bytes, signal) => writeAll(socket, address, bytes, signal),
    incoming: readAll(socket),
    async finish(signal) {
      const endedFirst = socket.readableEnded || socket.destroyed;
      await endAndDrain(socket, ended, signal);
      if (endedFirst || fault !== undefined || !socket.readableEnded || !socket.writableFinished) {
        throw outcomeUnknown(`${address} did not take everything and end the line`, fault ?? signal.reason);
      }
    },
    async [Symbol.asyncDispose]() {
      if (!socket.destroyed) await endAndDrain(socket, ended, AbortSignal.timeout(DRAIN_MS));
      socket.destroy();
    },
  };
}

async function endAndDrain(socket: net.Socket, ended: Promise<void>, signal: AbortSignal): Promise<void> {
  socket.end();
  socket.resume();
  await Promise.race([ended, new Promise<void>((resolve) => onAbort(signal, resolve))]);
}

function onAbort(signal: AbortSignal, run: () => void): () => void {
  if (signal.aborted) run();
  else signal.addEventListener("abort", run, { once: true });
  return () => signal.removeEventListener("abort", run);
}

/** The first byte goes alone: the system takes one byte or none, so a failure there proves that nothing was taken. */
async function writeAll(
  socket: net.Socket,
  address: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  let taken = 0;
  while (taken < bytes.length) {
    const end = taken === 0 ? 1 : Math.min(bytes.length, taken + SLICE_BYTES);
    try {
      await writeSlice(socket, bytes.subarray(taken, end), signal);
    } catch (error) {
      // What is still in the socket's own queue must not trickle out after we have given up.
      if (signal.aborted) socket.destroy();
      throw taken === 0
        ? offline(`${address} took no byte`, error)
        : outcomeUnknown(`${address} took ${taken} of ${bytes.length} bytes`, error);
    }
    taken = end;
  }
}

function writeSlice(socket: net.Socket, slice: Uint8Array, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    if (socket.destroyed || socket.writableEnded) return reject(new Error("the line is closed"));
    const fail = (error: unknown) => settle(error);
    const stopListening = onAbort(signal, () => settle(signal.reason ?? new Error("aborted")));
    const onClose = () => fail(new Error("the line closed"));
    const settle = (error: unknown) => {
      stopListening();
      socket.off("close", onClose);
      if (error) reject(error);
      else resolve();
    };
    socket.once("close", onClose);
    socket.write(slice, (error) => settle(error));
  });
}

async function* readAll(socket: net.Socket): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let wake = () => {};
  let open = !socket.readableEnded && !socket.destroyed;
  const close = () => {
    open = false;
    wake();
  };
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    wake();
  });
  socket.once("end", close);
  socket.once("close", close);
  while (open || chunks.length > 0) {
    const chunk = chunks.shift();
    if (chunk !== undefined) yield chunk;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}
