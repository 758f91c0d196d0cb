/** Bytes of a job to the line, for as long as the printer takes some or holds them for a person. */
import { outcomeUnknown, pause } from "../../../src/sdk.ts";
import type { Patience } from "./confirm.ts";
import type { PrinterLine } from "./line.ts";
import { type Child, childOf } from "./signals.ts";

/** Progress is seen, and an abort felt, once a slice. The first fills the receive buffer of a common printer at once. */
const FIRST_BYTES = 4_096;
/** The rest goes as fast as it is printed, over USB to the byte: an impact printer needs 3 s for so many. */
const SLICE_BYTES = 512;
const LOOK_MS = 500;

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
  for (let at = 0, end = FIRST_BYTES; at < bytes.length; at = end, end += SLICE_BYTES) {
    try {
      await line.send(bytes.subarray(at, end), signal);
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
