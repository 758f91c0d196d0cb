/** The table with emulated printers, as a test sees it: what a person's hands could do, and what the paper says. */
import { afterEach, expect } from "vitest";
import type { FaultsChange } from "../../../drivers/escpos/sim/faults.ts";
import type { PaperEntry } from "../../../drivers/escpos/sim/ledger.ts";
import { readUsbDevices, type UsbPrinterDevice } from "../../../src/transports/usb-devices.ts";
import type { PrinterSpec } from "../usb/descriptors.ts";
import type { WireFaults } from "../usb/device.ts";

export interface LabPrinter {
  /** Resolves when the kernel has its driver on it and udev has set its rights. Without a number: any free port. */
  plugIn(port?: number): Promise<UsbPrinterDevice>;
  /** Its cable is out, whatever was under way. Resolves when the kernel has seen it. */
  pull(): Promise<void>;
  wire(change: Partial<WireFaults>): Promise<void>;
  faults(change: FaultsChange): Promise<void>;
  loadPaper(): Promise<void>;
  say(bytes: Uint8Array): Promise<void>;
  /** What lies in the tray. */
  papers(): Promise<readonly PaperEntry[]>;
  state(): Promise<{
    readonly takenBytes: number;
    readonly waitingOut: number;
    readonly unsaidBytes: number;
  }>;
  /** All that a raw printer took. */
  received(): Promise<Buffer>;
}

const TABLE = `http://127.0.0.1:${process.env["LAB_PORT"]}`;
/** Generous: the guest's processor is emulated, and this only bounds a failure. */
export const SOON = { timeout: 20_000, interval: 20 };
const LP_GROUP = 7;

async function call<T>(method: string, args: object = {}): Promise<T> {
  const response = await fetch(`${TABLE}/${method}`, { method: "POST", body: JSON.stringify(args) });
  const result = (await response.json()) as T;
  if (!response.ok) throw new Error(String(result));
  return result;
}

/** Each test begins with nothing plugged in. */
export function clearTableAfterEach(): void {
  afterEach(async () => {
    await call("reset");
    await expect.poll(readUsbDevices, SOON).toEqual([]);
  });
}

export async function printerOnTable(spec: Partial<PrinterSpec> = {}): Promise<LabPrinter> {
  const name = await call<string>("add", { spec });
  let at: string | undefined;
  return {
    async plugIn(port) {
      at = await call<string>("plugIn", { name, ...(port === undefined ? {} : { port }) });
      return settled(at);
    },
    async pull() {
      await call("pull", { name });
      await expect
        .poll(async () => (await readUsbDevices()).map((device) => device.port), SOON)
        .not.toContain(at);
    },
    wire: (wire) => call("wire", { name, wire }),
    faults: (faults) => call("faults", { name, faults }),
    loadPaper: () => call("loadPaper", { name }),
    say: (bytes) => call("say", { name, base64: Buffer.from(bytes).toString("base64") }),
    papers: () => call("papers", { name }),
    state: () => call("state", { name }),
    received: async () => Buffer.from(await call<string>("received", { name }), "base64"),
  };
}

async function settled(port: string): Promise<UsbPrinterDevice> {
  const { stat } = await import("node:fs/promises");
  let found: UsbPrinterDevice | undefined;
  const isReady = async () => {
    found = (await readUsbDevices()).find((device) => device.port === port);
    if (!found?.lp || found.deviceId === undefined) return false;
    return (await stat(found.lp)).gid === LP_GROUP;
  };
  await expect.poll(() => isReady().catch(() => false), SOON).toBe(true);
  if (!found) throw new Error("unreachable");
  return found;
}
