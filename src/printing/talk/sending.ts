/** Bytes of a job to the line, for as long as the printer takes some or holds them for a person. */
import { outcomeUnknown } from "../../core/errors.ts";
import { type Child, childOf } from "../../lib/child-signal.ts";
import { pause } from "../../lib/wait.ts";
import type { PrinterLine } from "./line.ts";
import { isHolding } from "./tongue.ts";

/** Progress is seen, and an abort felt, once a slice; about the receive buffer of a common printer. */
const SLICE_BYTES = 4_096;
const LOOK_MS = 500;
/** A word about the status older than this says nothing about now, ms: two questions and their time-outs. */
const FRESH_MS = 25_000;

/** Time that may pass: little while nothing keeps the printer from printing, long while it holds the job for a person. */
export interface Patience {
  /** False: waited enough. */
  lasts(): boolean;
  /** The printer took something. */
  progress(): void;
}

export function createPatience(
  line: Pick<PrinterLine, "report" | "saidAtMs">,
  limits: { readonly idleMs: number; readonly holdMs: number },
  monotonicMs: () => number,
): Patience {
  let lookedAtMs = monotonicMs();
  let idleMs = 0;
  let heldMs = 0;
  const isHeld = (nowMs: number): boolean => {
    const status = line.report()?.status;
    return status !== undefined && isHolding(status) && nowMs - line.saidAtMs() <= FRESH_MS;
  };
  return {
    lasts() {
      const nowMs = monotonicMs();
      if (isHeld(nowMs)) heldMs += nowMs - lookedAtMs;
      else idleMs += nowMs - lookedAtMs;
      lookedAtMs = nowMs;
      return idleMs < limits.idleMs && heldMs < limits.holdMs;
    },
    progress() {
      lookedAtMs = monotonicMs();
      idleMs = 0;
    },
  };
}

/**
 * Resolves when the system took every byte.
 * @throws device_offline: nothing was taken  @throws outcome_unknown: some was
 */
export async function sendPatiently(
  line: PrinterLine,
  bytes: Uint8Array,
  patience: Patience,
  signal: AbortSignal,
): Promise<void> {
  using done = childOf();
  using giveUp = childOf(signal);
  const watching = watch(patience, giveUp, done.signal);
  try {
    await sendSlices(line, bytes, patience, giveUp.signal);
  } finally {
    done.abort();
    await watching;
  }
}

async function sendSlices(
  line: PrinterLine,
  bytes: Uint8Array,
  patience: Patience,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    try {
      await line.send(bytes.subarray(at, at + SLICE_BYTES), signal);
    } catch (error) {
      if (at === 0) throw error;
      throw outcomeUnknown(`the printer took about ${at} of ${bytes.length} bytes`, error);
    }
    patience.progress();
  }
}

async function watch(patience: Patience, giveUp: Child, done: AbortSignal): Promise<void> {
  while (!done.aborted && patience.lasts()) await pause(LOOK_MS, done);
  if (!done.aborted) giveUp.abort();
}
