/**
 * What an ESC/POS printer says back: bytes to answers, answers to a status. Pure.
 * Source: Epson ESC/POS reference, DLE EOT, GS a, GS r, GS ( H fn 48; byte classes by their fixed bits.
 */
import type { NeedsPerson } from "../../../src/sdk.ts";

export type Answer =
  /** The reply to DLE EOT n; it does not say which n. */
  | { readonly type: "realtime"; readonly byte: number }
  /** Automatic status back, also the reply to GS a. */
  | { readonly type: "asb"; readonly bytes: readonly number[] }
  /** The reply to GS r, ESC v, ESC u: comes in turn with the printing. */
  | { readonly type: "queued"; readonly byte: number }
  /** GS ( H fn 48: what stood before the marker is on paper. */
  | { readonly type: "marker"; readonly id: string }
  /** Any other block, e.g. the reply to GS I: header and text. */
  | { readonly type: "block"; readonly header: number; readonly text: string }
  | { readonly type: "noise"; readonly byte: number };

/** Bytes whose answer is not complete yet. */
export interface Rest {
  readonly asb: readonly number[];
  readonly block: readonly number[];
}
export const NO_REST: Rest = { asb: [], block: [] };

/** GS I replies are names and serial numbers; noise that looks like a header must not swallow what follows. */
const MAX_BLOCK_BYTES = 80;
const MARKER_HEADER = [0x37, 0x22] as const;
const MARKER_BYTES = 6;
const XON = 0x11;
const XOFF = 0x13;

const isRealtime = (byte: number): boolean => (byte & 0x93) === 0x12;
const isAsbHead = (byte: number): boolean => (byte & 0x93) === 0x10;
const isAsbTail = (byte: number): boolean => (byte & 0x90) === 0;
/** GS r 1 and 2, ESC v, ESC u: only the low four bits are ever set; narrower than Epson's class, against noise. */
const isQueued = (byte: number): boolean => (byte & 0xf0) === 0;
const isBlockHead = (byte: number): boolean => [0x35, 0x37, 0x3b, 0x3d, 0x5f].includes(byte);

/** The same answers come out however the stream was chopped. */
export function cutAnswers(
  rest: Rest,
  chunk: Uint8Array,
): { readonly answers: readonly Answer[]; readonly rest: Rest } {
  const answers: Answer[] = [];
  let now = rest;
  for (const byte of chunk) now = readByte(now, byte, answers);
  return { answers, rest: now };
}

function readByte(rest: Rest, byte: number, answers: Answer[]): Rest {
  if (byte === XON || byte === XOFF) return rest;
  if (rest.asb.length > 0) return readAsb(rest, byte, answers);
  if (rest.block.length > 0) return readBlock(rest, byte, answers);
  return readFresh(byte, answers);
}

function readFresh(byte: number, answers: Answer[]): Rest {
  if (isAsbHead(byte)) return { asb: [byte], block: [] };
  if (isBlockHead(byte)) return { asb: [], block: [byte] };
  if (isRealtime(byte)) answers.push({ type: "realtime", byte });
  else if (isQueued(byte)) answers.push({ type: "queued", byte });
  else answers.push({ type: "noise", byte });
  return NO_REST;
}

function readAsb(rest: Rest, byte: number, answers: Answer[]): Rest {
  if (isRealtime(byte)) {
    answers.push({ type: "realtime", byte });
    return rest;
  }
  if (!isAsbTail(byte)) {
    for (const lost of rest.asb) answers.push({ type: "noise", byte: lost });
    return readByte({ asb: [], block: rest.block }, byte, answers);
  }
  const bytes = [...rest.asb, byte];
  if (bytes.length < 4) return { asb: bytes, block: rest.block };
  answers.push({ type: "asb", bytes });
  return { asb: [], block: rest.block };
}

/** Below 20h nothing belongs to a block but its NUL, so a status that slipped in is told apart there. */
function readBlock(rest: Rest, byte: number, answers: Answer[]): Rest {
  if (byte === 0) {
    answers.push(toBlock(rest.block));
    return NO_REST;
  }
  if (byte < 0x20 && isRealtime(byte)) {
    answers.push({ type: "realtime", byte });
    return rest;
  }
  if (byte < 0x20 && isAsbHead(byte)) return { asb: [byte], block: rest.block };
  const block = [...rest.block, byte];
  if (isPlausible(block)) return { asb: [], block };
  // Only a marker that was torn is worth reading again: it is short, so noise costs little.
  if (isMarker(block)) return reread(block, answers);
  for (const lost of block) answers.push({ type: "noise", byte: lost });
  return NO_REST;
}

function isPlausible(block: readonly number[]): boolean {
  const last = block.at(-1) ?? 0;
  const limit = isMarker(block) ? MARKER_BYTES : MAX_BLOCK_BYTES;
  return block.length <= limit && last >= 0x20 && last < 0x7f;
}

/** The start was torn off its end: what came after it may be answers. */
function reread(block: readonly number[], answers: Answer[]): Rest {
  const [head = 0, ...others] = block;
  answers.push({ type: "noise", byte: head });
  let rest = NO_REST;
  for (const byte of others) rest = readByte(rest, byte, answers);
  return rest;
}

const isMarker = (block: readonly number[]): boolean =>
  block[0] === MARKER_HEADER[0] && block[1] === MARKER_HEADER[1];

/** Noise that looks like a header may stand before a marker, but nothing follows its id. */
function toBlock(block: readonly number[]): Answer {
  const last = block.slice(-MARKER_BYTES);
  if (last.length === MARKER_BYTES && isMarker(last))
    return { type: "marker", id: String.fromCharCode(...last.slice(2)) };
  return { type: "block", header: block[0] ?? 0, text: String.fromCharCode(...block.slice(1)) };
}

/** What the printer last said about itself. */
export interface PrinterStatus {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  /** Stopped for want of paper, as the offline cause says it. */
  readonly stoppedForPaper: boolean;
  readonly paperEnd: boolean;
  readonly paperNearEnd: boolean;
  readonly cutterError: boolean;
  /** Mechanical or fatal; a person must look. */
  readonly fault: boolean;
  /** Goes away by itself: a hot print head. */
  readonly passingFault: boolean;
}
export const HEALTHY: PrinterStatus = {
  offline: false,
  coverOpen: false,
  stoppedForPaper: false,
  paperEnd: false,
  paperNearEnd: false,
  cutterError: false,
  fault: false,
  passingFault: false,
};

const has = (byte: number | undefined, bits: number): boolean => ((byte ?? 0) & bits) !== 0;

/** The fourth byte differs from model to model and says nothing here. */
export function withAsb([first, second, third]: readonly number[]): PrinterStatus {
  return {
    offline: has(first, 0x08),
    coverOpen: has(first, 0x20),
    stoppedForPaper: false,
    paperEnd: has(third, 0x0c),
    paperNearEnd: has(third, 0x03),
    cutterError: has(second, 0x08),
    fault: has(second, 0x24),
    passingFault: has(second, 0x40),
  };
}

export type Question = 1 | 2 | 3 | 4;

/** The reply to DLE EOT n corrects what it speaks of and leaves the rest. */
export function withRealtime(status: PrinterStatus, question: Question, byte: number): PrinterStatus {
  switch (question) {
    case 1:
      return { ...status, offline: has(byte, 0x08) };
    case 2:
      return { ...status, coverOpen: has(byte, 0x04), stoppedForPaper: has(byte, 0x20) };
    case 3:
      return {
        ...status,
        cutterError: has(byte, 0x08),
        fault: has(byte, 0x24),
        passingFault: has(byte, 0x40),
      };
    case 4:
      return { ...status, paperNearEnd: has(byte, 0x0c), paperEnd: has(byte, 0x60) };
  }
}

/** Why a person must come, the first thing to do first: behind an open cover the paper sensor says "end". */
export function whatIsNeeded(status: PrinterStatus): NeedsPerson | undefined {
  if (status.coverOpen) return "cover_open";
  if (status.paperEnd || status.stoppedForPaper) return "paper_out";
  if (status.cutterError) return "cutter_error";
  if (status.fault) return "error";
  return undefined;
}

/** The printer holds what it was sent and prints on when this is mended. */
export const isHolding = (status: PrinterStatus): boolean => {
  const needed = whatIsNeeded(status);
  return needed === "cover_open" || needed === "paper_out" || status.passingFault;
};
