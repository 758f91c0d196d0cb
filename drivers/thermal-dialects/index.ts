import { defineDriver } from "../../src/sdk.ts";
import { thermalConfig } from "./config.ts";
import { createThermalDriver } from "./driver.ts";

/** Receipt printers of Tanca, Daruma, Brother and Custom in their own languages, which say nothing back. */
export default defineDriver({
  id: "thermal-dialects",
  kind: "printer",
  config: thermalConfig,
  create: createThermalDriver,
});
