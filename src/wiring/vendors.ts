/** Temporary. */
import { randomUUID } from "node:crypto";
import type { VendorsPort } from "../api/ports.ts";
import type { GatewayConfig } from "../config/schema.ts";
import { readSecret } from "../config/secrets.ts";
import { GatewayError } from "../core/errors.ts";
import type { StoreEvent } from "../core/events.ts";
import type { Log } from "../core/log.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import type { Time } from "../lib/time.ts";
import type { Store } from "../store/store.ts";
import type { VendorConnection } from "../vendors/connection.ts";
import { createCredentialVault } from "../vendors/credentials.ts";
import { createVendorHttp, VENDOR_HTTP_LIMITS } from "../vendors/http.ts";
import { listVendors, loadAdapter, vendorId } from "../vendors/load.ts";
import type { News } from "./news.ts";

export interface Vendors {
  readonly port: VendorsPort;
  connection(vendor: string): VendorConnection | undefined;
  ids(): readonly string[];
  outageOver(vendor: string): void;
  drained(vendor: string): void;
  start(dispatcher: Dispatcher): void;
}

export async function openVendors(o: { config: GatewayConfig; log: Log; news: News; store: Store; time: Time }): Promise<Vendors> {
  const key = await readSecret("credential-key", { credentialsFolder: process.env["CREDENTIALS_DIRECTORY"], dataFolder: o.config.data.folder });
  const vault = createCredentialVault([{ id: key.keyId, bytes: key.key }]);
  const known = await listVendors();
  const connections = new Map<string, VendorConnection>();
  let dispatcher: Dispatcher | undefined;
  const connect = async (vendor: string) => {
    const row = o.store.read.integration(vendor);
    if (!row) return;
    const module = await loadAdapter(vendor);
    const http = createVendorHttp({ log: o.log, ...VENDOR_HTTP_LIMITS });
    const adapter = module.create({
      integrationId: row.id,
      config: module.config.parse(row.settings),
      credentials: module.credentials.parse(vault.open(row.sealedCredentials, row.id)),
      http: http.request,
      nowMs: o.time.nowMs,
      log: o.log,
    });
    connections.set(vendor, { vendor, integrationId: row.id, adapter, limits: module.limits });
    dispatcher?.vendorConnected(vendor);
  };
  for (const { vendor } of o.store.read.integrations()) await connect(vendor);
  o.news.onStored((events: readonly StoreEvent[]) => {
    for (const e of events) if (e.type === "integration.connected") void connect(e.vendor);
  });
  return {
    port: {
      known: () => known,
      canonicalId: vendorId,
      async seal({ vendor, credentials, settings }) {
        const module = await loadAdapter(vendor);
        const id = randomUUID();
        return { id, sealedCredentials: vault.seal(module.credentials.parse(credentials), id), settings: module.config.parse(settings) };
      },
      async test() {
        return [];
      },
      async syncOrders() {
        return [];
      },
      async reconcile() {
        throw new GatewayError("not_found", "later");
      },
    },
    connection: (v) => connections.get(v),
    ids: () => [...connections.keys()],
    outageOver: () => undefined,
    drained: () => undefined,
    start: (d) => {
      dispatcher = d;
    },
  };
}
