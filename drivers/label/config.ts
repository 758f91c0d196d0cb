import { printerTimeouts, z } from "../../src/sdk.ts";

export const labelConfig = z.strictObject({
  /** Of one label, without its backing, mm. Only the shop knows what is in the printer. */
  widthMm: z.number().min(10).max(220),
  /** Of one label, without the gap to the next, mm. */
  heightMm: z.number().min(5).max(1_000),
  /** Dots per inch of the print head. 203: the usual one. */
  dpi: z.union([z.literal(203), z.literal(300), z.literal(600)]).default(203),
  /** Labels of each kind in a job. 1. */
  copies: z.int().min(1).max(1_000).default(1),
  /** A font on the printer, such as "E:TT0003M_.FNT". Absent: its scalable font 0, which has no Chinese and no Arabic. */
  font: z
    .string()
    .regex(
      /^[A-Z]:[A-Z0-9_]{1,16}\.(FNT|TTF|TTE)$/,
      'a drive, a name and an ending in capitals, such as "E:ARIAL.TTF"',
    )
    .optional(),
  /** odometer: the count of labels that the printer keeps. none: it is not believed, or there is none. */
  proof: z.enum(["odometer", "none"]).default("odometer"),
  timeouts: printerTimeouts.prefault({}),
});
export type LabelConfig = z.output<typeof labelConfig>;
