/** The vendors' side of the house: accounts, when they are asked, and the key to their credentials. */
import { randomUUID } from "node:crypto";
import type { VendorsPort } from "../api/ports.ts";
import type { GatewayConfig } from "../config/schema.ts";
import { readSecret } from "../config/secrets.ts";
import type { Log } from "../core/log.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import type { Time } from "../lib/time.ts";
import type { Store } from "../store/store.ts";
import { type Bridge, createBridge } from "../vendors/bridge.ts";
import { createCredentialVault } from "../vendors/credentials.ts";
import { createVendorHttp, VENDOR_HTTP_LIMITS } from "../vendors/http.ts";
import { listVendors, loadAdapter } from "../vendors/load.ts";
import { createPatientRead } from "../vendors/patient-reads.ts";
import { createScheduler, type SyncScheduler } from "../vendors/scheduler.ts";
import type { Closers } from "./closers.ts";
import type { News } from "./news.ts";
import { listenForTime } from "./vendor-time.ts";

export interface VendorOptions {
  readonly config: GatewayConfig;
  readonly log: Log;
  readonly news: News;
  readonly closers: Closers;
  readonly store: Store;
  readonly time: Time;
}

export interface Vendors {
  readonly bridge: Bridge;
  readonly scheduler: SyncScheduler;
  readonly port: VendorsPort;
  /** Tells the dispatcher of accounts and answers, and begins to pull. Rejects on a fault of our own. */
  start(dispatcher: Dispatcher): Promise<void>;
}

export async function openVendors(options: VendorOptions): Promise<Vendors> {
  const { config, log, news, closers, store, time } = options;
  let dispatcher: Dispatcher | undefined;
  const bridge = createBridge({
    ...{ store, log, loadAdapter, newId: randomUUID, nowMs: time.nowMs, settings: config.store },
    known: await listVendors(),
    vault: await openVault(config.data.folder),
    patiently: createPatientRead(time),
    openHttp: () =>
      listenForTime(createVendorHttp({ log, ...VENDOR_HTTP_LIMITS }), store.toldTime, time.monotonicMs),
    onConnected(vendor) {
      dispatcher?.vendorConnected(vendor);
      scheduler.reachable(vendor);
    },
  });
  const scheduler = createScheduler({
    ...{ store, settings: config.store, time, log },
    vendors: (id) => bridge.vendor(id),
    vendorIds: () => bridge.vendorIds(),
    pullEveryMs: config.vendors.pollSeconds * 1_000,
    onAnswered: (vendor) => dispatcher?.vendorAnswered(vendor),
  });
  closers.add("vendors", () => bridge[Symbol.asyncDispose]());
  await bridge.open();
  news.onStored((events) => {
    bridge.onEvents(events);
    scheduler.onEvents(events);
  });
  return {
    bridge,
    scheduler,
    port: {
      known: () => bridge.known(),
      canonicalId: (vendor) => bridge.canonicalId(vendor),
      seal: (input) => bridge.seal(input),
      test: (signal) => bridge.test(signal),
      syncOrders: (vendor, sinceMs, signal) => scheduler.syncOrders(vendor, sinceMs, signal),
      reconcile: (vendor, day, signal, asked) => scheduler.reconcile(vendor, day, signal, asked),
    },
    start(started) {
      dispatcher = started;
      const stop = new AbortController();
      const running = scheduler.run(stop.signal);
      closers.add("scheduler", () => {
        stop.abort();
        return running;
      });
      return running;
    },
  };
}

async function openVault(dataFolder: string) {
  const credentialsFolder = process.env["CREDENTIALS_DIRECTORY"];
  const { keyId, key } = await readSecret("credential-key", { credentialsFolder, dataFolder });
  return createCredentialVault([{ id: keyId, bytes: key }]);
}
