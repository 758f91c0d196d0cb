import { defineDriver } from "../../src/sdk.ts";
import { starConfig } from "./config.ts";
import { createStarDriver } from "./driver.ts";

/** Star receipt printers: StarPRNT, Star Line mode, Star Graphic mode, dot impact. */
export default defineDriver({
  id: "star-prnt",
  kind: "printer",
  config: starConfig,
  fingerprints: [{ via: "mdns", service: "_pdl-datastream._tcp" }],
  create: createStarDriver,
});
