/** The gateway's own printer driver on one of the lab's lines. */
import { expect } from "vitest";
import escpos from "../../../drivers/escpos/index.ts";
import type { DriverModule } from "../../../src/core/driver.ts";
import type { PrintDocument, PrinterDriver, Proof, Readiness } from "../../../src/sdk.ts";
import { createTransport } from "../../../src/transports/open.ts";
import { receipt } from "../../help/printer-shop.ts";
import { silentLog } from "../../help/silent-log.ts";
import { SOON } from "./table.ts";

export interface GatewayPrinter extends AsyncDisposable {
  readonly driver: PrinterDriver;
  print(document?: PrintDocument): Promise<{ readonly proof: Proof }>;
  /** Resolves when its readiness is as described. */
  becomes(readiness: Partial<Readiness>): Promise<void>;
}

/** Short where a test waits for silence, long where a slow machine must not fail. */
const TIMEOUTS = {
  ...{ answerTimeoutMs: 1_000, confirmTimeoutMs: 15_000, learnTimeoutMs: 4_000, keepAliveMs: 300 },
  ...{ finishTimeoutMs: 1_000, connectTimeoutMs: 8_000, holdTimeoutMs: 30_000, reconnectMaxMs: 200 },
};

export function openGatewayPrinter(at: string): GatewayPrinter {
  const module = escpos as DriverModule<unknown, PrinterDriver>;
  const driver = module.create({
    deviceId: "front",
    config: module.config.parse({ timeouts: TIMEOUTS }),
    transport: createTransport(at, silentLog),
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    log: silentLog,
    readinessChanged: () => {},
    device: () => driver,
  });
  const controller = new AbortController();
  const running = driver.run(controller.signal);
  return {
    driver,
    print: (document = receipt()) => driver.print(document, AbortSignal.timeout(60_000)),
    async becomes(readiness) {
      await expect.poll(() => driver.readiness(), SOON).toMatchObject(readiness);
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await running;
      await driver[Symbol.asyncDispose]();
    },
  };
}
