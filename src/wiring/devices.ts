import { loadDrivers } from "../devices/load.ts";
import { createDevices } from "../devices/supervisor.ts";
import type { Store } from "../store/store.ts";
import { createTransport } from "../transports/open.ts";
import { createDevicePorts } from "./device-ports.ts";
import type { Hall } from "./hall.ts";

/** First pause after a driver failed. */
const RESTART_PAUSE_MS = 1_000;

/** The devices, not started yet, and how their readiness is told. */
export async function openDevices({ config, log, news, metrics, closers, time }: Hall, store: Store) {
  const drivers = await loadDrivers();
  const devices = createDevices({ drivers, createTransport, ...time, log, restartPauseMs: RESTART_PAUSE_MS });
  closers.add("devices", () => devices[Symbol.asyncDispose]());
  const devicePorts = createDevicePorts({ devices, inFile: config.devices, read: store.read, log });
  devices.onReadiness((id, readiness) => {
    const device = devicePorts.one(id);
    if (!device) return;
    metrics.device(id, device.kind, readiness.state);
    log.info("device readiness", { device: id, ...readiness });
    news.status({ type: "device.readiness", device });
  });
  return { drivers, devices, devicePorts };
}
