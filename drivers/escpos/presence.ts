/**
 * Keeps a line to the printer: opens it, greets, keeps it alive, opens it again.
 *
 *   away ──▶ opening ──greeted──▶ up ──closed──▶ opening ─┐
 *     ▲         └───────failed, or closed at once─────────┴──▶ away, for a growing pause
 */
import { aborted, type Log, outcomeUnknown, pause, type Transport, within } from "../../src/sdk.ts";
import { createPrinterLine, type PrinterLine } from "./line.ts";
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
  /** Bytes that a torn command may still wait for: the next line begins with as many NULs, which mean nothing elsewhere. */
  owe(bytes: number): void;
}

/** Longest command that a torn job can leave open: a band of a raster. */
const MAX_OWED_BYTES = 32_768;
const FIRST_PAUSE_MS = 100;
/** A printer that drops every line at once must not be called in a circle without a breath. */
const BRIEF_MS = 500;
/** Rounds of questions that a printer which answered before may leave unanswered. */
const MUTE_ROUNDS = 2;

type State =
  | { readonly type: "away" }
  | { readonly type: "opening"; readonly over: Promise<void>; readonly end: () => void }
  | { readonly type: "up"; readonly line: PrinterLine };

export function createPresence(options: PresenceOptions): Presence {
  const { transport, turns, log } = options;
  let state: State = { type: "away" };
  let reason = `${transport.address} was not opened yet`;
  let isReturning = false;
  let owedBytes = 0;

  function enter(next: State): void {
    const before = state;
    state = next;
    if (before.type === "opening" && next.type !== "opening") before.end();
    options.changed();
  }
  const isOpening = (): boolean => state.type === "opening";

  function goAway(why: string): void {
    reason = why;
    isReturning = false;
    enter({ type: "away" });
  }

  function reopen(line: PrinterLine): void {
    isReturning = line.finished();
    if (!isReturning) reason = `${transport.address} closed the line`;
    enter(opening());
  }

  async function run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      if (!isOpening()) enter(opening());
      const failure = await visit(signal);
      failures = failure === undefined ? 0 : failures + 1;
      if (failure === undefined) continue;
      goAway(failure);
      log.debug("printer line failed", { address: transport.address, failure });
      await pause(Math.min(options.reconnectMaxMs, FIRST_PAUSE_MS * 2 ** failures), signal);
    }
    goAway(`${transport.address} is closed`);
  }

  /** One line from its opening to its end. Returns why it was of no use; undefined when it was. */
  async function visit(runs: AbortSignal): Promise<string | undefined> {
    using child = childOf(runs);
    try {
      const link = await transport.open(within(options.connectTimeoutMs, child.signal));
      await using line = createPrinterLine({ ...options, link, statusChanged: options.changed });
      const reading = line.read().catch((error: unknown) => log.warn("printer line broke", { error }));
      await greet(line, child.signal);
      isReturning = false;
      enter({ type: "up", line });
      const upAtMs = options.monotonicMs();
      line.closed.addEventListener("abort", () => reopen(line), { once: true });
      await keepAlive(line, child.signal);
      line.close();
      void reading;
      const isBrief = options.monotonicMs() - upAtMs < BRIEF_MS && !line.finished();
      return isBrief ? `${transport.address} closed the line again and again` : undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async function greet(line: PrinterLine, signal: AbortSignal): Promise<void> {
    if (owedBytes > 0) await line.send(new Uint8Array(owedBytes), signal);
    owedBytes = 0;
    if (await line.askStatus()) await line.enableStatusBack(signal);
    if (line.closed.aborted) throw outcomeUnknown(`${transport.address} closed the line at once`);
  }

  async function keepAlive(line: PrinterLine, signal: AbortSignal): Promise<void> {
    using life = childOf(signal, line.closed);
    let mute = 0;
    while (!life.signal.aborted && mute < MUTE_ROUNDS) {
      await pause(options.keepAliveMs, life.signal);
      const wasHeard = line.heard();
      const answered = life.signal.aborted ? true : await askInTurn(line);
      if (answered && !wasHeard && line.heard()) await line.enableStatusBack(signal);
      mute = answered || !wasHeard ? 0 : mute + 1;
    }
  }

  /** A print under way asks by itself, and nothing may come between its bytes. */
  async function askInTurn(line: PrinterLine): Promise<boolean> {
    const giveBack = turns.takeIfFree();
    if (!giveBack) return true;
    try {
      return await line.askStatus();
    } finally {
      giveBack();
    }
  }

  const upLine = (): PrinterLine | undefined => (state.type === "up" ? state.line : undefined);
  return {
    run,
    line: upLine,
    whyAway: () => reason,
    isReturning: () => isReturning,
    async lineSoon(signal) {
      while (state.type === "opening" && !signal.aborted) {
        await Promise.race([state.over, aborted(signal)]);
      }
      return upLine();
    },
    owe(bytes) {
      owedBytes = Math.min(MAX_OWED_BYTES, bytes);
    },
  };
}

function opening(): State {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { type: "opening", over, end };
}

/** A signal that fires with any of its parents and is forgotten by them afterwards: run() may last for years. */
export function childOf(...parents: readonly AbortSignal[]): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const onAbort = () => controller.abort();
  for (const parent of parents) {
    if (parent.aborted) controller.abort();
    parent.addEventListener("abort", onAbort);
  }
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const parent of parents) parent.removeEventListener("abort", onAbort);
    },
  };
}
