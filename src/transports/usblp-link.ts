/**
 * One open usblp:// line. What Linux' usblp does with O_NONBLOCK, as measured on 6.1 (drivers/usb/class/usblp.c):
 *
 * - a write hands one transfer of at most 8192 bytes to the device and returns before it has taken it; the next is refused with EAGAIN
 *   until then. A write of no bytes asks whether it is through.
 * - closing takes a transfer back that is still under way: without waiting, the tail of a receipt is lost.
 * - whether the device took or refused a transfer is lost where it ends after the write returned. The next one then fails.
 * - nothing can be waited for but by asking again. A blocking call would hold a thread of Node's pool for as long as there is no paper.
 */
import { write as writeCallback } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { promisify } from "node:util";
import { offline, outcomeUnknown } from "../core/errors.ts";
import type { Link } from "../core/transport.ts";
import { aborted, pause } from "../lib/wait.ts";
import { createIncoming, type Incoming } from "./usb-incoming.ts";

/** FileHandle.write keeps a write of no bytes to itself. */
const writeTo = promisify(writeCallback);
/** Below usblp's own 8192: it is known to this many bytes what was handed over. */
const SLICE_BYTES = 4_096;
const READ_BYTES = 4_096;
/** While bytes come or go, ms. */
const BUSY_LOOK_MS = 2;
/** Nothing came for a while: a status word may be this late, ms. */
const IDLE_LOOK_MS = 25;
/** So long after the last byte the line counts as idle, ms. */
const BUSY_MS = 1_000;
/** A printer that never speaks is only asked whether it is there, ms. */
const PRESENCE_MS = 250;
/** Refusals in a row after which it is not read any more: usblp does not make a device go on that stalled. */
const MAX_REFUSALS = 5;
const NOTHING = new Uint8Array();

interface State {
  readonly handle: FileHandle;
  readonly address: string;
  readonly incoming: Incoming;
  readonly over: AbortController;
  reading: Promise<void>;
  writing: Promise<void>;
  busyUntilMs: number;
  closing: Promise<void> | undefined;
}

export function createUsblpLink(handle: FileHandle, address: string): Link {
  const incoming = createIncoming();
  const idle = { reading: Promise.resolve(), writing: Promise.resolve(), busyUntilMs: 0, closing: undefined };
  const state: State = { handle, address, incoming, over: new AbortController(), ...idle };
  state.reading = readOn(state);
  return {
    write(bytes, signal) {
      const writing = write(state, bytes, signal);
      state.writing = writing.catch(() => undefined);
      return writing;
    },
    incoming: incoming.chunks,
    finish: (signal) => finish(state, signal),
    async [Symbol.asyncDispose]() {
      state.closing ??= close(state);
      await state.closing;
    },
  };
}

async function close(state: State): Promise<void> {
  end(state);
  await Promise.all([state.reading, state.writing]);
  await state.handle.close();
}

function end(state: State): void {
  state.over.abort();
  state.incoming.end();
}

function stayBusy(state: State): void {
  state.busyUntilMs = performance.now() + BUSY_MS;
}

type Heard = "bytes" | "nothing" | "refused" | "mute" | "gone";

async function readOn(state: State): Promise<void> {
  const { signal } = state.over;
  let refusals = 0;
  while (!signal.aborted && refusals < MAX_REFUSALS) {
    const heard = await readOnce(state);
    if (heard === "gone") break;
    refusals = heard === "refused" ? refusals + 1 : 0;
    if (heard !== "bytes") await pause(lookMs(state, heard), signal);
    await state.incoming.room(signal);
  }
  end(state);
}

function lookMs(state: State, heard: Heard): number {
  if (heard === "mute") return PRESENCE_MS;
  return performance.now() < state.busyUntilMs ? BUSY_LOOK_MS : IDLE_LOOK_MS;
}

async function readOnce(state: State): Promise<Heard> {
  const { handle } = state;
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(READ_BYTES), 0, READ_BYTES, null);
    // An empty answer is no end: some chips never let one wait.
    if (bytesRead === 0) return "nothing";
    state.incoming.put(buffer.subarray(0, bytesRead));
    stayBusy(state);
    return "bytes";
  } catch (error) {
    const code = codeOf(error);
    if (code === "EAGAIN") return "nothing";
    if (code === "EIO") return "refused";
    // EINVAL: it has no endpoint to read from.
    return code === "EINVAL" && (await isThere(handle)) ? "mute" : "gone";
  }
}

async function isThere(handle: FileHandle): Promise<boolean> {
  try {
    await writeTo(handle.fd, NOTHING, 0, 0, null);
    return true;
  } catch (error) {
    return codeOf(error) === "EAGAIN";
  }
}

async function write(state: State, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  const { address, over } = state;
  const stop = AbortSignal.any([signal, over.signal]);
  let handedOver = 0;
  try {
    while (handedOver < bytes.length) {
      const bytesWritten = await handOver(state, bytes.subarray(handedOver, handedOver + SLICE_BYTES), stop);
      handedOver += bytesWritten;
      await untilThrough(state, stop);
    }
  } catch (error) {
    if (isUntouched(error, handedOver)) throw offline(`${address} took no byte`, error);
    await giveUp(state);
    throw outcomeUnknown(`${address} broke off behind byte ${handedOver} of ${bytes.length}`, error);
  }
}

/** EIO comes of a transfer that was begun. */
const isUntouched = (error: unknown, handedOver: number): boolean =>
  handedOver === 0 && codeOf(error) !== "EIO";

/** Resolves with how many of the bytes the kernel took. */
async function handOver(state: State, slice: Uint8Array, stop: AbortSignal): Promise<number> {
  for (;;) {
    stop.throwIfAborted();
    stayBusy(state);
    try {
      return (await writeTo(state.handle.fd, slice, 0, slice.length, null)).bytesWritten;
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      await pause(BUSY_LOOK_MS, stop);
    }
  }
}

/** Resolves when the device has what it was handed: only then is its lack of paper felt here, and only then may the line be closed. */
async function untilThrough(state: State, stop: AbortSignal): Promise<void> {
  let lookMs = 1;
  for (;;) {
    try {
      await writeTo(state.handle.fd, NOTHING, 0, 0, null);
      return;
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
    }
    stop.throwIfAborted();
    await pause(lookMs, stop);
    lookMs = Math.min(lookMs * 2, IDLE_LOOK_MS);
  }
}

/** Closing takes back what is under way: it must not reach the printer later. */
async function giveUp(state: State): Promise<void> {
  end(state);
  if (state.closing !== undefined) return; // whoever closes waits for this write
  state.closing = state.reading.then(() => state.handle.close());
  await state.closing;
}

/** usblp does not say whether the last transfer was taken or refused, so nothing can be proven here: it is waited for in vain. */
async function finish(state: State, signal: AbortSignal): Promise<void> {
  await Promise.race([aborted(signal), aborted(state.over.signal)]);
  throw outcomeUnknown(`${state.address} cannot tell whether the printer took everything`, signal.reason);
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
