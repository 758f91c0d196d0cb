/**
 * Keeps a line to the printer: opens it, greets, keeps it alive, opens it again.
 *
 *   away ──▶ opening ──greeted──▶ up ──closed──▶ opening ─┐
 *     ▲         └───────failed, or closed at once─────────┴──▶ away, for a growing pause
 */
import { offline, outcomeUnknown } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Transport } from "../../core/transport.ts";
import { childOf } from "../../lib/child-signal.ts";
import { within } from "../../lib/deadline.ts";
import type { Turns } from "../../lib/turns.ts";
import { aborted, pause } from "../../lib/wait.ts";
import { createPrinterLine, type PrinterLine } from "./line.ts";
import type { PrinterTimeouts } from "./timeouts.ts";
import { type Tongue, whatIsNeeded } from "./tongue.ts";

export interface PresenceOptions {
  readonly transport: Transport;
  readonly tongue: Tongue;
  readonly timeouts: PrinterTimeouts;
  readonly turns: Turns;
  readonly monotonicMs: () => number;
  readonly log: Log;
  /** The line, what was said on it, or its absence changed. */
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
  /** A job broke off after so many bytes. */
  owe(tornBytes: number): void;
  /**
   * Ends what a torn job left open, before the next job goes out: its head would be swallowed.
   * @throws device_offline: the line broke, and nothing of the job was sent
   */
  pay(line: PrinterLine, signal: AbortSignal): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
/** A printer that drops every line at once must not be called in a circle without a breath. */
const BRIEF_MS = 500;
/** Questions that a printer which answered before may leave unanswered. */
const MUTE_ROUNDS = 2;

type Stage =
  | { readonly type: "away" }
  | { readonly type: "opening"; readonly over: Promise<void>; readonly end: () => void }
  | { readonly type: "up"; readonly line: PrinterLine };

interface State extends PresenceOptions {
  stage: Stage;
  reason: string;
  isReturning: boolean;
  tornBytes: number;
}

export function createPresence(options: PresenceOptions): Presence {
  const reason = `${options.transport.address} was not opened yet`;
  // A process before this one may have been killed in the middle of a command: nobody remembers of which.
  const tornBytes = Number.POSITIVE_INFINITY;
  const state: State = { ...options, stage: { type: "away" }, reason, isReturning: false, tornBytes };
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
      state.tornBytes = bytes;
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
    await pause(Math.min(state.timeouts.reconnectMaxMs, FIRST_PAUSE_MS * 2 ** failures), signal);
  }
  goAway(state, `${state.transport.address} is closed`);
}

/** One line from its opening to its end. Returns why it was of no use; undefined when it was. */
async function visit(state: State, runs: AbortSignal): Promise<string | undefined> {
  using child = childOf(runs);
  const { timeouts, transport } = state;
  try {
    const link = await transport.open(within(timeouts.connectTimeoutMs, child.signal));
    await using line = createPrinterLine({ ...state, ...timeouts, link, reported: state.changed });
    void line.read().catch((error: unknown) => state.log.warn("printer line broke", { error }));
    await greet(state, line, child.signal);
    goUp(state, line);
    const upAtMs = state.monotonicMs();
    await keepAlive(state, line, child.signal);
    line.close();
    const isBrief = state.monotonicMs() - upAtMs < BRIEF_MS && !line.finished();
    return isBrief ? `${transport.address} closed the line again and again` : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * A printer that waits for a person keeps what it gets: what it is owed is then sent with the next job. One that does not answer may
 * be in the middle of a torn command, and hears nothing before that is over.
 */
async function greet(state: State, line: PrinterLine, signal: AbortSignal): Promise<void> {
  const isOwing = state.tornBytes > 0;
  let answered = await line.ask();
  if (!isWaiting(line)) await pay(state, line, signal);
  if (!answered && isOwing) answered = await line.ask();
  if (answered) await line.send(state.tongue.statusBack, signal);
  if (line.closed.aborted) throw outcomeUnknown(`${state.transport.address} closed the line at once`);
}

function isWaiting(line: PrinterLine): boolean {
  const status = line.report()?.status;
  return status !== undefined && (status.offline || whatIsNeeded(status) !== undefined);
}

async function pay(state: State, line: PrinterLine, signal: AbortSignal): Promise<void> {
  if (state.tornBytes > 0) await line.send(state.tongue.recover(state.tornBytes), signal);
  state.tornBytes = 0;
}

/** Returns when the line or the signal is over, or when a printer that spoke on it has gone mute. */
async function keepAlive(state: State, line: PrinterLine, signal: AbortSignal): Promise<void> {
  using life = childOf(signal, line.closed);
  let isStatusBackOn = line.report() !== undefined;
  let mute = 0;
  while (mute < MUTE_ROUNDS) {
    await pause(state.timeouts.keepAliveMs, life.signal);
    if (life.signal.aborted) return;
    const wasHeard = line.report() !== undefined;
    const answered = await askInTurn(state, line);
    if (!isStatusBackOn && line.report()) await line.send(state.tongue.statusBack, signal);
    isStatusBackOn = line.report() !== undefined;
    mute = answered || !wasHeard ? 0 : mute + 1;
  }
}

/** A print under way asks by itself, and nothing may come between its bytes. */
async function askInTurn({ turns }: State, line: PrinterLine): Promise<boolean> {
  const giveBack = turns.takeIfFree();
  if (!giveBack) return true;
  try {
    return await line.ask();
  } finally {
    giveBack();
  }
}
