/** A simulated receipt printer and its driver, as they stand in a shop. */
import { type EscposConfig, escposConfig } from "../../drivers/escpos/config.ts";
import { createEscposDriver } from "../../drivers/escpos/driver.ts";
import type { FaultsChange } from "../../drivers/escpos/sim/faults.ts";
import { type EscposSim, type EscposSimOptions, startEscposSim } from "../../drivers/escpos/sim.ts";
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

export interface ShopOptions {
  readonly sim?: EscposSimOptions;
  readonly faults?: FaultsChange;
  readonly config?: Partial<EscposConfig>;
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

/** Short, so that a test of silence is short; long enough for a busy machine. */
export const QUICK = {
  ...{
    answerTimeoutMs: 200,
    confirmTimeoutMs: 2_000,
    learnTimeoutMs: 600,
    keepAliveMs: 100,
    finishTimeoutMs: 300,
  },
  ...{ connectTimeoutMs: 1_000, holdTimeoutMs: 10_000, reconnectMaxMs: 200 },
};
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

export async function openPrinterShop(options: ShopOptions = {}): Promise<PrinterShop> {
  const sim = await startEscposSim({ linesPerSecond: 500, ...options.sim });
  sim.setFaults(options.faults ?? {});
  const { wrap = (transport: Transport) => transport } = options;
  const lookers = new Set<() => void>();
  const driver: PrinterDriver = createEscposDriver({
    deviceId: "front",
    config: escposConfig.parse({ timeouts: QUICK, ...options.config }),
    transport: wrap(createTransport(sim.address)),
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    log: QUIET,
    readinessChanged: () => {
      for (const look of [...lookers]) look();
    },
    device: () => driver,
  });
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
