import type { Devices } from "../devices/supervisor.ts";
import { createDispatcher, type Dispatcher } from "../dispatch/dispatcher.ts";
import type { Store } from "../store/store.ts";
import type { Compose } from "./compose.ts";
import type { DevicePorts } from "./device-ports.ts";
import type { Hall } from "./hall.ts";
import type { Vendors } from "./vendors.ts";

export interface Lanes {
  readonly store: Store;
  readonly devices: Devices;
  readonly devicePorts: DevicePorts;
  readonly vendors: Vendors;
  readonly compose: Compose;
}

export interface RunningDispatcher {
  readonly dispatcher: Dispatcher;
  /** Rejects on a fault of our own. */
  readonly running: Promise<unknown>;
}

/** Takes up what is open, and writes at the end that this run stopped in good order. */
export function runDispatcher(hall: Hall, lanes: Lanes): RunningDispatcher {
  const { news, closers, log, metrics, time } = hall;
  const { store, devices, devicePorts, compose } = lanes;
  const { bridge, scheduler } = lanes.vendors;
  const dispatcher = createDispatcher({
    ...{ store, compose, time, log, metrics },
    keepPrintedDays: hall.config.printing.keepDays,
    devices: (id) => (devicePorts.one(id) ? devices.driver(id) : undefined),
    deviceIds: () => devicePorts.list().map((device) => device.id),
    vendors: (id) => bridge.vendor(id),
    vendorIds: () => bridge.vendorIds(),
    onDestination: (destination) => news.status({ type: "destination.updated", destination }),
    onOutageOver: (vendor) => scheduler.reachable(vendor),
    onDrained: (vendor, sinceMs) => scheduler.drained(vendor, sinceMs),
  });
  news.onStored((events) => dispatcher.onEvents(events));
  devices.onReadiness((id) => dispatcher.readinessChanged(id));
  const stop = new AbortController();
  const running = dispatcher.run(stop.signal);
  closers.add("dispatcher", async () => {
    stop.abort();
    const { unstored } = await running;
    // With an outcome that is on no disk the next start must look at everything that was open.
    if (unstored === 0) await store.run("stop", null);
    else log.error("outcomes could not be stored: the next start asks about them", { unstored });
  });
  return { dispatcher, running };
}
