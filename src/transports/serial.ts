/**
 * Serial lines, by the npm package serialport: a native module, so it is loaded when the first port is opened. Its port is used without
 * its stream, which destroys itself on an error and forgets what was written.
 *
 *   write ──slices──▶ [the system's queue] ──baud, flow──▶ device        a serial line has no end: what is proved is "it left"
 */
import type { SerialPort } from "serialport";
import { busy, type GatewayError, offline, outcomeUnknown } from "../core/errors.ts";
import type { Link, Transport } from "../core/transport.ts";
import { lazily } from "../lib/lazily.ts";
import { pause } from "../lib/wait.ts";
import { type SerialAddress, serialAddressText } from "./serial-address.ts";
import { holderOf, type Lease, takeLease } from "./serial-lease.ts";
import { unlessAborted, writeInSlices } from "./slices.ts";

type Port = Awaited<ReturnType<typeof SerialPort.binding.open>>;

/** How long a closing line waits for its last bytes, ms: a printer without paper holds them for ever. */
const DRAIN_MS = 2_000;
/** Small, for a serial line is slow and an abort throws away what waits. */
const SLICE_BYTES = 256;
/** An Epson printer says BUSY while it has room for more than this, so one slice too many does no harm. */
const DSR_SLICE_BYTES = 64;
const DSR_LOOK_MS = 20;
const READ_BYTES = 4_096;
/** A line that was cut while bytes came reads as nothing, again and again: only asking the port itself shows it. */
const WATCH_MS = 1_000;

const loadSerialPort = lazily(() => import("serialport"));

export function createSerialTransport(settings: SerialAddress): Transport {
  const address = serialAddressText(settings);
  return {
    address,
    async open(signal) {
      if (signal.aborted) throw offline(`${address} was not opened`, signal.reason);
      const lease = await takeLease(settings.path, address);
      try {
        const port = await openPort(settings, lease.path, address);
        if (!signal.aborted) return createSerialLink(port, settings, address, lease);
        await port.close();
        throw offline(`${address} was not opened`, signal.reason);
      } catch (error) {
        lease.release();
        throw error;
      }
    },
  };
}

async function openPort(settings: SerialAddress, path: string, address: string): Promise<Port> {
  const { SerialPort } = await loadSerialPort();
  const { baud, parity, dataBits, stopBits, flow } = settings;
  const options = { path, baudRate: baud, parity, dataBits, stopBits, rtscts: flow === "rtscts" };
  const xonxoff = flow === "xonxoff";
  const port = await SerialPort.binding
    .open({ ...options, xon: xonxoff, xoff: xonxoff, lock: true })
    .catch(async (error: unknown) => {
      throw await whyNotOpen(error, path, address);
    });
  if (flow === "dtrdsr") {
    await port.get().catch(async (error: unknown) => {
      await port.close();
      const advice = "use flow=rtscts and a cable that leads the printer's DTR to CTS";
      throw offline(`${address}: this port cannot tell its DSR line; ${advice}`, error);
    });
  }
  return port;
}

/** The library hands on the system's words only. */
async function whyNotOpen(cause: unknown, path: string, address: string): Promise<GatewayError> {
  const words = String(cause);
  if (/lock port|busy/i.test(words)) return busy(`${address} is in use by ${await holderOf(path)}`);
  if (/permission denied/i.test(words)) {
    return offline(`${address} may not be opened: this user must be in the group dialout`, cause);
  }
  if (/inappropriate ioctl/i.test(words)) return offline(`${address}: ${path} is no serial port`, cause);
  return offline(`${address} cannot be opened: ${words}`, cause);
}

interface Line {
  readonly port: Port;
  readonly address: string;
  readonly flow: SerialAddress["flow"];
  /** Nothing more goes out: closed, finished or broken. */
  isOver: boolean;
}

function createSerialLink(port: Port, { flow }: SerialAddress, address: string, lease: Lease): Link {
  const line: Line = { port, address, flow, isOver: false };
  const watch = setInterval(() => void lookAtPort(line), WATCH_MS);
  const writer = {
    address,
    sliceBytes: flow === "dtrdsr" ? DSR_SLICE_BYTES : SLICE_BYTES,
    write: (slice: Uint8Array) => writeSlice(line, slice),
    giveUp: () => void dropQueue(line),
  };
  let closing: Promise<void> | undefined;
  return {
    write: (bytes, signal) => writeInSlices(writer, bytes, signal),
    incoming: readAll(line),
    async finish(signal) {
      try {
        if (line.isOver) throw new Error("the line is over");
        line.isOver = true;
        await unlessAborted(() => port.drain(), signal);
      } catch (error) {
        throw outcomeUnknown(`${address} did not send out everything`, error);
      }
    },
    [Symbol.asyncDispose]() {
      closing ??= close(line).finally(() => {
        clearInterval(watch);
        lease.release();
      });
      return closing;
    },
  };
}

async function writeSlice(line: Line, slice: Uint8Array): Promise<void> {
  const { port, flow } = line;
  if (flow === "dtrdsr") await untilReady(line);
  if (line.isOver || !port.isOpen) throw new Error("the line is closed");
  await port.write(Buffer.from(slice));
  // The system's queue would run on when DSR falls: it must be empty before the next look.
  if (flow === "dtrdsr") await port.drain();
}

async function untilReady(line: Line): Promise<void> {
  while (!line.isOver && !(await line.port.get()).dsr) await pause(DSR_LOOK_MS, NEVER);
}
const NEVER = new AbortController().signal;

async function* readAll(line: Line): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(READ_BYTES);
  while (line.port.isOpen) {
    const bytes = await line.port.read(buffer, 0, buffer.length).catch(() => undefined);
    if (bytes === undefined) return hangUp(line);
    yield Uint8Array.from(buffer.subarray(0, bytes.bytesRead));
  }
}

/** A port that cannot tell its speed is well; one that is gone says EIO to every question. */
async function lookAtPort(line: Line): Promise<void> {
  await line.port.getBaudRate().catch((error: unknown) => {
    if (/input\/output error/i.test(String(error))) hangUp(line);
  });
}

/** Ends a read that waits, too. */
function hangUp(line: Line): void {
  line.isOver = true;
  if (line.port.isOpen) void line.port.close().catch(() => undefined);
}

/** Without this the system would go on sending for up to 30 s after the close. */
async function dropQueue(line: Line): Promise<void> {
  line.isOver = true;
  await line.port.flush().catch(() => undefined);
  hangUp(line);
}

async function close(line: Line): Promise<void> {
  if (!line.port.isOpen) return;
  line.isOver = true;
  try {
    await unlessAborted(() => line.port.drain(), AbortSignal.timeout(DRAIN_MS));
    hangUp(line);
  } catch {
    await dropQueue(line);
  }
}
