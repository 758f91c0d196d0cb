import { z } from "../../../src/sdk.ts";

const count = z.int().min(0).nullable();

/** What is wrong with the simulated printer. PUT /faults changes what it names and leaves the rest. */
export const faultsSchema = z.strictObject({
  /** Paper ends after so many more lines. */
  paperOutAfterLines: count,
  /** The roll ended. POST /paper/load mends this and the above. */
  paperOut: z.boolean(),
  paperNearEnd: z.boolean(),
  coverOpen: z.boolean(),
  /** The next cut jams; the printer stands until this is set to false. */
  cutterJams: z.boolean(),
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
  /** Does not know GS ( H. */
  noMarkers: z.boolean(),
  /** Does not answer GS r, ESC v, ESC u. */
  noQueuedStatus: z.boolean(),
  wrongMarkerId: z.boolean(),
  markerTwice: z.boolean(),
  /** Echoes GS ( H when it comes in, before anything is printed. */
  markerAtOnce: z.boolean(),
  /** Sends noise when a line is served first. */
  garbageAtStart: z.boolean(),
});
export type Faults = z.output<typeof faultsSchema>;
export const faultsChange = faultsSchema.partial();
export type FaultsChange = z.output<typeof faultsChange>;

export const NO_FAULTS: Faults = {
  paperOutAfterLines: null,
  paperOut: false,
  paperNearEnd: false,
  coverOpen: false,
  cutterJams: false,
  resetAfterBytes: null,
  endAfterBytes: null,
  silent: false,
  silentWhilePrinting: false,
  readBytesPerSecond: null,
  heldByAnother: false,
  noMarkers: false,
  noQueuedStatus: false,
  wrongMarkerId: false,
  markerTwice: false,
  markerAtOnce: false,
  garbageAtStart: false,
};
