/**
 * One job after another: look, send, wait for the printer's word, cut.
 *
 *   preflight ▶ body + fence ▶ "printed" ▶ cut + fence ▶ done
 */
import type { NeedsPerson, Proof } from "../../core/driver.ts";
import {
  busy,
  type GatewayError,
  isGatewayError,
  needsPerson,
  offline,
  outcomeUnknown,
} from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { childOf } from "../../lib/child-signal.ts";
import { within } from "../../lib/deadline.ts";
import type { Turns } from "../../lib/turns.ts";
import { aborted, pause } from "../../lib/wait.ts";
import type { PrinterLine } from "./line.ts";
import type { Presence } from "./presence.ts";
import { createPatience, type Patience, sendPatiently } from "./sending.ts";
import type { PrinterTimeouts } from "./timeouts.ts";
import { type Fence, isHolding, type PrintJob, type Tongue, whatIsNeeded } from "./tongue.ts";

export interface PrintingOptions {
  readonly deviceId: string;
  readonly tongue: Tongue;
  readonly timeouts: PrinterTimeouts;
  readonly presence: Presence;
  readonly turns: Turns;
  /** False: the printer's count is not believed. */
  readonly proves: boolean;
  /** It said something since the gateway started. */
  readonly isKnownToAnswer: () => boolean;
  readonly monotonicMs: () => number;
  readonly log: Log;
}

export interface Printing extends PrintingOptions {
  /** The line whose printer has a whole job and was not heard to have printed it. */
  waitingOn: PrinterLine | undefined;
}

/** A cutter needs a second; behind a printed receipt there is no reason to wait long. */
const CUT_TIMEOUT_MS = 3_000;
/** How often is looked whether there is still reason to wait, ms. */
const LOOK_MS = 250;
/**
 * A printer that tells changes by itself is asked in growing intervals up to this, ms: questions pile up in the buffer of a printer
 * that stands still. One that does not is asked at every look.
 */
const LONGEST_POLL_MS = 10_000;

/** @throws as PrinterDriver.print */
export async function print(
  printing: Printing,
  job: PrintJob,
  signal: AbortSignal,
): Promise<{ readonly proof: Proof }> {
  const giveBack = await printing.turns.take(signal);
  if (!giveBack) throw tooLate(printing);
  try {
    const line = await readyLine(printing, signal);
    const isProven = fenceOf(printing, line, job) !== undefined;
    const whole = { ...job, body: join(job.body, job.tail), tail: NOTHING };
    const proof = await deliver(printing, line, isProven ? job : whole, signal);
    if (isProven) await cut(printing, line, job.tail);
    return { proof };
  } finally {
    giveBack();
  }
}
export const NOTHING = new Uint8Array();

export const tooLate = ({ deviceId }: Printing): GatewayError =>
  busy(`${deviceId} did not get to this job in time`);

/** @throws device_busy · device_offline · device_needs_person: nothing was sent */
export async function readyLine(printing: Printing, signal: AbortSignal): Promise<PrinterLine> {
  const { deviceId, presence } = printing;
  const line = await presence.lineSoon(signal);
  if (signal.aborted) throw tooLate(printing);
  if (!line) throw offline(`${deviceId}: ${presence.whyAway()}`);
  if (!line.report()) {
    if (printing.isKnownToAnswer()) throw notNow(deviceId, "held_by_another");
    return line; // a printer that never speaks gets its jobs: status is advice
  }
  if (!(await line.ask()) && !(await line.ask())) {
    line.close();
    throw offline(`${deviceId} stopped answering`);
  }
  const status = line.report()?.status;
  const needed = status && whatIsNeeded(status);
  if (needed) throw notNow(deviceId, needed);
  if (status?.offline) throw offline(`${deviceId} says that it is offline`);
  return line;
}

const notNow = (deviceId: string, reason: NeedsPerson): GatewayError =>
  needsPerson(`${deviceId} waits for a person: ${reason}`, { reason });

function fenceOf({ proves, tongue }: Printing, line: PrinterLine, job: PrintJob): Fence | undefined {
  const before = line.report()?.count;
  return proves && before !== undefined ? tongue.fence(before, job) : undefined;
}

/** @throws outcome_unknown: the bytes are gone and nobody said what became of them */
export async function deliver(
  printing: Printing,
  line: PrinterLine,
  job: PrintJob,
  signal: AbortSignal,
): Promise<Proof> {
  const { timeouts, tongue } = printing;
  const limits = { idleMs: timeouts.confirmTimeoutMs, holdMs: timeouts.holdTimeoutMs };
  const patience = createPatience(line, limits, printing.monotonicMs);
  await printing.presence.pay(line, signal);
  const fence = fenceOf(printing, line, job);
  using word = listenFor(line, fence);
  await send(printing, line, join(job.body, fence?.bytes ?? tongue.statusBack), patience, signal);
  printing.waitingOn = line;
  try {
    if (!fence) return await endUnproven(printing, line, patience, signal);
    await untilReached(printing, line, word.came, patience, signal);
    if (word.came.aborted) return "printer";
    throw inDoubt(printing, line, signal, job.body.length);
  } finally {
    printing.waitingOn = undefined;
  }
}

/** Listens from now on, so that no answer is missed. */
function listenFor(line: PrinterLine, fence: Fence | undefined): Disposable & { readonly came: AbortSignal } {
  const came = new AbortController();
  const forget = line.listen((report) => {
    if (fence?.isReached(report)) came.abort();
  });
  return { came: came.signal, [Symbol.dispose]: forget };
}

async function untilReached(
  { tongue }: Printing,
  line: PrinterLine,
  came: AbortSignal,
  patience: Patience,
  signal: AbortSignal,
): Promise<void> {
  using over = childOf(came, line.closed, signal);
  const isTold = tongue.statusBack.length > 0;
  let looks = 0;
  while (!over.signal.aborted && patience.lasts()) {
    await pause(LOOK_MS, over.signal);
    looks += 1;
    if (!over.signal.aborted && (!isTold || isPollDue(looks)))
      await Promise.race([line.ask(), aborted(over.signal)]);
  }
}

/** After 1, 2, 4, 8, 16, 32 looks, and then every 40. */
const isPollDue = (looks: number): boolean => {
  const longest = LONGEST_POLL_MS / LOOK_MS;
  return looks < longest ? Number.isInteger(Math.log2(looks)) : looks % longest === 0;
};

async function send(
  { presence }: Printing,
  line: PrinterLine,
  bytes: Uint8Array,
  patience: Patience,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sendPatiently(line, bytes, patience, signal);
  } catch (error) {
    if (isGatewayError(error) && error.code === "outcome_unknown") presence.owe(bytes.length);
    line.close();
    throw error;
  }
}

/** The line is given up with the job: a late answer must never speak for the next one. */
function inDoubt(
  { deviceId, presence }: Printing,
  line: PrinterLine,
  signal: AbortSignal,
  bytes: number,
): GatewayError {
  const because = line.closed.aborted ? "line lost" : signal.aborted ? "let go" : "silence";
  if (line.closed.aborted) presence.owe(bytes);
  line.close();
  return outcomeUnknown(`${deviceId} took ${bytes} bytes and did not confirm them: ${because}`);
}

/** A printer that cannot confirm: it must be well, and end the line as one who has read everything. */
async function endUnproven(
  printing: Printing,
  line: PrinterLine,
  patience: Patience,
  signal: AbortSignal,
): Promise<Proof> {
  while (await holdsJob(line)) {
    if (!patience.lasts() || signal.aborted) throw inDoubt(printing, line, signal, 0);
    await pause(LOOK_MS, signal);
  }
  const status = line.report()?.status;
  if (status && whatIsNeeded(status)) throw inDoubt(printing, line, signal, 0);
  const deadline = within(printing.timeouts.finishTimeoutMs, signal);
  try {
    await line.finish(deadline);
    return "transport";
  } catch (error) {
    if (deadline.aborted && !signal.aborted) return "none";
    throw error;
  }
}

async function holdsJob(line: PrinterLine): Promise<boolean> {
  if (!line.report() || !(await line.ask())) return false;
  const report = line.report();
  return report !== undefined && (isHolding(report.status) || report.waiting > 0);
}

/** The receipt is on paper: whatever happens to the cut is the printer's readiness, not the job's outcome. */
async function cut(printing: Printing, line: PrinterLine, tail: Uint8Array): Promise<void> {
  if (tail.length === 0) return;
  const facts = { device: printing.deviceId };
  try {
    const limits = { idleMs: CUT_TIMEOUT_MS, holdMs: CUT_TIMEOUT_MS };
    const patience = createPatience(line, limits, printing.monotonicMs);
    const fence = fenceOf(printing, line, { body: tail, tail: NOTHING, labels: 0 });
    using word = listenFor(line, fence);
    await sendPatiently(line, join(tail, fence?.bytes ?? NOTHING), patience, line.closed);
    const isJammed = () => line.report()?.status.cutterError === true;
    const untilJammed = { ...patience, lasts: () => patience.lasts() && !isJammed() };
    await untilReached(printing, line, word.came, untilJammed, line.closed);
    if (!word.came.aborted) printing.log.warn("printed but not seen cut", facts);
  } catch (error) {
    line.close();
    printing.log.warn("printed but not cut", { ...facts, error });
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
