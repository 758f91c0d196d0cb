/** How a job goes to the system, on every wire: in slices, the first of one byte, so that a failure tells whether anything was taken. */
import { offline, outcomeUnknown } from "../core/errors.ts";

export interface SliceWriter {
  readonly address: string;
  /** Handed to the system at a time: an abort leaves little behind, and back-pressure is felt early. */
  readonly sliceBytes: number;
  /** Resolves when the system took the slice; rejects when the line is closed or breaks. */
  write(slice: Uint8Array): Promise<unknown>;
  /** The signal fired in the middle: what is still queued must not trickle out after we have given up. */
  giveUp(): void;
}

/**
 * The system takes one byte or none, so a failure at the first slice proves that nothing was taken.
 * @throws device_offline: nothing was taken  @throws outcome_unknown: some bytes were
 */
export async function writeInSlices(
  writer: SliceWriter,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  let taken = 0;
  while (taken < bytes.length) {
    const end = taken === 0 ? 1 : Math.min(bytes.length, taken + writer.sliceBytes);
    try {
      await unlessAborted(() => writer.write(bytes.subarray(taken, end)), signal);
    } catch (error) {
      if (signal.aborted) writer.giveUp();
      throw taken === 0
        ? offline(`${writer.address} took no byte`, error)
        : outcomeUnknown(`${writer.address} took ${taken} of ${bytes.length} bytes`, error);
    }
    taken = end;
  }
}

/** Rejects with the signal's reason as soon as it fires; what was begun goes on and is nobody's any more. */
export async function unlessAborted(begin: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const begun = begin();
  begun.catch(() => undefined);
  let stopListening = () => {};
  const fired = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    stopListening = () => signal.removeEventListener("abort", onAbort);
  });
  await Promise.race([begun, fired]).finally(stopListening);
}
