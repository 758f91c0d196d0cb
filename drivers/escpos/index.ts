import { defineDriver } from "../../src/sdk.ts";
import { escposConfig } from "./config.ts";
import { createEscposDriver } from "./driver.ts";
import { suggestProfile } from "./suggest.ts";

/** USB vendor id of Epson. Chips of clones tell nothing of their maker. */
const EPSON_USB = 0x04b8;

/** Receipt printers that speak ESC/POS: Epson TM and the many that follow it. */
export default defineDriver({
  id: "escpos",
  kind: "printer",
  config: escposConfig,
  fingerprints: [
    { via: "enpc" },
    { via: "usb", vendorId: EPSON_USB },
    { via: "mdns", service: "_pdl-datastream._tcp" },
    { via: "port", port: 9100 },
  ],
  suggest: suggestProfile,
  create: createEscposDriver,
});
