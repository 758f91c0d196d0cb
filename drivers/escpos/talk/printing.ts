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
  type NeedsPerson,
  needsPerson,
  offline,
  outcomeUnknown,
  type PrintDocument,
  type Proof,
  pause,
  within,
} from "../../../src/sdk.ts";
import type { EscposConfig } from "../config.ts";
import { awaitConfirmation, createFence, createPatience, type FenceKind, type Patience } from "./confirm.ts";
import { join, keepStatusBack, putsOnPaper, splitJob } from "./job.ts";
import type { Knowledge } from "./knowledge.ts";
import type { PrinterLine } from "./line.ts";
import type { Presence } from "./presence.ts";
import { createMarkerIds, ENABLE_ASB } from "./queries.ts";
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

/** A cutter needs a second; behind a printed receipt there is no reason to wait long. */
const CUT_TIMEOUT_MS = 3_000;
/** How often a printer that cannot confirm is asked whether it holds the job, ms. */
const POLL_MS = 500;
const NOTHING = new Uint8Array();

/** One printer's printing. */
export interface Printing extends PrintingOptions {
  readonly newId: () => string;
  /** The line whose printer has a whole job and was not heard to have printed it. */
  waitingOn: PrinterLine | undefined;
}

export const createPrinting = (options: PrintingOptions): Printing => ({
  ...options,
  newId: createMarkerIds(options.nowMs()),
  waitingOn: undefined,
});

/** @throws as PrinterDriver.print */
export async function print(
  printing: Printing,
  document: PrintDocument,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<{ readonly proof: Proof }> {
  const giveBack = await printing.turns.take(signal);
  if (!giveBack) throw tooLate(printing);
  try {
    const line = await readyLine(printing, signal);
    const splits = printing.knowledge.isExpectedToConfirm();
    const { body, tail } = splits ? splitJob(document, bytes) : { body: bytes, tail: NOTHING };
    const job = { bytes: line.heard() ? keepStatusBack(body) : body, printed: putsOnPaper(document) };
    const { proof, by } = await deliver(printing, line, job, signal);
    if (by) await cut(printing, line, tail, by);
    // A printer that does not tell changes by itself was mended and has not said so yet.
    if (whatIsNeeded(line.status())) await line.askStatus();
    return { proof };
  } finally {
    giveBack();
  }
}

export const tooLate = ({ deviceId }: Printing): GatewayError =>
  busy(`${deviceId} did not get to this job in time`);

/** @throws device_busy · device_offline · device_needs_person: nothing was sent */
export async function readyLine(printing: Printing, signal: AbortSignal): Promise<PrinterLine> {
  const { deviceId, presence, knowledge } = printing;
  const line = await presence.lineSoon(signal);
  if (signal.aborted) throw tooLate(printing);
  if (!line) throw offline(`${deviceId}: ${presence.whyAway()}`);
  if (!line.heard()) {
    if (knowledge.isKnownToAnswer()) throw notNow(deviceId, "held_by_another");
    return line; // a printer that never speaks gets its jobs: status is advice
  }
  if (!(await line.askStatus()) && !(await line.askStatus())) {
    line.close();
    throw offline(`${deviceId} stopped answering`);
  }
  const needed = whatIsNeeded(line.status());
  if (needed) throw notNow(deviceId, needed);
  if (line.status().offline) throw offline(`${deviceId} says that it is offline`);
  return line;
}

const notNow = (deviceId: string, reason: NeedsPerson): GatewayError =>
  needsPerson(`${deviceId} waits for a person: ${reason}`, { reason });

/** What goes out at once, and whether its confirmation says something about paper. */
interface Delivery {
  readonly bytes: Uint8Array;
  readonly printed: boolean;
}
interface Delivered {
  readonly proof: Proof;
  /** How it confirmed. */
  readonly by?: readonly FenceKind[];
}

/** @throws outcome_unknown: the bytes are gone and nobody said what became of them */
export async function deliver(
  printing: Printing,
  line: PrinterLine,
  { bytes, printed }: Delivery,
  signal: AbortSignal,
): Promise<Delivered> {
  const { knowledge, timeouts, newId } = printing;
  const isTrial = !knowledge.isExpectedToConfirm();
  const idleMs = isTrial ? timeouts.learnTimeoutMs : timeouts.confirmTimeoutMs;
  const patience = createPatience(line, { idleMs, holdMs: timeouts.holdTimeoutMs }, printing.monotonicMs);
  await printing.presence.pay(line, signal);
  using fence = createFence(line, { kinds: knowledge.fences(), isTrial, newId });
  await send(printing, line, join(bytes, fence.bytes), patience, signal);
  printing.waitingOn = line;
  try {
    if (fence.bytes.length === 0) return { proof: await endUnproven(printing, line, patience, signal) };
    const confirmation = await awaitConfirmation(line, fence, patience, signal);
    if (confirmation.type === "confirmed") {
      knowledge.confirmed(confirmation.by, printed);
      return { proof: "printer", by: confirmation.by };
    }
    const { because } = confirmation;
    if (!isTrial || because !== "silence") throw inDoubt(printing, line, because, bytes.length);
    knowledge.stayedSilent();
    return { proof: await endUnproven(printing, line, patience, signal) };
  } finally {
    printing.waitingOn = undefined;
  }
}

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
  because: "silence" | "line_lost" | "let_go",
  bytes: number,
): GatewayError {
  if (because === "line_lost") presence.owe(bytes);
  line.close();
  return outcomeUnknown(`${deviceId} took ${bytes} bytes and did not confirm them: ${because}`);
}

/** A printer without confirmations: it must be well, and end the line as one who has read everything. */
async function endUnproven(
  printing: Printing,
  line: PrinterLine,
  patience: Patience,
  signal: AbortSignal,
): Promise<Proof> {
  while (await holdsJob(line)) {
    if (!patience.lasts() || signal.aborted) throw inDoubt(printing, line, "silence", 0);
    await pause(POLL_MS, signal);
  }
  if (whatIsNeeded(line.status())) throw inDoubt(printing, line, "silence", 0);
  const deadline = within(printing.timeouts.finishTimeoutMs, signal);
  try {
    await line.finish(deadline);
    return "transport";
  } catch (error) {
    if (deadline.aborted && !signal.aborted) return "none";
    throw error;
  }
}

const holdsJob = async (line: PrinterLine): Promise<boolean> =>
  line.heard() && (await line.askStatus()) && isHolding(line.status());

/** The receipt is on paper: whatever happens to the cut is the printer's readiness, not the job's outcome. */
async function cut(
  printing: Printing,
  line: PrinterLine,
  tail: Uint8Array,
  by: readonly FenceKind[],
): Promise<void> {
  const facts = { device: printing.deviceId };
  try {
    if (tail.length === 0) return await line.enableStatusBack(line.closed);
    const limits = { idleMs: CUT_TIMEOUT_MS, holdMs: CUT_TIMEOUT_MS };
    const patience = createPatience(line, limits, printing.monotonicMs);
    using fence = createFence(line, { kinds: by, isTrial: false, newId: printing.newId });
    await sendPatiently(line, join(tail, fence.bytes, ENABLE_ASB), patience, line.closed);
    const untilJammed = { ...patience, lasts: () => patience.lasts() && !line.status().cutterError };
    const { type } = await awaitConfirmation(line, fence, untilJammed, line.closed);
    if (type === "unconfirmed") printing.log.warn("printed but not seen cut", facts);
  } catch (error) {
    line.close();
    printing.log.warn("printed but not cut", { ...facts, error });
  }
}
