import { printerTimeouts, z } from "../../src/sdk.ts";
import { MAKES } from "./makes.ts";

export const thermalConfig = z.strictObject({
  /** Whose language the printer speaks. Only the shop knows: these printers do not say. */
  make: z.string().pipe(z.enum(MAKES)),
  /** Characters of font A in a line. 48: 80 mm of paper. */
  columns: z.int().min(16).max(120).default(48),
  timeouts: printerTimeouts.prefault({}),
});
export type ThermalConfig = z.output<typeof thermalConfig>;
