/**
 * What Star printers say about themselves, and how they say that a job is printed. Pure.
 * Source: STAR Line Mode Command Specifications Rev. 0.09, appendix 2: automatic status (ASB); 3-54: ETB.
 */
import type { Ear, Fence, PrinterStatus, PrintJob, Report, Tongue } from "../../../src/sdk.ts";
import {
  BEL,
  clearCounter,
  clearRaster,
  ESC,
  ETB,
  pulseTime,
  quitRaster,
  statusBack,
} from "../bytes/codec.ts";
import type { Dialect } from "../profiles.ts";

const CAN = 0x18;
const FS = 0x1c;
/** Two header bytes and up to printer status 5. */
const LEAST_BYTES = 7;
/** Longest command that a torn job can leave open: a band of a raster. */
const MOST_OPEN_BYTES = 32_768;
/** Status data of the Ethernet form, README.md. */
const MOST_DATA_BYTES = 512;

export const tongueFor = (dialect: Dialect): Tongue => ({
  createEar,
  // ESC ACK SOH is answered at once, with the same words as status back. Bytes of a till may have switched status back off.
  question: Uint8Array.of(ESC, 0x06, 0x01, ...statusBack()),
  statusBack: Uint8Array.from(statusBack()),
  fence: fenceBehind,
  recover: (tornBytes) => recover(tornBytes, dialect),
  // FS drives device 1 in real time with the pulse that was set last; device 2 has such a command on impact printers only.
  pulseNow: (_pin, pulseMs) => {
    const time = pulseTime(pulseMs);
    return Uint8Array.of(ESC, BEL, time, time, FS);
  },
});

/** NUL means nothing to a Star printer, and fills what a torn command waits for. */
function recover(tornBytes: number, dialect: Dialect): Uint8Array {
  const nuls = new Uint8Array(Math.min(MOST_OPEN_BYTES, tornBytes));
  return dialect === "graphic" ? Uint8Array.from([...nuls, ...clearRaster(), ...quitRaster()]) : nuls;
}

/**
 * ETB waits for the printing before it, adds 1 to a counter of five bits and sends it back. A till's own bytes may hold ETB, or CAN,
 * which sets the counter to 0: behind such a job it is set to 0 and counted up to a number that is not near.
 */
function fenceBehind(before: number, { body, tail }: PrintJob): Fence {
  const isOwnCount = [...body, ...tail].some((byte) => byte === ETB || byte === CAN);
  const wanted = isOwnCount ? farFrom(before) : (before + 1) & COUNTER_MASK;
  const etbs = new Array<number>(isOwnCount ? wanted : 1).fill(ETB);
  // Bytes of the job may have switched status back off.
  const bytes = Uint8Array.from([...statusBack(), ...(isOwnCount ? clearCounter() : []), ...etbs]);
  return { bytes, isReached: ({ count }) => count === wanted };
}
const COUNTER_MASK = 31;
const farFrom = (count: number): number => (count >= 8 && count <= 16 ? 24 : 16);

function createEar(): Ear {
  let block: number[] = [];
  return {
    push(chunk) {
      const reports: Report[] = [];
      for (const byte of chunk) {
        block = hear(block, byte, reports);
      }
      return reports;
    },
  };
}

const isHeader = (byte: number): boolean => (byte & 0x91) === 0x01;
const isStatus = (byte: number): boolean => (byte & 0x91) === 0x00;
/** XON, XOFF and replies to ENQ and EOT have bit 4. */
const isForeign = (byte: number): boolean => (byte & 0x10) !== 0;

/** The block so far, with this byte; a block that is whole becomes a report. */
function hear(block: number[], byte: number, reports: Report[]): number[] {
  const status = statusBytes(block);
  const isData = block.length >= 2 && block.length >= status;
  // A header inside a status: the one before was torn.
  if (!isData && isHeader(byte)) return [byte];
  if (block.length === 0) return block;
  if (!isData && isForeign(byte)) return block;
  if (!isData && !isStatus(byte) && !(block.length === 1 && isStatus(byte & 0x7f))) return [];
  const longer = [...block, byte];
  if (longer.length === statusBytes(longer) && longer.length > 2) reports.push(reportOf(longer));
  return longer.length < wholeBytes(longer) ? longer : [];
}

/** Header 1: bits 1-3 and 5-6 are the number of bytes. */
function statusBytes([first]: readonly number[]): number {
  if (first === undefined) return LEAST_BYTES;
  const bytes = ((first >> 1) & 0x07) | ((first >> 2) & 0x18);
  return Math.max(LEAST_BYTES, bytes);
}

/** Header 2, bit 7 (Ethernet): two bytes of length follow the status, then so much other data. */
function wholeBytes(block: readonly number[]): number {
  const status = statusBytes(block);
  if (((block[1] ?? 0) & 0x80) === 0) return status;
  if (block.length < status + 2) return status + 2;
  const data = ((block[status] ?? 0) << 8) | (block[status + 1] ?? 0);
  return status + 2 + (data > MOST_DATA_BYTES ? 0 : data);
}

const has = (byte: number | undefined, bits: number): boolean => ((byte ?? 0) & bits) !== 0;

function reportOf(block: readonly number[]): Report {
  const [, , printer, error, more, sensor, , counter] = block;
  const status: PrinterStatus = {
    offline: has(printer, 0x08),
    coverOpen: has(printer, 0x20),
    cutterError: has(error, 0x08),
    // Mechanical or not recoverable; a jam in the presenter, the head up.
    fault: has(error, 0x24) || has(more, 0x0e),
    passingFault: has(error, 0x40),
    paperEnd: has(sensor, 0x08),
    paperNearEnd: has(sensor, 0x04),
  };
  // Five bits with a fixed 0 between the third and the fourth.
  const count = counter === undefined ? undefined : ((counter >> 1) & 0x07) | ((counter >> 2) & 0x18);
  return { status, count, waiting: 0 };
}
