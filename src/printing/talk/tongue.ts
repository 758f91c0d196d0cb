/** What a family of printers says and understands, for the conversation that all of them have in common. Pure. */
import type { NeedsPerson } from "../../core/driver.ts";

/** What a printer last said about itself. */
export interface PrinterStatus {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly paperEnd: boolean;
  readonly paperNearEnd: boolean;
  readonly cutterError: boolean;
  /** Mechanical or fatal; a person must look. */
  readonly fault: boolean;
  /** Goes away by itself: a hot print head. */
  readonly passingFault: boolean;
}

/** A whole answer. */
export interface Report {
  readonly status: PrinterStatus;
  /** Grows with what is on paper; undefined: this printer does not count. */
  readonly count: number | undefined;
  /** Labels or formats that it has and has not printed; 0 where it does not say. */
  readonly waiting: number;
}

/** Bytes of one line → reports, however they were chopped. Takes any bytes, keeps little, never throws. */
export interface Ear {
  push(chunk: Uint8Array): readonly Report[];
}

/** How a job is known to be on paper. */
export interface Fence {
  /** Sent behind the job. */
  readonly bytes: Uint8Array;
  isReached(report: Report): boolean;
}

export interface PrintJob {
  /** Up to the last cut. */
  readonly body: Uint8Array;
  /** The last cut and what follows it: sent when the body is printed, so that a jammed cutter cannot hide a printed receipt. */
  readonly tail: Uint8Array;
  /** Pieces of paper that the body makes. */
  readonly labels: number;
}

export interface Tongue {
  readonly createEar: () => Ear;
  /** Asks for a report, answered at once also while the printer stands still. Empty: it cannot be asked. */
  readonly question: Uint8Array;
  /** Makes it report changes by itself. Empty: it does not. */
  readonly statusBack: Uint8Array;
  /** `before`: the count of the last report before the job. */
  fence(before: number, job: PrintJob): Fence;
  /** Ends what a torn job left open after so many bytes. */
  recover(tornBytes: number): Uint8Array;
  /** Opens a drawer out of turn; undefined: this printer cannot. */
  readonly pulseNow: ((pin: 2 | 5, pulseMs: number) => Uint8Array) | undefined;
}

/** Why a person must come, the first thing to do first: behind an open cover the paper sensor says "end". */
export function whatIsNeeded(status: PrinterStatus): NeedsPerson | undefined {
  if (status.coverOpen) return "cover_open";
  if (status.paperEnd) return "paper_out";
  if (status.cutterError) return "cutter_error";
  if (status.fault) return "error";
  return undefined;
}

/**
 * The printer holds what it was sent and prints on when this is mended, or when somebody lets it: a pause key, a feed button. One that is
 * broken holds nothing that can be waited for.
 */
export function isHolding(status: PrinterStatus): boolean {
  if (status.coverOpen || status.paperEnd || status.passingFault) return true;
  return status.offline && !status.cutterError && !status.fault;
}
