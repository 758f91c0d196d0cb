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
      const canConfirm = knowledge.fences().length > 0;
      const { body, tail } = canConfirm ? splitJob(document, bytes) : { body: bytes, tail: new Uint8Array() };
      const delivery = { bytes: line.heard() ? keepStatusBack(body) : body, printed: putsOnPaper(document) };
      const { proof, by } = await deliver(line, delivery, signal);
      if (by) await cut(line, tail, by);
      else if (tail.length > 0) await sendUnproven(tail);
      return { proof };
    } finally {
      giveBack();
    }
  }
}
