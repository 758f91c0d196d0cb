import { z } from "../../../src/sdk.ts";

const count = z.int().min(0).nullable();

/** What is wrong with a simulated printer. PUT /faults changes what it names and leaves the rest. */
export const faultsSchema = z.strictObject({
  /** Paper ends after so many more lines. */
  paperOutAfterLines: count,
  /** The roll ended. POST /paper/load mends this and the above. */
  paperOut: z.boolean(),
  paperNearEnd: z.boolean(),
  coverOpen: z.boolean(),
  /** The next cut jams; the printer stands until this is set to false. */
  cutterJams: z.boolean(),
  /** Somebody pressed pause, or the feed button. */
  paused: z.boolean(),
  /** RST after so many more bytes; those behind it are lost. Once. */
  resetAfterBytes: count,
  /** FIN after so many more bytes; what came is printed. Once. */
  endAfterBytes: count,
  /** Never answers anything. */
  silent: z.boolean(),
  /** Answers questions only while it has nothing to print. */
  silentWhilePrinting: z.boolean(),
  /** Reads no faster than this; 0: accepts and never reads. */
  readBytesPerSecond: count,
  /** Somebody else has the port: lines open and are not served. */
  heldByAnother: z.boolean(),
  /** Does not count what it printed. */
  noCounter: z.boolean(),
  /** Counts what comes in, before anything is printed. */
  countsAtOnce: z.boolean(),
  /** Sends noise when a line is served first. */
  garbageAtStart: z.boolean(),
});
export type Faults = z.output<typeof faultsSchema>;
export const faultsChange = faultsSchema.partial();
export type FaultsChange = z.output<typeof faultsChange>;

export const NO_FAULTS: Faults = {
  ...{ paperOutAfterLines: null, paperOut: false, paperNearEnd: false, coverOpen: false },
  ...{ cutterJams: false, paused: false, resetAfterBytes: null, endAfterBytes: null },
  ...{ silent: false, silentWhilePrinting: false, readBytesPerSecond: null, heldByAnother: false },
  ...{ noCounter: false, countsAtOnce: false, garbageAtStart: false },
};
