/** One open usb:// line. A transfer that ended was taken by the printer itself; of one that broke off nobody knows how much was. */
import { existsSync } from "node:fs";
import { offline, outcomeUnknown } from "../core/errors.ts";
import type { Link } from "../core/transport.ts";
import { pause } from "../lib/wait.ts";
import { createIncoming, type Incoming } from "./usb-incoming.ts";
import type { ClaimedUsb } from "./usb-native.ts";

/** At a time, so that it is known to this many bytes what was taken. */
const SLICE_BYTES = 4_096;
/** Between questions to a device that answers with nothing, or refuses: some chips never let one wait, ms. */
const EMPTY_PAUSE_MS = 20;
/** A device that refuses to be read so often in a row will not be read any more. */
const MAX_REFUSALS = 5;
/** How soon the unplugging of a printer that never speaks is seen, ms. */
const PRESENCE_MS = 500;
/** How often a printer that is not well is asked again before the line ends, ms. */
const WELL_LOOK_MS = 200;
/** Transfers end in a few ms when they are interrupted. A kernel that does not end them must not hold up a shutdown, ms. */
const LET_GO_MS = 5_000;
/** Port status, USB printer class 1.1 section 4.2.2. Some chips always answer 0: that says nothing. */
const NO_PAPER = 0x20;
const NO_ERROR = 0x08;

interface State {
  readonly usb: ClaimedUsb;
  readonly address: string;
  readonly incoming: Incoming;
  readonly over: AbortController;
  /** Transfers that wait, which must end before anything can be closed. */
  readonly waiting: Set<Promise<unknown>>;
  closing: Promise<void> | undefined;
}

/** @param node the device's node below /dev: it goes when the device does */
export function createUsbLink(usb: ClaimedUsb, address: string, node: string): Link {
  const incoming = createIncoming();
  const state: State = {
    usb,
    address,
    incoming,
    over: new AbortController(),
    waiting: new Set(),
    closing: undefined,
  };
  void hold(state, usb.receive ? readOn(state, usb.receive) : watchPresence(state, node));
  return {
    write: (bytes, signal) => write(state, bytes, signal),
    incoming: incoming.chunks,
    finish: (signal) => finish(state, signal),
    async [Symbol.asyncDispose]() {
      state.closing ??= close(state);
      await state.closing;
    },
  };
}

function hold<T>(state: State, promise: Promise<T>): Promise<T> {
  state.waiting.add(promise);
  const forget = () => state.waiting.delete(promise);
  promise.then(forget, forget);
  return promise;
}

async function close(state: State): Promise<void> {
  end(state);
  await state.usb.interrupt();
  const ended = Promise.allSettled([...state.waiting]);
  await Promise.race([ended, pause(LET_GO_MS, new AbortController().signal)]);
  await state.usb.close();
}

function end(state: State): void {
  state.over.abort();
  state.incoming.end();
}

async function readOn(state: State, receive: () => Promise<Uint8Array>): Promise<void> {
  const { signal } = state.over;
  let refusals = 0;
  while (!signal.aborted && refusals < MAX_REFUSALS) {
    const heard = await readOnce(state, receive);
    if (heard === "gone") break;
    refusals = heard === "refused" ? refusals + 1 : 0;
    if (heard !== "bytes") await pause(EMPTY_PAUSE_MS, signal);
    await state.incoming.room(signal);
  }
  end(state);
}

async function readOnce(
  state: State,
  receive: () => Promise<Uint8Array>,
): Promise<"bytes" | "nothing" | "refused" | "gone"> {
  try {
    const chunk = await receive();
    if (chunk.length === 0) return "nothing";
    state.incoming.put(chunk);
    return "bytes";
  } catch (error) {
    if (!isStall(error)) return "gone";
    await state.usb.clearHalt("in").catch(() => undefined);
    return "refused";
  }
}

async function watchPresence(state: State, node: string): Promise<void> {
  while (!state.over.signal.aborted && existsSync(node)) await pause(PRESENCE_MS, state.over.signal);
  end(state);
}

const isStall = (error: unknown): boolean => error instanceof Error && /stall/i.test(error.message);

async function write(state: State, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  const { address, over } = state;
  const stop = AbortSignal.any([signal, over.signal]);
  if (stop.aborted) throw offline(`${address} took no byte`, signal.reason);
  let taken = 0;
  try {
    for (; taken < bytes.length; taken += SLICE_BYTES) {
      stop.throwIfAborted();
      await sendSlice(state, bytes.subarray(taken, taken + SLICE_BYTES), signal);
    }
  } catch (error) {
    end(state);
    if (isStall(error)) await hold(state, state.usb.clearHalt("out")).catch(() => undefined);
    throw outcomeUnknown(`${address} broke off behind byte ${taken} of ${bytes.length}`, error);
  }
}

async function sendSlice(state: State, slice: Uint8Array, signal: AbortSignal): Promise<void> {
  // What still waits must not reach the printer after we have given up.
  const letGo = () => void state.usb.interrupt();
  signal.addEventListener("abort", letGo, { once: true });
  try {
    await hold(state, state.usb.send(slice));
  } finally {
    signal.removeEventListener("abort", letGo);
  }
}

/** USB has no end that the printer could answer: it took each transfer, it is still there, and it does not say that it is unwell. */
async function finish(state: State, signal: AbortSignal): Promise<void> {
  const { address, over } = state;
  while (!signal.aborted && !over.signal.aborted) {
    const status = await hold(state, state.usb.portStatus()).catch(() => NO_ERROR); // it does not know the question
    if (over.signal.aborted) break;
    if (isWell(status)) return end(state);
    await pause(WELL_LOOK_MS, AbortSignal.any([signal, over.signal]));
  }
  throw outcomeUnknown(`${address} did not stay well until the end`, signal.reason);
}

const isWell = (status: number): boolean =>
  status === 0 || ((status & NO_PAPER) === 0 && (status & NO_ERROR) !== 0);
