import { defineDriver } from "../../src/sdk.ts";
import { printerPortConfig } from "./config.ts";
import { createPrinterPort } from "./driver.ts";

/** Cash drawers on the RJ11/RJ12 port of a receipt printer. */
export default defineDriver({
  id: "printer-port",
  kind: "drawer",
  config: printerPortConfig,
  needs: ({ printer }) => [{ option: "printer", id: printer, kind: "printer" }],
  create: createPrinterPort,
});
