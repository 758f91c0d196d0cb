import { expect, it } from "vitest";
import { silentLog } from "../../test/help/silent-log.ts";
import { openTestStore } from "../../test/help/store.ts";
import { loadDrivers } from "../devices/load.ts";
import { createDevices } from "../devices/supervisor.ts";
import { createTransport } from "../transports/open.ts";
import { createDevicePorts } from "./device-ports.ts";
import { moveDevice } from "./discovery.ts";

it("moves a device to the address where it was found, started anew, and the audit says that the gateway did it", async () => {
  await using test = await openTestStore();
  await using devices = createDevices({
    ...{ drivers: await loadDrivers(), createTransport, restartPauseMs: 1_000 },
    ...{ nowMs: () => 7, monotonicMs: () => 7, log: silentLog },
  });
  const { store } = test;
  const identity = "mac:00:26:ab:12:34:56";
  const config = { id: "front", name: "Front", driver: "escpos", at: "tcp://127.0.0.1:1", identity };
  await store.run("saveDevice", { key: null, actor: "admin", till: null, id: "front", config });
  const devicePorts = createDevicePorts({ devices, inFile: [], read: store.read, log: silentLog });
  devicePorts.startAll();

  await moveDevice({ store, devicePorts }, "front", "tcp://127.0.0.1:2");

  expect(devicePorts.one("front")).toMatchObject({ at: "tcp://127.0.0.1:2", name: "Front", identity });
  expect(store.read.audit(1, null).items).toMatchObject([
    { actor: "gateway", action: "device.save", subject: "front", detail: { at: "tcp://127.0.0.1:2" } },
  ]);
});
