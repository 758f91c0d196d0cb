/**
 * One open line to a printer: reads always, remembers what the printer said, asks one question at a time.
 * DLE EOT's reply does not say which question it answers, so a reply that came late must never meet a younger question.
 */
import { type Link, offline, pause, within } from "../../../src/sdk.ts";
import { dleEot, ENABLE_ASB } from "./queries.ts";
import { childOf } from "./signals.ts";
import {
  type Answer,
  cutAnswers,
  HEALTHY,
  NO_REST,
  type PrinterStatus,
  type Question,
  type Rest,
  withAsb,
  withRealtime,
} from "./status.ts";
import { createTurns, type Turns } from "./turns.ts";

const QUESTIONS: readonly Question[] = [1, 2, 3, 4];
/** A line over USB waits until the printer takes the question, which one with a full buffer does when it has printed some, ms. */
const TAKE_MS = 15_000;

export interface PrinterLine extends AsyncDisposable {
  /** Fires when the line is over, however it ended. */
  readonly closed: AbortSignal;
  /** Anything that makes sense came back on this line. */
  heard(): boolean;
  status(): PrinterStatus;
  /** Monotonic ms of the last word about the status; -Infinity before the first. */
  saidAtMs(): number;
  /** Reads until the line is over. Called once, by its owner. */
  read(): Promise<void>;
  send(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** DLE EOT 1-4, one after another. False: no reply in time. Never while a job's bytes are under way. */
  askStatus(): Promise<boolean>;
  /** ESC @ and foreign jobs switch it off. */
  enableStatusBack(signal: AbortSignal): Promise<void>;
  /** Calls for every answer until the returned function is called. */
  listen(hearer: (answer: Answer) => void): () => void;
  /** Link.finish: half-close, and wait for the printer's own end. */
  finish(signal: AbortSignal): Promise<void>;
  /** The line ended because we were done with it. */
  finished(): boolean;
  close(): void;
}

export interface LineOptions {
  readonly link: Link;
  /** How long a reply to DLE EOT may take, ms. */
  readonly answerTimeoutMs: number;
  readonly monotonicMs: () => number;
  readonly statusChanged: () => void;
}

/** What is known of one line; only the functions below change it. */
interface State extends LineOptions {
  readonly over: AbortController;
  readonly hearers: Set<(answer: Answer) => void>;
  /** Questions sent and not answered yet, oldest first. */
  readonly open: Question[];
  /** Two writers' bytes must not mix. */
  readonly writing: Turns;
  rest: Rest;
  status: PrinterStatus;
  saidAtMs: number;
  isHeard: boolean;
  isFinished: boolean;
  asking: Promise<boolean> | undefined;
}

export function createPrinterLine(options: LineOptions): PrinterLine {
  const state: State = {
    ...options,
    ...{ over: new AbortController(), hearers: new Set(), open: [], writing: createTurns() },
    ...{ rest: NO_REST, status: HEALTHY, saidAtMs: Number.NEGATIVE_INFINITY },
    ...{ isHeard: false, isFinished: false, asking: undefined },
  };
  const close = () => state.over.abort();
  return {
    closed: state.over.signal,
    heard: () => state.isHeard,
    status: () => state.status,
    saidAtMs: () => state.saidAtMs,
    finished: () => state.isFinished,
    read: () => readLine(state),
    send: (bytes, signal) => send(state, bytes, signal),
    enableStatusBack: (signal) => send(state, ENABLE_ASB, signal),
    askStatus() {
      state.asking ??= askAll(state).finally(() => {
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
      const { answers, rest } = cutAnswers(state.rest, chunk);
      state.rest = rest;
      for (const answer of answers) take(state, answer);
    }
  } finally {
    state.over.abort();
  }
}

function take(state: State, answer: Answer): void {
  if (answer.type !== "noise") state.isHeard = true;
  if (answer.type === "asb") note(state, withAsb(answer.bytes));
  const question = answer.type === "realtime" ? state.open.shift() : undefined;
  if (answer.type === "realtime" && question) note(state, withRealtime(state.status, question, answer.byte));
  for (const hearer of [...state.hearers]) hearer(answer);
}

function note(state: State, status: PrinterStatus): void {
  state.status = status;
  state.saidAtMs = state.monotonicMs();
  state.statusChanged();
}

async function send({ link, writing, over }: State, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
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

async function askAll(state: State): Promise<boolean> {
  try {
    for (const question of QUESTIONS) {
      // On a mute line the same first question may wait several times over: whichever reply comes fits.
      if (state.isHeard || question !== 1) await letOldRepliesIn(state);
      // Some clones know only the first of the four: one answer is a sign of life.
      if (!(await ask(state, question))) return question !== 1;
    }
    return true;
  } catch {
    return false; // the line broke: `closed` tells its owner
  }
}

async function ask(state: State, question: Question): Promise<boolean> {
  state.open.push(question);
  const reply = hear(state, isReply);
  await send(state, dleEot(question), within(TAKE_MS, state.over.signal));
  return reply;
}

/** Replies to older questions are let in before a new one is put; what stays away now is given up. */
async function letOldRepliesIn(state: State): Promise<void> {
  while (state.open.length > 0 && (await hear(state, isReply)));
  state.open.length = 0;
}

const isReply = (answer: Answer): boolean => answer.type === "realtime";

function listen(state: State, hearer: (answer: Answer) => void): () => void {
  state.hearers.add(hearer);
  return () => state.hearers.delete(hearer);
}

/** True when such an answer came in time; false when time or the line was over first. */
async function hear(state: State, matches: (answer: Answer) => boolean): Promise<boolean> {
  using stop = childOf(state.over.signal);
  let came = false;
  const forget = listen(state, (answer) => {
    if (!matches(answer)) return;
    came = true;
    stop.abort();
  });
  await pause(state.answerTimeoutMs, stop.signal);
  forget();
  return came;
}
