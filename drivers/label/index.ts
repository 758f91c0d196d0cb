import { defineDriver } from "../../src/sdk.ts";
import { labelConfig } from "./config.ts";
import { createLabelDriver } from "./driver.ts";

/** Label printers that speak ZPL II: Zebra and the many that follow it. */
export default defineDriver({
  id: "label",
  kind: "printer",
  config: labelConfig,
  fingerprints: [{ via: "mdns", service: "_pdl-datastream._tcp" }],
  create: createLabelDriver,
});
