/**
 * Keeps a line to the printer: opens it, greets, keeps it alive, opens it again.
 *
 *   away ──▶ opening ──greeted──▶ up ──closed──▶ opening ─┐
 *     ▲         └───────failed, or closed at once─────────┴──▶ away, for a growing pause
 */
import {
  aborted,
  type Log,
  offline,
  outcomeUnknown,
  pause,
  type Transport,
  within,
} from "../../../src/sdk.ts";
import { createPrinterLine, type PrinterLine } from "./line.ts";
import { childOf } from "./signals.ts";
import { type PrinterStatus, whatIsNeeded } from "./status.ts";
import type { Turns } from "./turns.ts";

export interface PresenceOptions {
  readonly transport: Transport;
  readonly turns: Turns;
  readonly connectTimeoutMs: number;
  readonly answerTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly reconnectMaxMs: number;
  readonly monotonicMs: () => number;
  readonly log: Log;
  /** The line, its status or its absence changed. */
  readonly changed: () => void;
}

export interface Presence {
  /** Returns when the signal fires. */
  run(signal: AbortSignal): Promise<void>;
  /** The line that is open and greeted. */
  line(): PrinterLine | undefined;
  /** Why there is none, or why the last one failed. */
  whyAway(): string;
  /** We ended the line ourselves, after a job, and are opening the next. */
  isReturning(): boolean;
  /** Waits for an opening that is under way, not for a printer that is away. */
  lineSoon(signal: AbortSignal): Promise<PrinterLine | undefined>;
  /** Bytes that a torn command may still wait for. They are paid in NULs, which mean nothing elsewhere. */
  owe(bytes: number): void;
  /**
   * Pays before a job goes out: what is owed would be taken from its head.
   * @throws device_offline: the line broke, and nothing of the job was sent
   */
  pay(line: PrinterLine, signal: AbortSignal): Promise<void>;
}

/** Longest command that a torn job can leave open: a band of a raster. */
const MAX_OWED_BYTES = 32_768;
const FIRST_PAUSE_MS = 100;
/** A printer that drops every line at once must not be called in a circle without a breath. */
const BRIEF_MS = 500;
/** Rounds of questions that a printer which answered before may leave unanswered. */
const MUTE_ROUNDS = 2;

type Stage =
  | { readonly type: "away" }
  | { readonly type: "opening"; readonly over: Promise<void>; readonly end: () => void }
  | { readonly type: "up"; readonly line: PrinterLine };

interface State extends PresenceOptions {
  stage: Stage;
  reason: string;
  isReturning: boolean;
  owedBytes: number;
}

export function createPresence(options: PresenceOptions): Presence {
  const reason = `${options.transport.address} was not opened yet`;
  // A process before this one may have been killed in the middle of a command: nobody remembers of which.
  const owedBytes = MAX_OWED_BYTES;
  const state: State = { ...options, stage: { type: "away" }, reason, isReturning: false, owedBytes };
  return {
    run: (signal) => run(state, signal),
    line: () => upLine(state),
    whyAway: () => state.reason,
    isReturning: () => state.isReturning,
    async lineSoon(signal) {
      while (state.stage.type === "opening" && !signal.aborted) {
        await Promise.race([state.stage.over, aborted(signal)]);
      }
      return upLine(state);
    },
    owe(bytes) {
      state.owedBytes = Math.min(MAX_OWED_BYTES, bytes);
    },
    async pay(line, signal) {
      try {
        await pay(state, line, signal);
      } catch (error) {
        throw offline(`${state.transport.address} broke before the job`, error);
      }
    },
  };
}

const isWaiting = (status: PrinterStatus): boolean => status.offline || whatIsNeeded(status) !== undefined;

const upLine = ({ stage }: State): PrinterLine | undefined => (stage.type === "up" ? stage.line : undefined);

function enter(state: State, next: Stage): void {
  const before = state.stage;
  state.stage = next;
  if (before.type === "opening") before.end();
  state.changed();
}

function goAway(state: State, why: string): void {
  state.reason = why;
  state.isReturning = false;
  enter(state, { type: "away" });
}

function goUp(state: State, line: PrinterLine): void {
  state.isReturning = false;
  enter(state, { type: "up", line });
  line.closed.addEventListener("abort", () => reopen(state, line), { once: true });
}

function reopen(state: State, line: PrinterLine): void {
  state.isReturning = line.finished();
  if (!state.isReturning) state.reason = `${state.transport.address} closed the line`;
  enter(state, opening());
}

function opening(): Stage {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { type: "opening", over, end };
}

async function run(state: State, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    if (state.stage.type !== "opening") enter(state, opening());
    const failure = await visit(state, signal);
    if (failure === undefined || signal.aborted) {
      failures = 0;
      continue;
    }
    failures += 1;
    goAway(state, failure);
    state.log.debug("printer line failed", { address: state.transport.address, failure });
    await pause(Math.min(state.reconnectMaxMs, FIRST_PAUSE_MS * 2 ** failures), signal);
  }
  goAway(state, `${state.transport.address} is closed`);
}

/** One line from its opening to its end. Returns why it was of no use; undefined when it was. */
async function visit(state: State, runs: AbortSignal): Promise<string | undefined> {
  using child = childOf(runs);
  try {
    const link = await state.transport.open(within(state.connectTimeoutMs, child.signal));
    await using line = createPrinterLine({ ...state, link, statusChanged: state.changed });
    // A printer that takes nothing, as one without paper at a USB line, would hold up our end for as long.
    child.signal.addEventListener("abort", line.close, { once: true });
    void line.read().catch((error: unknown) => state.log.warn("printer line broke", { error }));
    await greet(state, line, child.signal);
    goUp(state, line);
    const upAtMs = state.monotonicMs();
    await keepAlive(state, line, child.signal);
    line.close();
    const isBrief = state.monotonicMs() - upAtMs < BRIEF_MS && !line.finished();
    return isBrief ? `${state.transport.address} closed the line again and again` : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * A printer that waits for a person keeps what it gets, and its buffer would be full of our NULs: such a debt is paid with the
 * next job. One that does not answer may be in the middle of a torn command, and hears nothing before that is over.
 */
async function greet(state: State, line: PrinterLine, signal: AbortSignal): Promise<void> {
  const isOwing = state.owedBytes > 0;
  let answered = await line.askStatus();
  if (!answered || !isWaiting(line.status())) await pay(state, line, signal);
  if (!answered && isOwing) answered = await line.askStatus();
  if (answered) await line.enableStatusBack(signal);
  if (line.closed.aborted) throw outcomeUnknown(`${state.transport.address} closed the line at once`);
}

async function pay(state: State, line: PrinterLine, signal: AbortSignal): Promise<void> {
  if (state.owedBytes > 0) await line.send(new Uint8Array(state.owedBytes), signal);
  state.owedBytes = 0;
}

/** Returns when the line or the signal is over, or when a printer that spoke on it has gone mute. */
async function keepAlive(state: State, line: PrinterLine, signal: AbortSignal): Promise<void> {
  using life = childOf(signal, line.closed);
  let isStatusBackOn = line.heard();
  let mute = 0;
  while (mute < MUTE_ROUNDS) {
    await pause(state.keepAliveMs, life.signal);
    if (life.signal.aborted) return;
    const wasHeard = line.heard();
    const answered = await askInTurn(state, line);
    if (!isStatusBackOn && line.heard()) await line.enableStatusBack(signal);
    isStatusBackOn = line.heard();
    mute = answered || !wasHeard ? 0 : mute + 1;
  }
}

/** A print under way asks by itself, and nothing may come between its bytes. */
async function askInTurn({ turns }: State, line: PrinterLine): Promise<boolean> {
  const giveBack = turns.takeIfFree();
  if (!giveBack) return true;
  try {
    return await line.askStatus();
  } finally {
    giveBack();
  }
}
