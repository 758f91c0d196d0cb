/** Finding and being found: the API's port, the announcement, and the search for devices that moved. */
import { randomUUID } from "node:crypto";
import type { DriverModule } from "../core/driver.ts";
import type { Log } from "../core/log.ts";
import { loadArpTable } from "../discovery/arp.ts";
import { createFinder } from "../discovery/finder.ts";
import { followDevices } from "../discovery/follow.ts";
import { LAN, type Surroundings, type UsbPrinterInfo } from "../discovery/scan.ts";
import type { Store } from "../store/store.ts";
import { listNetworks } from "../transports/networks.ts";
import type { DevicePorts } from "./device-ports.ts";
import type { Hall } from "./hall.ts";

/** Where this machine stands. */
export const surroundings = (log: Log): Surroundings => ({ ...LAN, listUsbPrinters, log });

/** What the printer says of itself; the text that its maker burned in, where it says nothing. */
async function listUsbPrinters(): Promise<readonly UsbPrinterInfo[]> {
  const { listUsbPrinters: list } = await import("../transports/usb-list.ts");
  return (await list()).map(({ at, vendorId, productId, serial, make, model, manufacturer, product }) => ({
    ...{ at, vendorId, productId, serial: serial ?? null },
    maker: make ?? manufacturer ?? null,
    model: model ?? product ?? null,
  }));
}

export interface DiscoveryRooms {
  readonly store: Store;
  readonly drivers: ReadonlyMap<string, DriverModule>;
  readonly devicePorts: DevicePorts;
}

export function openDiscovery(hall: Hall, { store, drivers, devicePorts }: DiscoveryRooms) {
  const { config, log, news, closers, time } = hall;
  const finder = createFinder({
    around: surroundings(log),
    ...{ drivers, devices: devicePorts.list, newId: randomUUID, nowMs: time.nowMs },
    changed: (scan) => news.status({ type: "discovery.updated", scan }),
  });
  closers.add("finder", () => finder[Symbol.asyncDispose]());
  return {
    finder,
    /** Once tills are served: nothing here is worth a later start. */
    start(version: string): void {
      if (config.discovery.announce) announce(hall, version);
      if (!config.discovery.follow) return;
      const stop = new AbortController();
      const following = followDevices(
        {
          ...{ log, time, devices: devicePorts.list, locate: finder.locate, warn: devicePorts.warn },
          cards: loadArpTable,
          move: (id, at) => moveDevice({ store, devicePorts }, id, at),
        },
        stop.signal,
      );
      closers.add("following devices", async () => {
        stop.abort();
        await following;
      });
    },
  };
}

/** The address of a device that was added through the API, under the gateway's own name in the audit. */
export async function moveDevice(
  { store, devicePorts }: Pick<DiscoveryRooms, "store" | "devicePorts">,
  id: string,
  at: string,
): Promise<void> {
  const before = devicePorts.config(id);
  if (!before) return;
  const config = { ...before, at };
  await store.run("saveDevice", { key: null, actor: "gateway", till: null, id, config });
  await devicePorts.reload(id);
}

/** Never waited for: a network without multicast must not hold up a shop. */
function announce({ config, log, closers }: Hall, version: string): void {
  const { id, name } = config.store;
  const networks = listNetworks().map(({ address }) => address);
  const announcing = import("../discovery/announce.ts").then(({ announceGateway }) =>
    announceGateway(
      { storeId: id, storeName: name, version, port: config.http.port },
      { networks, mdnsPort: LAN.ports.mdns },
    ),
  );
  announcing.catch((error: unknown) => log.warn("the gateway is not announced", { error }));
  closers.add("announcement", async () => {
    const told = await announcing.catch(() => undefined);
    await told?.[Symbol.asyncDispose]();
  });
}
