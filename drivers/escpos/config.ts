import { z } from "../../src/sdk.ts";
import { modelIds } from "./models.ts";
import { isProfile, PROFILE_IDS } from "./profiles.ts";

const ms = (least: number, most: number) => z.int().min(least).max(most);

/** All in ms. */
const timeouts = z.strictObject({
  /** Opening the line. 3 s: a printer in the same LAN answers in a few ms, one that wakes up in two seconds. */
  connectTimeoutMs: ms(100, 60_000).default(3_000),
  /** A reply to DLE EOT, which printers give at once. 1 s: slow network modules of clones. */
  answerTimeoutMs: ms(20, 30_000).default(1_000),
  /** Without progress and without a reason, until a printer that confirms counts as silent. 30 s: a full buffer prints in 25. */
  confirmTimeoutMs: ms(100, 600_000).default(30_000),
  /** The same for a printer that is not known to confirm. 5 s: it costs each of its first two jobs this much. */
  learnTimeoutMs: ms(50, 600_000).default(5_000),
  /** How long a printer without paper, or with its cover open, may hold a job. 15 min: somebody fetches a roll. */
  holdTimeoutMs: ms(100, 86_400_000).default(900_000),
  /** How long a printer that cannot answer may take to end the line after a job. 3 s. */
  finishTimeoutMs: ms(50, 60_000).default(3_000),
  /** Between questions on an idle line. 10 s: interfaces close a line that is idle for minutes. */
  keepAliveMs: ms(50, 240_000).default(10_000),
  /** Longest pause between two tries to open the line. 5 s: a printer that was switched on should not wait. */
  reconnectMaxMs: ms(50, 600_000).default(5_000),
});

const profileHint = (): string => `take one of ${[...PROFILE_IDS, ...modelIds()].join(", ")}`;

export const escposConfig = z.strictObject({
  /** A family (profiles.ts), or a model as escpos-printer-db calls it, such as "TM-T88V". */
  profile: z
    .string()
    .refine(isProfile, {
      error: ({ input }) => `no printer is called ${JSON.stringify(input)}: ${profileHint()}`,
    })
    .default("generic"),
  /** Characters of font A in a line, where the printer's own setting differs from its profile. */
  columns: z.int().min(16).max(120).optional(),
  /** How it says "printed". auto: as its profile says, else try and see. */
  proof: z.enum(["auto", "gs-h", "gs-r", "none"]).default("auto"),
  /**
   * Letters that no code table of the printer holds. draw: the line becomes a picture, 2 kB instead of 50 bytes. substitute: what a
   * cashier would type, or "?": for slow serial lines, and printers that print no pictures.
   */
  missingLetters: z.enum(["draw", "substitute"]).default("draw"),
  timeouts: timeouts.prefault({}),
});
export type EscposConfig = z.output<typeof escposConfig>;
