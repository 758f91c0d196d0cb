import { afterEach, describe, expect, it } from "vitest";
import { isDrawer } from "../../src/core/driver.ts";
import { loadDrivers } from "../../src/devices/load.ts";
import { createDevices, type Devices } from "../../src/devices/supervisor.ts";
import { createTransport } from "../../src/transports/open.ts";
import { QUICK, soon } from "../../test/help/printer-shop.ts";
import { type EscposSim, startEscposSim } from "../escpos/sim.ts";

const DRAWER = { id: "till-drawer", driver: "printer-port", options: { printer: "front", pulseMs: 120 } };
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  while (stops.length > 0) await stops.pop()?.();
});

async function shop(): Promise<{ sim: EscposSim; devices: Devices; startPrinter(): void }> {
  const sim = await startEscposSim({ linesPerSecond: 500 });
  const devices = createDevices({
    ...{ drivers: await loadDrivers(), createTransport, restartPauseMs: 10 },
    ...{ nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  stops.push(
    () => sim.close(),
    async () => devices[Symbol.asyncDispose](),
  );
  devices.start(DRAWER);
  const startPrinter = () =>
    devices.start({ id: "front", driver: "escpos", at: sim.address, options: { timeouts: QUICK } });
  return { sim, devices, startPrinter };
}
const stateOf = (devices: Devices) => devices.list().find(({ id }) => id === "till-drawer")?.readiness;
function drawer(devices: Devices) {
  const found = devices.driver("till-drawer");
  if (!isDrawer(found)) throw new Error("no drawer");
  return found;
}

describe("a cash drawer on a printer's port", () => {
  it("opens by one pulse on its pin", async () => {
    const { sim, devices, startPrinter } = await shop();
    startPrinter();
    await expect.poll(() => stateOf(devices)).toMatchObject({ state: "ready" });
    expect(await drawer(devices).open(soon())).toEqual({ proof: "printer" });
    expect(sim.ledger.entries).toMatchObject([{ type: "pulse", pin: 2, ms: 120, realtime: false }]);
  });
  it("tells of its printer's coming before anybody asks", async () => {
    const { devices, startPrinter } = await shop();
    const heard: string[] = [];
    devices.onReadiness((id, { state }) => heard.push(`${id} ${state}`));
    startPrinter();
    await expect.poll(() => heard).toContain("till-drawer ready");
  });
  it("waits for its printer to be there", async () => {
    const { devices } = await shop();
    expect(stateOf(devices)).toMatchObject({ state: "offline", reason: "there is no device front" });
    await expect(drawer(devices).open(soon())).rejects.toMatchObject({
      code: "device_offline",
      after: "wait",
    });
  });
  it("opens while its printer has no paper", async () => {
    const { sim, devices, startPrinter } = await shop();
    sim.setFaults({ paperOut: true });
    startPrinter();
    await expect.poll(() => stateOf(devices)).toMatchObject({ state: "ready" });
    expect(await drawer(devices).open(soon())).toEqual({ proof: "transport" });
    expect(sim.ledger.entries).toMatchObject([{ type: "pulse", pin: 2, realtime: true }]);
  });
});
