/** A simulated receipt printer and its driver, as they stand in a shop. */
import escposModule from "../../drivers/escpos/index.ts";
import type { FaultsChange } from "../../drivers/escpos/sim/faults.ts";
import {
  type EscposSim,
  type EscposSimOptions,
  contract as escposContract,
} from "../../drivers/escpos/sim.ts";
import type { DriverModule } from "../../src/core/driver.ts";
import type { Transport } from "../../src/core/transport.ts";
import type { PrintDocument, PrinterDriver, Proof, Readiness } from "../../src/sdk.ts";
import { createTransport } from "../../src/transports/open.ts";

export interface PrinterShop {
  readonly sim: EscposSim;
  readonly driver: PrinterDriver;
  print(document?: PrintDocument, signal?: AbortSignal): Promise<{ readonly proof: Proof }>;
  kick(): Promise<{ readonly proof: Proof }>;
  /** Resolves when the printer's readiness is as described. */
  becomes(state: Readiness["state"], reason?: string): Promise<void>;
  /** What lies in the tray, in text. */
  tray(): readonly (readonly string[])[];
  stop(): Promise<void>;
}

/** What drivers/<id>/sim.ts exports for the contract suite of printers. */
export interface PrinterContract {
  start(options: EscposSimOptions): Promise<EscposSim>;
  readonly options: object;
  /** False: this printer never says a word, and is put through the suite of its kind. */
  readonly answers?: boolean;
}

export interface ShopOptions {
  /** Absent: escpos. */
  readonly module?: DriverModule;
  readonly contract?: PrinterContract;
  readonly sim?: EscposSimOptions;
  readonly faults?: FaultsChange;
  /** Options as they would stand in the config file. */
  readonly config?: object;
  /** Between the driver and the line: chops, delays, counts. */
  readonly wrap?: (transport: Transport) => Transport;
}

/** A receipt whose every line can be told from every other. */
export const receipt = (name = "line", lines = 12): PrintDocument => [
  ...Array.from({ length: lines }, (_, i) => ({
    type: "text" as const,
    runs: [{ text: `${name} ${i + 1}` }],
  })),
  { type: "cut" },
];
export const paperOf = (name = "line", lines = 12): readonly string[] =>
  Array.from({ length: lines }, (_, i) => `${name} ${i + 1}`);

/** Long enough for a machine that is busy with other tests; nothing waits for it when all goes well. */
export const soon = (): AbortSignal => AbortSignal.timeout(15_000);

export const QUICK = escposContract.options.timeouts;
const escpos = escposModule as DriverModule<unknown, PrinterDriver> as DriverModule;
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

export async function openPrinterShop(options: ShopOptions = {}): Promise<PrinterShop> {
  const { module = escpos, contract = escposContract } = options;
  const sim = await contract.start({ linesPerSecond: 500, ...options.sim });
  sim.setFaults(options.faults ?? {});
  const { wrap = (transport: Transport) => transport } = options;
  const lookers = new Set<() => void>();
  const driver = module.create({
    deviceId: "front",
    config: module.config.parse({ ...contract.options, ...options.config }),
    transport: wrap(createTransport(sim.address, QUIET)),
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    log: QUIET,
    readinessChanged: () => {
      for (const look of [...lookers]) look();
    },
    device: () => driver,
  }) as PrinterDriver;
  const controller = new AbortController();
  const running = driver.run(controller.signal);
  return {
    ...{ sim, driver },
    print: (document = receipt(), signal = soon()) => driver.print(document, signal),
    async kick() {
      if (!driver.kickDrawer) throw new Error("no drawer port");
      return driver.kickDrawer(2, 100, soon());
    },
    becomes: (state, reason) => readinessBecomes(driver, lookers, state, reason),
    tray: () => sim.papers().map((paper) => paper.lines),
    async stop() {
      controller.abort();
      await running;
      await driver[Symbol.asyncDispose]();
      await sim.close();
    },
  };
}

function readinessBecomes(
  driver: PrinterDriver,
  lookers: Set<() => void>,
  state: Readiness["state"],
  reason: string | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`still ${JSON.stringify(driver.readiness())}`)), 10_000);
    const look = () => {
      const now = driver.readiness();
      if (now.state !== state) return;
      if (reason !== undefined && (now.state === "ready" || now.reason !== reason)) return;
      lookers.delete(look);
      clearTimeout(late);
      resolve();
    };
    lookers.add(look);
    look();
  });
}
