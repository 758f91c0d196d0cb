import { defineDriver } from "../../src/sdk.ts";
import { escposConfig } from "./config.ts";
import { createEscposDriver } from "./driver.ts";

/** Receipt printers that speak ESC/POS: Epson TM and the many that follow it. */
export default defineDriver({
  id: "escpos",
  kind: "printer",
  config: escposConfig,
  fingerprints: [{ via: "mdns", service: "_pdl-datastream._tcp" }],
  create: createEscposDriver,
});
