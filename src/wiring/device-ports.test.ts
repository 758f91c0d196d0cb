import { expect, it } from "vitest";
import { silentLog } from "../../test/help/silent-log.ts";
import { openTestStore } from "../../test/help/store.ts";
import { loadDrivers } from "../devices/load.ts";
import { createDevices } from "../devices/supervisor.ts";
import { createTransport } from "../transports/open.ts";
import { createDevicePorts } from "./device-ports.ts";

it("adds no drawer to a printer that is not there", async () => {
  await using test = await openTestStore();
  await using devices = createDevices({
    ...{ drivers: await loadDrivers(), createTransport, restartPauseMs: 1_000 },
    ...{ nowMs: () => 7, monotonicMs: () => 7, log: silentLog },
  });
  const ports = createDevicePorts({ devices, inFile: [], read: test.store.read, log: silentLog });
  const drawer = { id: "till-drawer", driver: "printer-port", options: { printer: "front" } };
  expect(() => ports.check(drawer)).toThrow(
    expect.objectContaining({
      code: "invalid_input",
      facts: { errors: [{ path: "options.printer", message: "there is no printer front" }] },
    }),
  );
  devices.start({ id: "front", driver: "escpos", at: "tcp://192.0.2.7:9100" });
  expect(() => ports.check(drawer)).not.toThrow();
});
