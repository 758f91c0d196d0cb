/** Waiting for the printer's word that a job is on paper, for as long as there is reason to wait. */
import { aborted, pause } from "../../src/sdk.ts";
import type { PrinterLine } from "./line.ts";
import { GS_R, marker } from "./queries.ts";
import { childOf } from "./signals.ts";
import { isHolding } from "./status.ts";

/** gs-h: GS ( H echoes our id when the print is done. gs-r: GS r 1 is answered in turn. */
export type FenceKind = "gs-h" | "gs-r";

/** How often the printer is asked how it is while a confirmation is due, ms. */
const POLL_MS = 500;
/** A word about the status older than this says nothing about now, ms: three polls and their timeouts. */
const FRESH_MS = 5_000;
/** GS r may overtake the echo of GS ( H by a moment: the echo is the better witness, ms. */
const ECHO_GRACE_MS = 300;

/** Time that may pass: little while nothing keeps the printer from printing, long while it holds the job for a person. */
export interface Patience {
  /** False: waited enough. */
  lasts(): boolean;
  /** The printer took or said something. */
  progress(): void;
}

export function createPatience(
  line: PrinterLine,
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

const isHoldingNow = (line: PrinterLine, nowMs: number): boolean =>
  isHolding(line.status()) && nowMs - line.saidAtMs() <= FRESH_MS;

/** The bytes to send behind a job, and the ear for their answer. */
export interface Fence extends Disposable {
  readonly bytes: Uint8Array;
  /** Fires at the first word that the job is done. */
  readonly answered: AbortSignal;
  kind(): FenceKind | undefined;
}

/** Listens from now on, so that no answer is missed; an id of another job or another line is no answer. */
export function createFence(line: PrinterLine, kinds: readonly FenceKind[], newId: () => string): Fence {
  const id = newId();
  const answered = new AbortController();
  let kind: FenceKind | undefined;
  const forget = line.listen((answer) => {
    if (answer.type === "marker" && answer.id === id && kinds.includes("gs-h")) kind = "gs-h";
    else if (answer.type === "queued" && kinds.includes("gs-r")) kind ??= "gs-r";
    else return;
    answered.abort();
  });
  const parts = kinds.map((each) => (each === "gs-h" ? marker(id) : GS_R));
  return {
    bytes: Uint8Array.from(parts.flatMap((part) => [...part])),
    answered: answered.signal,
    kind: () => kind,
    [Symbol.dispose]: forget,
  };
}

export type Confirmation =
  | { readonly type: "confirmed"; readonly by: FenceKind }
  | { readonly type: "unconfirmed"; readonly because: "silence" | "line_lost" | "let_go" };

/** Resolves with the printer's word, or with why there is none. */
export async function awaitConfirmation(
  line: PrinterLine,
  fence: Fence,
  patience: Patience,
  signal: AbortSignal,
): Promise<Confirmation> {
  using over = childOf(fence.answered, line.closed, signal);
  while (!over.signal.aborted && patience.lasts()) {
    await pause(POLL_MS, over.signal);
    // A mute line is not asked again: its printer has no answer to give, or is somebody else's now.
    if (!over.signal.aborted && line.heard()) await Promise.race([line.askStatus(), aborted(over.signal)]);
  }
  return outcome(line, fence, signal);
}

async function outcome(line: PrinterLine, fence: Fence, signal: AbortSignal): Promise<Confirmation> {
  if (fence.kind() === "gs-r" && fence.bytes.length > GS_R.length) await pause(ECHO_GRACE_MS, line.closed);
  const by = fence.kind();
  if (by) return { type: "confirmed", by };
  if (line.closed.aborted) return { type: "unconfirmed", because: "line_lost" };
  return { type: "unconfirmed", because: signal.aborted ? "let_go" : "silence" };
}
