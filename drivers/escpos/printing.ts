/**
 * One job after another: look, send, wait for the printer's word, cut.
 *
 *   preflight ▶ body + fence ▶ "printed" ▶ cut + fence ▶ done
 */
import {
  busy,
  type GatewayError,
  isGatewayError,
  type Log,
  needsPerson,
  offline,
  outcomeUnknown,
  type PrintDocument,
  type Proof,
  pause,
  within,
} from "../../src/sdk.ts";
import { drawerPulse } from "./codec.ts";
import type { EscposConfig } from "./config.ts";
import { awaitConfirmation, createFence, createPatience, type FenceKind, type Patience } from "./confirm.ts";
import { join, keepStatusBack, putsOnPaper, splitJob } from "./job.ts";
import type { Knowledge } from "./knowledge.ts";
import type { PrinterLine } from "./line.ts";
import type { Presence } from "./presence.ts";
import { createMarkerIds, ENABLE_ASB, realtimePulse } from "./queries.ts";
import { sendPatiently } from "./sending.ts";
import { isHolding, whatIsNeeded } from "./status.ts";
import type { Turns } from "./turns.ts";

export interface PrintingOptions {
  readonly deviceId: string;
  readonly timeouts: EscposConfig["timeouts"];
  readonly presence: Presence;
  readonly turns: Turns;
  readonly knowledge: Knowledge;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly log: Log;
}

export interface Printing {
  print(document: PrintDocument, bytes: Uint8Array, signal: AbortSignal): Promise<{ readonly proof: Proof }>;
  kickDrawer(pin: 2 | 5, pulseMs: number, signal: AbortSignal): Promise<{ readonly proof: Proof }>;
}

/** A cutter needs a second; behind a printed receipt there is no reason to wait long. */
const CUT_TIMEOUT_MS = 3_000;
/** How often a printer that cannot confirm is asked whether it holds the job, ms. */
const POLL_MS = 500;
/** How often a kick looks whether the job before it is stuck, ms. */
const STUCK_LOOK_MS = 250;

const NOTHING = new Uint8Array();

/** What goes out at once, and whether its confirmation says something about paper. */
interface Delivery {
  readonly bytes: Uint8Array;
  readonly printed: boolean;
}

export function createPrinting(options: PrintingOptions): Printing {
  const { deviceId, timeouts, presence, turns, knowledge, monotonicMs, log } = options;
  const newId = createMarkerIds(options.nowMs());
  /** The line whose printer has a whole job and was not heard to have printed it. */
  let waitingOn: PrinterLine | undefined;

  async function print(document: PrintDocument, bytes: Uint8Array, signal: AbortSignal) {
    const giveBack = await turns.take(signal);
    if (!giveBack) throw busy(`${deviceId} did not get to this job in time`);
    try {
      const line = await readyLine(signal);
      const { body, tail } = knowledge.isExpectedToConfirm()
        ? splitJob(document, bytes)
        : { body: bytes, tail: NOTHING };
      const kept = line.heard() ? keepStatusBack(body) : body;
      const { proof, by } = await deliver(line, { bytes: kept, printed: putsOnPaper(document) }, signal);
      if (by) await cut(line, tail, by);
      return { proof };
    } finally {
      giveBack();
    }
  }

  async function kickDrawer(pin: 2 | 5, pulseMs: number, signal: AbortSignal) {
    const giveBack = await turnOrStuckLine(signal);
    if (typeof giveBack !== "function") return kickNow(giveBack, pin, pulseMs);
    try {
      const line = presence.line();
      if (line && standsStill(line)) return await kickNow(line, pin, pulseMs);
      const pulse = Uint8Array.from(drawerPulse(pin, pulseMs));
      const { proof } = await deliver(await readyLine(signal), { bytes: pulse, printed: false }, signal);
      return { proof };
    } finally {
      giveBack();
    }
  }

  /** A guest waits for change while the printer waits for paper: the drawer must not wait for either. */
  async function turnOrStuckLine(signal: AbortSignal): Promise<(() => void) | PrinterLine> {
    while (!signal.aborted) {
      if (waitingOn && standsStill(waitingOn)) return waitingOn;
      const giveBack = await turns.take(within(STUCK_LOOK_MS, signal));
      if (giveBack) return giveBack;
    }
    throw busy(`${deviceId} did not get to this drawer in time`);
  }

  /** In real time; the reply to the next question shows that the printer took it. */
  async function kickNow(line: PrinterLine, pin: 2 | 5, pulseMs: number): Promise<{ readonly proof: Proof }> {
    await line.send(realtimePulse(pin, pulseMs), line.closed);
    if (!(await line.askStatus())) throw outcomeUnknown(`${deviceId} did not answer after the drawer pulse`);
    return { proof: "transport" };
  }

  /** @throws device_busy · device_offline · device_needs_person: nothing was sent */
  async function readyLine(signal: AbortSignal): Promise<PrinterLine> {
    const line = await presence.lineSoon(signal);
    if (signal.aborted) throw busy(`${deviceId} did not get to this job in time`);
    if (!line) throw offline(`${deviceId}: ${presence.whyAway()}`);
    if (!line.heard()) {
      if (knowledge.isKnownToAnswer()) throw notNow("held_by_another");
      return line; // a printer that never speaks gets its jobs: status is advice
    }
    if (!(await line.askStatus()) && !(await line.askStatus())) {
      line.close();
      throw offline(`${deviceId} stopped answering`);
    }
    const needed = whatIsNeeded(line.status());
    if (needed) throw notNow(needed);
    if (line.status().offline) throw offline(`${deviceId} says that it is offline`);
    return line;
  }

  const notNow = (reason: string): GatewayError =>
    needsPerson(`${deviceId} waits for a person: ${reason}`, { reason });

  /** @throws outcome_unknown: the bytes are gone and nobody said what became of them */
  async function deliver(
    line: PrinterLine,
    { bytes, printed }: Delivery,
    signal: AbortSignal,
  ): Promise<{ readonly proof: Proof; readonly by?: FenceKind }> {
    const isExpected = knowledge.isExpectedToConfirm();
    const idleMs = isExpected ? timeouts.confirmTimeoutMs : timeouts.learnTimeoutMs;
    const patience = createPatience(line, { idleMs, holdMs: timeouts.holdTimeoutMs }, monotonicMs);
    using fence = createFence(line, knowledge.fences(), newId);
    await send(line, join(bytes, fence.bytes), patience, signal);
    if (fence.bytes.length > 0) {
      const confirmation = await waiting(line, () => awaitConfirmation(line, fence, patience, signal));
      if (confirmation.type === "confirmed") {
        knowledge.confirmed(confirmation.by, printed);
        return { proof: "printer", by: confirmation.by };
      }
      if (isExpected || confirmation.because !== "silence")
        throw inDoubt(line, confirmation.because, bytes.length);
      knowledge.stayedSilent();
    }
    return { proof: await waiting(line, () => endUnproven(line, patience, signal)) };
  }

  async function send(
    line: PrinterLine,
    bytes: Uint8Array,
    patience: Patience,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await sendPatiently(line, bytes, patience, signal);
    } catch (error) {
      line.close();
      if (isGatewayError(error) && error.code === "outcome_unknown") presence.owe(bytes.length);
      throw error;
    }
  }

  async function waiting<T>(line: PrinterLine, wait: () => Promise<T>): Promise<T> {
    waitingOn = line;
    try {
      return await wait();
    } finally {
      waitingOn = undefined;
    }
  }

  /** The line is given up with the job: a late answer must never speak for the next one. */
  function inDoubt(
    line: PrinterLine,
    because: "silence" | "line_lost" | "let_go",
    bytes: number,
  ): GatewayError {
    if (because === "line_lost") presence.owe(bytes);
    line.close();
    return outcomeUnknown(`${deviceId} took ${bytes} bytes and did not confirm them: ${because}`);
  }

  /** A printer without confirmations: it must be well, and end the line as one who has read everything. */
  async function endUnproven(line: PrinterLine, patience: Patience, signal: AbortSignal): Promise<Proof> {
    while (line.heard() && (await line.askStatus()) && isHolding(line.status()) && patience.lasts()) {
      await pause(POLL_MS, signal);
      if (signal.aborted) throw inDoubt(line, "let_go", 0);
    }
    if (whatIsNeeded(line.status())) throw inDoubt(line, "silence", 0);
    const deadline = within(timeouts.finishTimeoutMs, signal);
    try {
      await line.finish(deadline);
      return "transport";
    } catch (error) {
      if (deadline.aborted && !signal.aborted) return "none";
      throw error;
    }
  }

  /** The receipt is on paper: whatever happens to the cut is the printer's readiness, not the job's outcome. */
  async function cut(line: PrinterLine, tail: Uint8Array, by: FenceKind): Promise<void> {
    try {
      if (tail.length === 0) return await line.enableStatusBack(line.closed);
      const limits = { idleMs: CUT_TIMEOUT_MS, holdMs: CUT_TIMEOUT_MS };
      const patience = createPatience(line, limits, monotonicMs);
      using fence = createFence(line, [by], newId);
      await sendPatiently(line, join(tail, fence.bytes, ENABLE_ASB), patience, line.closed);
      const untilJammed = { ...patience, lasts: () => patience.lasts() && !line.status().cutterError };
      const confirmation = await awaitConfirmation(line, fence, untilJammed, line.closed);
      if (confirmation.type === "unconfirmed") log.warn("printed but not seen cut", { device: deviceId });
    } catch (error) {
      line.close();
      log.warn("printed but not cut", { device: deviceId, error });
    }
  }

  return { print, kickDrawer };
}

/** Needs a person, and still takes commands in real time. */
const standsStill = (line: PrinterLine): boolean => line.heard() && whatIsNeeded(line.status()) !== undefined;
