import { printerTimeouts, z } from "../../src/sdk.ts";
import { DIALECTS, PROFILE_IDS } from "./profiles.ts";

export const starConfig = z.strictObject({
  profile: z.enum(PROFILE_IDS).default("mc-print3"),
  /** Where the printer is set to another language than its profile says (memory switch "emulation"). */
  dialect: z.enum(DIALECTS).optional(),
  /** etb: the counter that it sends back when a job is printed. none: what answers is not believed. */
  proof: z.enum(["etb", "none"]).default("etb"),
  timeouts: printerTimeouts.prefault({}),
});
export type StarConfig = z.output<typeof starConfig>;
