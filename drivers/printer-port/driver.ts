/** A cash drawer on the port of a receipt printer: it has no line of its own, and its printer's readiness is mostly its own. */
import {
  aborted,
  type DrawerDriver,
  type Driver,
  type DriverContext,
  GatewayError,
  isPrinter,
  offline,
  type PrinterDriver,
  type Readiness,
} from "../../src/sdk.ts";
import type { PrinterPortConfig } from "./config.ts";

export function createPrinterPort({
  config,
  device,
  deviceId,
  nowMs,
}: DriverContext<PrinterPortConfig>): DrawerDriver {
  const madeAtMs = nowMs();
  // Asked for each time: the printer may be configured later, or anew.
  const printer = (): PrinterDriver | string => {
    const found = find(device, config.printer);
    if (!found) return `there is no device ${config.printer}`;
    return isPrinter(found) ? found : `${config.printer} is no printer`;
  };
  return {
    kind: "drawer",
    run: (signal) => aborted(signal),
    readiness() {
      const found = printer();
      if (typeof found === "string") return { state: "offline", sinceMs: madeAtMs, reason: found };
      return drawerReadiness(found.readiness());
    },
    async open(signal) {
      const found = printer();
      const why = typeof found === "string" ? found : `${config.printer} has no drawer port`;
      if (typeof found === "string" || !found.kickDrawer) {
        throw offline(`${deviceId} cannot open: ${why}`);
      }
      return found.kickDrawer(config.pin, config.pulseMs, signal);
    },
    async [Symbol.asyncDispose]() {},
  };
}

function find(device: (id: string) => Driver, id: string): Driver | undefined {
  try {
    return device(id);
  } catch (error) {
    if (error instanceof GatewayError && error.code === "unknown_device") return undefined;
    throw error;
  }
}

/** A printer that stands still for want of paper still opens its drawer. */
function drawerReadiness(printer: Readiness): Readiness {
  const stillKicks = ["paper_out", "cover_open", "cutter_error"];
  if (printer.state === "needs_person" && stillKicks.includes(printer.reason)) {
    return { state: "ready", sinceMs: printer.sinceMs, warnings: [] };
  }
  return printer.state === "ready" ? { ...printer, warnings: [] } : printer;
}
