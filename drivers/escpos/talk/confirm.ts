/** Waiting for the printer's word that a job is on paper, for as long as there is reason to wait. */
import { aborted, pause } from "../../../src/sdk.ts";
import { join } from "./job.ts";
import type { PrinterLine } from "./line.ts";
import { GS_R, marker } from "./queries.ts";
import { childOf } from "./signals.ts";
import { isHolding } from "./status.ts";

/** gs-h: GS ( H echoes our id when the print is done. gs-r: GS r 1 is answered in turn. */
export type FenceKind = "gs-h" | "gs-r";

/** How often is looked whether there is still reason to wait, ms. */
const LOOK_MS = 500;
/**
 * The printer is asked how it is after the first look, then in growing intervals up to this, ms: questions pile up in the buffer of a
 * printer that stands still, and it tells changes by itself.
 */
const LONGEST_POLL_MS = 10_000;
/** A word about the status older than this says nothing about now, ms: two polls and their time-outs. */
const FRESH_MS = 25_000;
/** GS r's reply may overtake the echo of GS ( H by a moment, ms: a trial waits for both. */
const ECHO_GRACE_MS = 300;

/** Time that may pass: little while nothing keeps the printer from printing, long while it holds the job for a person. */
export interface Patience {
  /** False: waited enough. */
  lasts(): boolean;
  /** The printer took or said something. */
  progress(): void;
}

export function createPatience(
  line: Pick<PrinterLine, "status" | "saidAtMs">,
  limits: { readonly idleMs: number; readonly holdMs: number },
  monotonicMs: () => number,
): Patience {
  let lookedAtMs = monotonicMs();
  let idleMs = 0;
  let heldMs = 0;
  return {
    lasts() {
      const nowMs = monotonicMs();
      if (isHoldingNow(line, nowMs)) heldMs += nowMs - lookedAtMs;
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

const isHoldingNow = (line: Pick<PrinterLine, "status" | "saidAtMs">, nowMs: number): boolean =>
  isHolding(line.status()) && nowMs - line.saidAtMs() <= FRESH_MS;

/** The bytes to send behind a job, and the ear for their answers. */
export interface Fence extends Disposable {
  readonly bytes: Uint8Array;
  /** Fires when all that is needed was answered. */
  readonly answered: AbortSignal;
  /** What was answered so far. */
  heard(): readonly FenceKind[];
  /** Nobody knows yet what this printer answers: anything is a confirmation. */
  readonly isTrial: boolean;
}

export interface FenceOptions {
  readonly kinds: readonly FenceKind[];
  readonly isTrial: boolean;
  readonly newId: () => string;
}

/**
 * Listens from now on, so that no answer is missed; an id of another job or another line is no answer. Where GS r is answered too it
 * must be: it comes in turn with the printing, while an echo alone may come from a printer that echoes what it has not printed.
 */
export function createFence(line: PrinterLine, { kinds, isTrial, newId }: FenceOptions): Fence {
  const id = newId();
  const answered = new AbortController();
  const heard = new Set<FenceKind>();
  const forget = line.listen((answer) => {
    if (answer.type === "marker" && answer.id === id) heard.add("gs-h");
    else if (answer.type === "queued") heard.add("gs-r");
    else return;
    if (kinds.every((kind) => heard.has(kind))) answered.abort();
    else if (isTrial && heard.has("gs-r"))
      void pause(ECHO_GRACE_MS, line.closed).then(() => answered.abort());
  });
  return {
    bytes: join(...kinds.map((kind) => (kind === "gs-h" ? marker(id) : GS_R))),
    answered: answered.signal,
    heard: () => kinds.filter((kind) => heard.has(kind)),
    isTrial,
    [Symbol.dispose]: forget,
  };
}

export type Confirmation =
  | { readonly type: "confirmed"; readonly by: readonly FenceKind[] }
  | { readonly type: "unconfirmed"; readonly because: "silence" | "line_lost" | "let_go" };

/** Resolves with the printer's word, or with why there is none. */
export async function awaitConfirmation(
  line: PrinterLine,
  fence: Fence,
  patience: Patience,
  signal: AbortSignal,
): Promise<Confirmation> {
  using over = childOf(fence.answered, line.closed, signal);
  let looks = 0;
  while (!over.signal.aborted && patience.lasts()) {
    await pause(LOOK_MS, over.signal);
    looks += 1;
    // A mute line is not asked again: its printer has no answer to give, or is somebody else's now.
    if (!over.signal.aborted && line.heard() && isPollDue(looks))
      await Promise.race([line.askStatus(), aborted(over.signal)]);
  }
  return outcome(line, fence, signal);
}

/** After 1, 2, 4, 8, 16 looks, and then every 20. */
const isPollDue = (looks: number): boolean => {
  const longest = LONGEST_POLL_MS / LOOK_MS;
  return looks < longest ? Number.isInteger(Math.log2(looks)) : looks % longest === 0;
};

function outcome(line: PrinterLine, fence: Fence, signal: AbortSignal): Confirmation {
  if (fence.answered.aborted) return { type: "confirmed", by: fence.heard() };
  if (line.closed.aborted) return { type: "unconfirmed", because: "line_lost" };
  if (signal.aborted) return { type: "unconfirmed", because: "let_go" };
  const isEchoed = fence.isTrial && fence.heard().length > 0;
  return isEchoed ? { type: "confirmed", by: fence.heard() } : { type: "unconfirmed", because: "silence" };
}
