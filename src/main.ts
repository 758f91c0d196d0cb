/** Composition: opens the rooms in order, closes them in reverse. No logic of its own. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createEventHub, KEPT_EVENTS } from "./api/event-hub.ts";
import { buildServer } from "./api/server.ts";
import type { GatewayConfig } from "./config/schema.ts";
import { loadDrivers } from "./devices/load.ts";
import { createDevices, type Devices } from "./devices/supervisor.ts";
import { createDispatcher, type Dispatcher } from "./dispatch/dispatcher.ts";
import { pause } from "./lib/wait.ts";
import { openLog } from "./ops/log.ts";
import { createMetrics } from "./ops/metrics.ts";
import { openServiceManager } from "./ops/systemd.ts";
import type { Store } from "./store/store.ts";
import { createTransport } from "./transports/open.ts";
import { createClosers } from "./wiring/closers.ts";
import { type Compose, createCompose } from "./wiring/compose.ts";
import { createDevicePorts, type DevicePorts } from "./wiring/device-ports.ts";
import { lookAtDisk } from "./wiring/guards.ts";
import { createMetricsText } from "./wiring/measured.ts";
import { createNews } from "./wiring/news.ts";
import { openStoreHealing } from "./wiring/open-store.ts";
import { dashboardFolder, version } from "./wiring/program.ts";
import { createStatus, reasonsOf } from "./wiring/status.ts";
import { openVendors, type Vendors } from "./wiring/vendors.ts";

export interface Gateway extends AsyncDisposable {
  /** Rejects on a fault of our own in the background: the process ends, the next start recovers. */
  readonly failed: Promise<never>;
}

const MB = 1024 * 1024;
const time = { nowMs: Date.now, monotonicMs: () => performance.now(), random: Math.random, pause };

/** What every room is given. */
function createHall(config: GatewayConfig) {
  const log = openLog(config.log.level);
  return {
    config,
    log,
    news: createNews(),
    metrics: createMetrics(),
    closers: createClosers(log),
    service: openServiceManager(process.env, process.pid, log),
  };
}
type Hall = ReturnType<typeof createHall>;

/**
 * Resolves when tills are served; undefined: the signal fired before that.
 * @throws StartRefused · invalid_input: a person must act first
 */
export async function startGateway(config: GatewayConfig, signal: AbortSignal): Promise<Gateway | undefined> {
  const hall = createHall(config);
  const { closers, log, service } = hall;
  await lookAtDisk(config.data.folder, log);
  const events = createEventHub({ epoch: randomUUID(), nowMs: time.nowMs, keptEvents: KEPT_EVENTS });
  hall.news.onStored(events.stored);
  const store = await openStoreRoom(hall, signal);
  if (!store) return undefined;
  const { unclean, prints, vendors: asked } = await store.run("start", null);
  if (unclean) log.warn("recovered from an unclean stop", { prints, vendors: asked });

  const { devices, devicePorts } = await openDevices(hall, store);
  const vendors = await openVendors({ ...hall, store, time });
  const compose = createCompose({ ...config.store, footer: config.store.receiptFooter }, store.read.orderAtFact);
  const { dispatcher, failed } = runDispatcher(hall, { store, devices, devicePorts, vendors, compose });
  vendors.start(dispatcher);
  devicePorts.startAll();

  const status = createStatus({
    ...{ version, store: config.store, startedAtMs: time.nowMs(), nowMs: time.nowMs, state: store.state },
    ...{ devices: devicePorts.list, lanes: () => dispatcher.status() },
  });
  const server = buildServer({
    ...{ store, events, settings: config.store, log, http: config.http, nowMs: time.nowMs, version },
    dashboardFolder: dashboardFolder(),
    observe: hall.metrics,
    ports: {
      ...{ devices: devicePorts, vendors: vendors.port, status, isSending: (id: string) => dispatcher.isSending(id), compose },
      onStatus: hall.news.onStatus,
      metricsText: createMetricsText(hall.metrics, store, time.nowMs),
    },
  });
  await server.listen({ host: config.http.host, port: config.http.port });
  closers.add("server", () => server.close());
  await service.ready(`serving ${config.store.name}`);
  closers.add("service", () => service.stopping());
  log.info("the gateway takes orders", { port: config.http.port, version });
  return { failed, [Symbol.asyncDispose]: () => closers[Symbol.asyncDispose]() };
}

async function openStoreRoom({ config, log, news, metrics, closers }: Hall, signal: AbortSignal) {
  const { folder, freeSpaceFloorMb, ballastMb } = config.data;
  news.onStored((events) => {
    for (const event of events) if (event.type === "order.captured") metrics.orderAccepted(event.till);
  });
  const store = await openStoreHealing({
    store: {
      ...{ path: join(folder, "tillgate.db"), settings: config.store },
      ...{ freeSpaceFloorBytes: freeSpaceFloorMb * MB, ballastBytes: ballastMb * MB },
      onEvents: news.stored,
      onState(state) {
        log.warn("the store changed its state", { ...state });
        news.status({ type: "gateway.updated", ready: state.state === "ok", reasons: reasonsOf(state) });
      },
      onNotes: (notes) => notes.forEach((note) => log.error("the database was salvaged", { note })),
      onCommit: ({ ms, commands }) => metrics.committed(ms / 1_000, commands),
    },
    ...{ http: config.http, version, log, signal },
  });
  if (!store) return undefined;
  closers.add("store", () => store[Symbol.asyncDispose]());
  for (const note of store.notes()) log.warn("found when the database was opened", { note });
  return store;
}

async function openDevices({ config, log, news, metrics, closers }: Hall, store: Store) {
  const drivers = await loadDrivers();
  const devices = createDevices({ drivers, createTransport, ...time, log, restartPauseMs: 1_000 });
  closers.add("devices", () => devices[Symbol.asyncDispose]());
  const devicePorts = createDevicePorts({ devices, inFile: config.devices, read: store.read, log });
  devices.onReadiness((id, readiness) => {
    const device = devicePorts.one(id);
    if (!device) return;
    metrics.device(id, device.kind, readiness.state);
    log.info("device readiness", { device: id, ...readiness });
    news.status({ type: "device.readiness", device });
  });
  return { devices, devicePorts };
}

interface Lanes {
  readonly store: Store;
  readonly devices: Devices;
  readonly devicePorts: DevicePorts;
  readonly vendors: Vendors;
  readonly compose: Compose;
}

function runDispatcher(hall: Hall, { store, devices, devicePorts, vendors, compose }: Lanes) {
  const { news, closers, log, metrics } = hall;
  const dispatcher: Dispatcher = createDispatcher({
    ...{ store, compose, time, log, metrics },
    devices: (id) => (devicePorts.one(id) ? devices.driver(id) : undefined),
    deviceIds: () => devicePorts.list().map((device) => device.id),
    ...{ vendors: vendors.connection, vendorIds: vendors.ids },
    ...{ onOutageOver: vendors.outageOver, onDrained: vendors.drained },
    onDestination: (destination) => news.status({ type: "destination.updated", destination }),
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
  const failed = running.then(() => new Promise<never>(() => undefined));
  return { dispatcher, failed };
}
