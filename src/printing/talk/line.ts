/** One open line to a printer: reads always, remembers what the printer said, asks one question at a time. */
import { offline } from "../../core/errors.ts";
import type { Link } from "../../core/transport.ts";
import { childOf } from "../../lib/child-signal.ts";
import { createTurns, type Turns } from "../../lib/turns.ts";
import { pause } from "../../lib/wait.ts";
import type { Ear, Report, Tongue } from "./tongue.ts";

export interface PrinterLine extends AsyncDisposable {
  /** Fires when the line is over, however it ended. */
  readonly closed: AbortSignal;
  /** What the printer said last on this line; undefined: nothing that makes sense. */
  report(): Report | undefined;
  /** Monotonic ms of that; -Infinity before the first. */
  saidAtMs(): number;
  /** Reads until the line is over. Called once, by its owner. */
  read(): Promise<void>;
  send(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** False: no answer in time. Never while a job's bytes are under way. */
  ask(): Promise<boolean>;
  /** Calls for every report until the returned function is called. */
  listen(hearer: (report: Report) => void): () => void;
  /** Link.finish: half-close, and wait for the printer's own end. */
  finish(signal: AbortSignal): Promise<void>;
  /** The line ended because we were done with it. */
  finished(): boolean;
  close(): void;
}

export interface LineOptions {
  readonly link: Link;
  readonly tongue: Tongue;
  readonly answerTimeoutMs: number;
  readonly monotonicMs: () => number;
  readonly reported: () => void;
}

interface State extends LineOptions {
  readonly over: AbortController;
  readonly hearers: Set<(report: Report) => void>;
  readonly ear: Ear;
  /** Two writers' bytes must not mix. */
  readonly writing: Turns;
  report: Report | undefined;
  saidAtMs: number;
  isFinished: boolean;
  asking: Promise<boolean> | undefined;
}

export function createPrinterLine(options: LineOptions): PrinterLine {
  const state: State = {
    ...options,
    ...{ over: new AbortController(), hearers: new Set(), writing: createTurns() },
    ear: options.tongue.createEar(),
    ...{ report: undefined, saidAtMs: Number.NEGATIVE_INFINITY, isFinished: false, asking: undefined },
  };
  const close = () => state.over.abort();
  return {
    closed: state.over.signal,
    report: () => state.report,
    saidAtMs: () => state.saidAtMs,
    finished: () => state.isFinished,
    read: () => readLine(state),
    send: (bytes, signal) => send(state, bytes, signal),
    ask() {
      state.asking ??= ask(state).finally(() => {
        state.asking = undefined;
      });
      return state.asking;
    },
    listen: (hearer) => listen(state, hearer),
    async finish(signal) {
      state.isFinished = true;
      await options.link.finish(signal).finally(close);
    },
    close,
    async [Symbol.asyncDispose]() {
      close();
      await options.link[Symbol.asyncDispose]();
    },
  };
}

async function readLine(state: State): Promise<void> {
  try {
    for await (const chunk of state.link.incoming) {
      for (const report of state.ear.push(chunk)) take(state, report);
    }
  } finally {
    state.over.abort();
  }
}

function take(state: State, report: Report): void {
  state.report = report;
  state.saidAtMs = state.monotonicMs();
  state.reported();
  for (const hearer of [...state.hearers]) hearer(report);
}

async function send({ link, writing, over }: State, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  if (bytes.length === 0) return;
  const giveBack = await writing.take(signal);
  if (!giveBack || over.signal.aborted) {
    giveBack?.();
    throw offline("the line closed before the first byte", signal.reason);
  }
  try {
    await link.write(bytes, signal);
  } finally {
    giveBack();
  }
}

async function ask(state: State): Promise<boolean> {
  if (state.tongue.question.length === 0) return false;
  using stop = childOf(state.over.signal);
  let came = false;
  const forget = listen(state, () => {
    came = true;
    stop.abort();
  });
  try {
    await send(state, state.tongue.question, state.over.signal);
    await pause(state.answerTimeoutMs, stop.signal);
  } catch {
    return false; // the line broke: `closed` tells its owner
  } finally {
    forget();
  }
  return came;
}

function listen(state: State, hearer: (report: Report) => void): () => void {
  state.hearers.add(hearer);
  return () => state.hearers.delete(hearer);
}
