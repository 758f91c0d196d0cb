import { afterEach, describe, expect, it } from "vitest";
import type { PrintDocument, Readiness } from "../../src/sdk.ts";
import { createTransport } from "../../src/transports/open.ts";
import { type EscposConfig, escposConfig } from "./config.ts";
import { createEscposDriver } from "./driver.ts";
import { type EscposSim, type EscposSimOptions, startEscposSim } from "./sim.ts";

const RECEIPT: PrintDocument = [
  ...Array.from({ length: 12 }, (_, i) => ({ type: "text" as const, runs: [{ text: `line ${i + 1}` }] })),
  { type: "cut" },
];
const WHOLE = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`);
/** Long enough for a machine that is busy with other tests; nothing waits for it when all goes well. */
const soon = () => AbortSignal.timeout(10_000);

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  while (open.length > 0) await open.pop()?.stop();
});

async function shop(
  options: EscposSimOptions & {
    readonly config?: object;
    readonly faults?: Parameters<EscposSim["setFaults"]>[0];
  } = {},
) {
  const sim = await startEscposSim({ linesPerSecond: 500, ...options });
  sim.setFaults(options.faults ?? {});
  const waiting = new Set<() => void>();
  const config: EscposConfig = escposConfig.parse({
    ...{
      timeouts: {
        answerTimeoutMs: 150,
        confirmTimeoutMs: 1_500,
        learnTimeoutMs: 300,
        keepAliveMs: 100,
        finishTimeoutMs: 300,
      },
    },
    ...options.config,
  });
  const driver = createEscposDriver({
    deviceId: "front",
    config,
    transport: createTransport(sim.address),
    nowMs: () => 1_800_000_000_000,
    monotonicMs: () => performance.now(),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    readinessChanged: () => {
      for (const look of [...waiting]) look();
    },
    device: () => driver,
  });
  const controller = new AbortController();
  const running = driver.run(controller.signal);
  const stop = async () => {
    controller.abort();
    await running;
    await driver[Symbol.asyncDispose]();
    await sim.close();
  };
  open.push({ stop });

  /** Resolves when the printer's readiness is as described. */
  const becomes = (state: Readiness["state"], reason?: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`still ${JSON.stringify(driver.readiness())}`)), 8_000);
      const look = () => {
        const now = driver.readiness();
        if (now.state !== state || (reason !== undefined && (now.state === "ready" || now.reason !== reason)))
          return;
        waiting.delete(look);
        clearTimeout(late);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const kick = (signal: AbortSignal) => driver.kickDrawer?.(2, 100, signal);
  return {
    sim,
    driver,
    becomes,
    kick,
    print: (document = RECEIPT, signal = soon()) => driver.print(document, signal),
  };
}
const lines = (sim: EscposSim) => sim.papers().map((paper) => paper.lines);

describe("a receipt printer that is well", () => {
  it("says that a receipt is on paper because the printer says so", async () => {
    const { sim, print, becomes } = await shop();
    await becomes("ready");
    expect(await print()).toEqual({ proof: "printer" });
    expect(lines(sim)).toEqual([WHOLE]);
  });
  it("prints what is asked while its line is just being opened", async () => {
    const { print } = await shop();
    expect(await print()).toEqual({ proof: "printer" });
  });
  it("confirms by the answer in turn where it knows no marker", async () => {
    const { sim, print } = await shop({ faults: { noMarkers: true } });
    expect(await print()).toEqual({ proof: "printer" });
    expect(await print()).toEqual({ proof: "printer" });
    expect(lines(sim)).toEqual([WHOLE, WHOLE]);
  });
  it("warns when the paper comes to its end, and prints", async () => {
    const { driver, print } = await shop({ faults: { paperNearEnd: true } });
    await print();
    expect(driver.readiness()).toMatchObject({ state: "ready", warnings: ["paper_near_end"] });
  });
});
