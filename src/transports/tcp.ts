/** TCP lines. Closing is half-close and drain: a socket destroyed with unread bytes sends RST, and the printer loses the tail of the job. */
import net from "node:net";
import { GatewayError, offline, outcomeUnknown } from "../core/errors.ts";
import type { Link, Transport } from "../core/transport.ts";
import { aborted } from "../lib/wait.ts";
import { writeInSlices } from "./slices.ts";

/** How long a closing line waits for the other side's end, ms. Printers answer in a few; a dead one must not hold up a shutdown. */
const DRAIN_MS = 2_000;
const SLICE_BYTES = 4_096;
/** Silence after which the system probes a quiet peer, ms: finds a cut cable on lines that nobody asks anything. */
const KEEP_ALIVE_MS = 30_000;

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

const wrong = (at: string, why: string): GatewayError =>
  new GatewayError("invalid_input", `${at} is no address of a device: ${why}`);

/** "tcp://192.0.2.7:9100", "tcp://[fe80::1%eth0]:9100", "tcp://kitchen.local:9100". @throws invalid_input */
export function parseTcpAddress(at: string): TcpAddress {
  const [, inBrackets, plain, digits] =
    /^tcp:\/\/(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^\s:/?#[\]@]+)):(\d{1,5})$/.exec(at) ?? [];
  const host = inBrackets ?? plain;
  const port = Number(digits);
  if (host === undefined || (inBrackets !== undefined && !net.isIPv6(inBrackets))) {
    throw wrong(at, "write tcp://host:port, and IPv6 in brackets");
  }
  if (port < 1 || port > 65_535) throw wrong(at, "a port is a number from 1 to 65535");
  if (/^fe[89ab][0-9a-f]:[^%]*$/i.test(host)) {
    throw wrong(at, `${host} is there on every cable: say on which, as in tcp://[${host}%eth0]:${port}`);
  }
  return { host, port };
}

/** A device that listens on host:port. */
export function createTcpTransport({ host, port }: TcpAddress): Transport {
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
      reject(offline(whyNotOpen(address, error), error));
    };
    const onAbort = () => settle(signal.reason ?? new Error("aborted"));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => settle(undefined));
    socket.once("error", settle);
  });
}

/** What a person can do about it differs: the machine is off, its name is wrong, or it is there and takes no line. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "is there, but takes no line on this port: another program may hold it, or the port is wrong",
  ECONNRESET: "is there, but dropped the line at once: another program may hold it",
  EHOSTUNREACH: "does not answer on the network: is it switched on and plugged in",
  ENETUNREACH: "is in a network that this machine does not reach",
  EHOSTDOWN: "does not answer on the network: is it switched on and plugged in",
  ETIMEDOUT: "does not answer on the network: is it switched on and plugged in",
  ENOTFOUND: "has a name that the network does not know",
  EAI_AGAIN: "has a name that could not be looked up now",
};

function whyNotOpen(address: string, error: unknown): string {
  // Of a name with several addresses every failure is told; the last one tried is the one to explain.
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  if (last instanceof Error && last.name === "TimeoutError") return `${address} ${REASONS["ETIMEDOUT"]}`;
  const code = last instanceof Error && "code" in last ? String(last.code) : "";
  return `${address} ${REASONS[code] ?? "cannot be opened"}`;
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

  const writer = {
    address,
    sliceBytes: SLICE_BYTES,
    write: (slice: Uint8Array) => writeSlice(socket, slice),
    giveUp: () => void socket.destroy(),
  };
  return {
    write: (bytes, signal) => writeInSlices(writer, bytes, signal),
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
  await Promise.race([ended, aborted(signal)]);
}

function writeSlice(socket: net.Socket, slice: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed || socket.writableEnded) return reject(new Error("the line is closed"));
    const onClose = () => reject(new Error("the line closed"));
    socket.once("close", onClose);
    socket.write(slice, (error) => {
      socket.off("close", onClose);
      if (error) reject(error);
      else resolve();
    });
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
