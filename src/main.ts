/** Composition: opens the rooms in order, closes them in reverse. No logic of its own. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { createEventHub, KEPT_EVENTS } from "./api/events/event-hub.ts";
import { buildServer } from "./api/server.ts";
import type { GatewayConfig } from "./config/schema.ts";
import { aborted } from "./lib/wait.ts";
import { createPdfPages, PDF_LIMITS } from "./ops/pdf-pages.ts";
import { openServiceManager } from "./ops/systemd.ts";
import { bootThread } from "./store/thread/boot.ts";
import { createCompose } from "./wiring/compose.ts";
import { openDevices } from "./wiring/devices.ts";
import { openDiscovery } from "./wiring/discovery.ts";
import { runDispatcher } from "./wiring/dispatch.ts";
import { lookAtDisk } from "./wiring/guards.ts";
import { createHall, type Hall } from "./wiring/hall.ts";
import { createMetricsText } from "./wiring/measured.ts";
import { openStoreHealing } from "./wiring/open-store.ts";
import { openPapers } from "./wiring/papers.ts";
import { dashboardFolder, version } from "./wiring/program.ts";
import { openReceiptLinks } from "./wiring/receipt-links.ts";
import { createStatus, readinessOf } from "./wiring/status.ts";
import { openVendors } from "./wiring/vendors.ts";

export interface Gateway extends AsyncDisposable {
  /** Rejects on a fault of our own in the background: the process ends, the next start recovers. */
  readonly failed: Promise<unknown>;
  /** Resolves when the database was salvaged into a new file: all rooms must open anew on what was saved. */
  readonly replaced: Promise<void>;
}

const MB = 1024 * 1024;

/**
 * Resolves when tills are served; undefined: the signal fired before that. `nextThread`: the writing thread, booting already or new.
 * @throws StartRefused · invalid_input: a person must act first
 */
export async function startGateway(
  config: GatewayConfig,
  signal: AbortSignal,
  nextThread: () => Worker = bootThread,
): Promise<Gateway | undefined> {
  const hall = createHall(config);
  try {
    return await openRooms(hall, signal, nextThread);
  } catch (error) {
    await hall.closers[Symbol.asyncDispose]();
    throw error;
  }
}

async function openRooms(
  hall: Hall,
  signal: AbortSignal,
  nextThread: () => Worker,
): Promise<Gateway | undefined> {
  const { config, closers, log, metrics, news, time } = hall;
  const { nowMs } = time;
  const startedAtMs = nowMs();
  await lookAtDisk(config.data.folder, log);
  const events = createEventHub({ epoch: randomUUID(), nowMs, keptEvents: KEPT_EVENTS });
  news.onStored(events.stored);
  const replaced = once();
  const store = await openStore(hall, signal, nextThread, replaced.resolve);
  if (!store) return undefined;
  await recover(hall, store);

  const { drivers, devices, devicePorts } = await openDevices(hall, store);
  const discovery = openDiscovery(hall, { store, drivers, devicePorts });
  const vendors = await openVendors({ ...hall, store });
  const receipts = await openReceiptLinks(config);
  const papers = await openPapers(config.store, store.read, log);
  const compose = createCompose({
    ...{ papers, read: store.read, locale: config.store.locale, nowMs, receiptUrl: receipts.absoluteUrlOf },
  });
  const { dispatcher, running } = runDispatcher(hall, { store, devices, devicePorts, vendors, compose });
  const syncing = vendors.start(dispatcher);
  devicePorts.startAll();

  const { id, name } = config.store;
  const status = createStatus({
    ...{ version, store: { id, name }, startedAtMs, nowMs, state: store.state },
    ...{ devices: devicePorts.list, lanes: () => dispatcher.status() },
  });
  const server = buildServer({
    ...{ store, events, settings: config.store, log, http: config.http, nowMs, version },
    ...{ monotonicMs: time.monotonicMs, dashboardFolder: dashboardFolder(), observe: metrics },
    ports: {
      ...{ devices: devicePorts, discovery: discovery.finder, vendors: vendors.port },
      ...{ receipts, status, compose, papers },
      ...{ keepPrintedDays: config.printing.keepDays, drawPdf: createPdfPages(PDF_LIMITS).draw },
      readiness: () => readinessOf(store.state()),
      isSending: (jobId) => dispatcher.isSending(jobId),
      onStatus: news.onStatus,
      metricsText: createMetricsText(metrics, store, nowMs),
    },
  });
  await server.listen({ host: config.http.host, port: config.http.port });
  closers.add("server", () => server.close());
  await tellSystemd(hall);
  discovery.start(version);
  log.info("the gateway takes orders", { port: config.http.port, version });
  return {
    failed: Promise.all([running, syncing]),
    replaced: replaced.promise,
    [Symbol.asyncDispose]: () => closers[Symbol.asyncDispose](),
  };
}

function once() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}

async function openStore(
  { config, log, news, metrics, closers }: Hall,
  signal: AbortSignal,
  nextThread: () => Worker,
  onReplaced: () => void,
) {
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
        news.status({ type: "gateway.updated", ...readinessOf(state) });
      },
      onNotes(notes) {
        log.error("the database was salvaged", { notes });
        onReplaced();
      },
      onCommit: ({ ms, commands }) => metrics.committed(ms / 1_000, commands),
    },
    ...{ http: config.http, version, log, signal, nextThread },
  });
  if (store) closers.add("store", () => store[Symbol.asyncDispose]());
  return store;
}
type OpenStore = NonNullable<Awaited<ReturnType<typeof openStore>>>;

async function recover({ log }: Hall, store: OpenStore): Promise<void> {
  if (store.notes().length > 0) log.warn("found when the database was opened", { notes: store.notes() });
  const { unclean, prints, vendors } = await store.run("start", null);
  if (unclean) log.warn("recovered from an unclean stop", { prints, vendors });
}

/** READY now, the watchdog while we live, STOPPING before anything closes. */
async function tellSystemd({ config, log, closers }: Hall): Promise<void> {
  const service = openServiceManager(process.env, process.pid, log);
  const stop = new AbortController();
  await service.ready(`serving ${config.store.name}`);
  // A store that fails mends itself; only a frozen event loop is worth a restart.
  const watching = service.watch(() => true, stop.signal);
  closers.add("service", async () => {
    stop.abort();
    await Promise.race([watching, aborted(stop.signal)]);
    await service.stopping();
  });
}
