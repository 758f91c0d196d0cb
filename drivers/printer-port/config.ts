import { z } from "../../src/sdk.ts";

export const printerPortConfig = z.strictObject({
  /** Id of the printer whose drawer port it hangs on. */
  printer: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "a device's id"),
  /** Connector pin of the solenoid. 2: first drawer, which nearly all shops have. */
  pin: z.union([z.literal(2), z.literal(5)]).default(2),
  /** 100 ms opens the common 24 V drawers; heavy ones want 200. */
  pulseMs: z.int().min(20).max(500).default(100),
});
export type PrinterPortConfig = z.output<typeof printerPortConfig>;
