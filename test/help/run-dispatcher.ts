import type { Driver } from "../../src/core/driver.ts";
import type { DestinationStatus } from "../../src/core/status.ts";
import type { Compose } from "../../src/dispatch/device-work.ts";
import { createDispatcher, type Dispatcher } from "../../src/dispatch/dispatcher.ts";
import type { Store } from "../../src/store/store.ts";
import type { VendorConnection } from "../../src/vendors/connection.ts";
import { createHandTime, type HandTime } from "./hand-time.ts";
import { silentLog } from "./silent-log.ts";
import { openTestStore, type TestStore } from "./store.ts";

export interface RunningShop extends AsyncDisposable {
  readonly test: TestStore;
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly time: HandTime;
  readonly devices: Map<string, Driver>;
  readonly vendors: Map<string, VendorConnection>;
  readonly outagesOver: string[];
  /** Vendor, and since when (wall ms). */
  readonly drained: (readonly [vendor: string, sinceMs: number])[];
  readonly destinations: DestinationStatus[];
  readonly ended: string[];
  stop(): void;
  readonly ran: Promise<{ readonly unstored: number }>;
}

/** A real store and a real dispatcher; devices, vendors and the clock are in the test's hand. */
export async function runShop(
  options: {
    readonly path?: string;
    readonly vendors?: readonly VendorConnection[];
    readonly devices?: Readonly<Record<string, Driver>>;
    readonly compose?: Compose;
    /** What happened before the dispatcher runs. */
    readonly before?: (store: Store) => Promise<void>;
    /** What stands between the dispatcher and the store. */
    readonly around?: (store: Store) => Store;
  } = {},
): Promise<RunningShop> {
  const test = await (options.path === undefined ? openTestStore() : openTestStore(options.path));
  const { store } = test;
  await store.run("start", null);
  await options.before?.(store);
  const time = createHandTime(Date.now());
  const devices = new Map(Object.entries(options.devices ?? {}));
  const vendors = new Map((options.vendors ?? []).map((connection) => [connection.vendor, connection]));
  const outagesOver: string[] = [];
  const drained: (readonly [vendor: string, sinceMs: number])[] = [];
  const destinations: DestinationStatus[] = [];
  const ended: string[] = [];
  const dispatcher = createDispatcher({
    store: options.around?.(store) ?? store,
    devices: (id) => devices.get(id),
    deviceIds: () => [...devices.keys()],
    vendors: (id) => vendors.get(id),
    vendorIds: () => [...vendors.keys()],
    compose: options.compose ?? (() => [{ type: "text", runs: [{ text: "receipt" }] }]),
    time,
    keepPrintedDays: 90,
    log: silentLog,
    metrics: {
      jobEnded: (kind, outcome) => void ended.push(`${kind} ${outcome}`),
      destination: () => undefined,
    },
    onDestination: (status) => void destinations.push(status),
    onOutageOver: (vendor) => void outagesOver.push(vendor),
    onDrained: (vendor, sinceMs) => void drained.push([vendor, sinceMs]),
  });
  test.listeners.add((news) => dispatcher.onEvents(news));
  const stop = new AbortController();
  const ran = dispatcher.run(stop.signal);
  return {
    test,
    store,
    dispatcher,
    time,
    devices,
    vendors,
    outagesOver,
    drained,
    destinations,
    ended,
    stop: () => stop.abort(),
    ran,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ran;
      await test[Symbol.asyncDispose]();
    },
  };
}
