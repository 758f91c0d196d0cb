/** The API over a real store, with one printer (the real driver, no line) and a drawer; vendors answer what a test says. */
import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import escpos from "../../drivers/escpos/index.ts";
import { createEventHub, type EventHub } from "../../src/api/events/event-hub.ts";
import type { DevicesPort, Ports, StatusEvent, VendorsPort } from "../../src/api/ports.ts";
import type { HttpSettings } from "../../src/api/server.ts";
import { buildServer } from "../../src/api/server.ts";
import type { DriverModule, Readiness } from "../../src/core/driver.ts";
import { GatewayError } from "../../src/core/errors.ts";
import type { Log } from "../../src/core/log.ts";
import type { PrintDocument } from "../../src/core/receipt.ts";
import { createReceiptLinks } from "../../src/core/receipt-link.ts";
import type { ReconciliationReport } from "../../src/core/reconciliation.ts";
import type { DeviceStatus } from "../../src/core/status.ts";
import { createFinder, type Finder } from "../../src/discovery/finder.ts";
import type { UsbPrinterInfo } from "../../src/discovery/scan.ts";
import { hashOfSecret, newSecret } from "../../src/lib/secret.ts";
import { createPdfPages, PDF_LIMITS } from "../../src/ops/pdf-pages.ts";
import { createPapers } from "../../src/printing/custom/papers.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { createCompose } from "../../src/wiring/compose.ts";
import { newFolder, settings } from "./store.ts";

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface Answered {
  readonly status: number;
  // What was answered is what the test looks at: its expectations are the type.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any;
  readonly headers: Headers;
}
export interface CallOptions {
  readonly body?: unknown;
  readonly token?: string | null;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestApi extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly events: EventHub;
  readonly store: Store;
  /** Of the database. */
  readonly path: string;
  /** "http://127.0.0.1:41234" */
  readonly base: string;
  readonly admin: string;
  readonly vendors: { -readonly [K in keyof VendorsPort]: VendorsPort[K] };
  readonly shop: TestShop;
  readonly logged: { readonly message: string; readonly facts: unknown }[];
  /** The bytes that the printer's driver sends for a document. */
  sends(document: PrintDocument): Uint8Array;
  token(scopes: readonly string[], till?: string | null): Promise<string>;
  call(method: string, path: string, options?: CallOptions): Promise<Answered>;
}

/** What a test turns in the shop. */
export interface TestShop {
  nowMs: number;
  monotonicMs: number;
  printerReadiness: Readiness;
  ready: boolean;
  readonly sending: Set<string>;
  readonly devices: Map<string, DeviceStatus>;
  readonly reloaded: string[];
  /** What a scan finds: nothing else is there. */
  readonly usbPrinters: UsbPrinterInfo[];
  tell(event: StatusEvent): void;
}

export async function openTestApi(
  http: Partial<HttpSettings> = {},
  dashboardFolder: string | null = null,
): Promise<TestApi> {
  const logged: TestApi["logged"] = [];
  const log: Log = { ...silent, error: (message, facts) => void logged.push({ message, facts }) };
  const shop = createShop();
  const events = createEventHub({ epoch: "run-1", nowMs: () => shop.nowMs, keptEvents: 100 });
  const path = `${newFolder()}/tillgate.db`;
  const store = await openStore({
    path,
    settings,
    freeSpaceFloorBytes: 1024 * 1024,
    ballastBytes: 0,
    onEvents: events.stored,
    onState: () => undefined,
    onNotes: () => undefined,
    onCommit: () => undefined,
  });
  const vendors = createVendors(store);
  const ports = createPorts(shop, vendors, store);
  const app = buildServer({
    store,
    ports,
    events,
    settings,
    log,
    http: {
      maxBodyBytes: 1_000_000,
      ratePerMinute: 100_000,
      loopbackWithoutToken: false,
      allowedOrigins: [],
      ...http,
    },
    dashboardFolder,
    nowMs: () => shop.nowMs,
    monotonicMs: () => shop.monotonicMs,
    version: "0.0.0-test",
    observe: { httpAnswered: () => undefined, webSockets: () => undefined },
  });
  const wrong: string[] = [];
  checkAnswers(app, wrong);
  const base = await app.listen({ host: "127.0.0.1", port: 0 });
  const token = (scopes: readonly string[], till: string | null = null) => makeToken(store, scopes, till);
  const admin = await token(["admin"]);
  return {
    app,
    events,
    store,
    path,
    base,
    admin,
    vendors,
    shop,
    logged,
    sends: (document) => ports.devices.encode("front", document).bytes,
    token,
    call: (method, path, options = {}) => call(`${base}${path}`, method, { token: admin, ...options }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await store[Symbol.asyncDispose]();
      if (wrong.length > 0)
        throw new Error(`answers that their schema does not describe:\n${wrong.join("\n")}`);
    },
  };
}

async function makeToken(store: Store, scopes: readonly string[], till: string | null): Promise<string> {
  const secret = newSecret();
  const name = `${scopes.join("+")} token`;
  await store.run("createToken", {
    key: null,
    actor: "test",
    till: null,
    name,
    scopes,
    boundTill: till,
    hash: hashOfSecret(secret),
  });
  return secret;
}

async function call(url: string, method: string, options: CallOptions): Promise<Answered> {
  const { body, token, key, headers } = options;
  const response = await fetch(url, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key === undefined ? {} : { "idempotency-key": key }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const type = response.headers.get("content-type") ?? "";
  const isJson = type.includes("json");
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? await response.json() : await response.text(),
  };
}

/** Every JSON answer of every test must be what its schema says, whole: nothing undocumented leaves. */
function checkAnswers(app: FastifyInstance, wrong: string[]): void {
  app.addHook("preSerialization", async (request, reply, payload) => {
    const response = (request.routeOptions.schema as { response?: Record<string, ResponseDoc> } | undefined)
      ?.response;
    const schema = response?.[reply.statusCode]?.content?.["application/json"]?.schema;
    if (schema === undefined) return payload;
    const sent = JSON.parse(JSON.stringify(payload));
    const parsed = schema.safeParse(sent);
    const where = `${request.method} ${request.routeOptions.url} ${reply.statusCode}`;
    if (!parsed.success) wrong.push(`${where}: ${parsed.error.message}`);
    else if (JSON.stringify(sorted(parsed.data)) !== JSON.stringify(sorted(sent))) {
      wrong.push(`${where}: more fields than documented in ${JSON.stringify(sent)}`);
    }
    return payload;
  });
}
interface ResponseDoc {
  readonly content?: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

const SINCE_MS = Date.UTC(2026, 10, 24, 10);

function createShop(): TestShop {
  const listeners: ((event: StatusEvent) => void)[] = [];
  const device = (id: string, kind: "printer" | "drawer"): [string, DeviceStatus] => [
    id,
    {
      id,
      name: id,
      kind,
      driver: kind === "printer" ? "escpos" : "printer-port",
      at: kind === "printer" ? "tcp://192.0.2.7:9100" : null,
      ...{ profile: null, identity: null },
      readiness: { state: "ready", sinceMs: SINCE_MS, warnings: [] },
      source: "file",
      warning: null,
    },
  ];
  return {
    nowMs: Date.UTC(2026, 10, 24, 11, 5),
    monotonicMs: 0,
    printerReadiness: { state: "ready", sinceMs: SINCE_MS, warnings: [] },
    ready: true,
    sending: new Set(),
    devices: new Map([device("front", "printer"), device("till-drawer", "drawer")]),
    ...{ reloaded: [], usbPrinters: [] },
    tell: (event) => {
      for (const listen of listeners) listen(event);
    },
    ...{ listeners },
  };
}

export const SHOP = {
  name: "Café Nord",
  addressLines: ["Example Street 1"],
  timeZone: settings.timeZone,
  locale: "en-GB",
};
/** Of the digital receipts' links. */
const STORE_KEY = new Uint8Array(32).fill(7);

function createPorts(shop: TestShop, vendors: VendorsPort, { read }: Store): Ports {
  const links = createReceiptLinks(STORE_KEY);
  const { listeners } = shop as TestShop & { readonly listeners: ((event: StatusEvent) => void)[] };
  const devices = createDevices(shop);
  const papers = createPapers(
    SHOP,
    { template: read.printTemplate, version: read.printTemplateVersion, logo: read.logo },
    () => undefined,
  );
  const compose = createCompose({
    ...{ papers, read, locale: SHOP.locale, nowMs: () => shop.nowMs, receiptUrl: () => null },
  });
  const readiness = () => ({
    ready: shop.ready,
    reasons: shop.ready ? [] : [{ code: "store_full", message: "the disk is full" }],
  });
  return {
    devices,
    discovery: createTestFinder(shop, devices),
    vendors,
    readiness,
    status: () => ({
      version: "0.0.0-test",
      store: { id: "test", name: "Test" },
      startedAt: new Date(SINCE_MS).toISOString(),
      ...readiness(),
      disk: { freeBytes: 1, walBytes: 0, state: "ok" },
      clock: { ok: true, now: new Date(shop.nowMs).toISOString() },
      devices: devices.list(),
      queues: [],
      destinations: [],
    }),
    isSending: (jobId) => shop.sending.has(jobId),
    compose,
    papers,
    keepPrintedDays: 90,
    drawPdf: createPdfPages(PDF_LIMITS).draw,
    receipts: {
      ...{ urlOf: links.receiptPath, absoluteUrlOf: () => null, orderOf: links.orderOf },
      shop: SHOP,
    },
    onStatus: (listener) => void listeners.push(listener),
    metricsText: async () => "tillgate_ws_clients 0\n",
  };
}

/** The real one, in a place where only what a test plugs in is there. */
const createTestFinder = (shop: TestShop, devices: DevicesPort): Finder =>
  createFinder({
    around: {
      ports: { enpc: 1, sdp: 1, mdns: 1, snmp: 1, print: 1 },
      ...{ networks: () => [], listSerialPorts: async () => [], listenMs: 10, log: silent },
      listUsbPrinters: async () => shop.usbPrinters,
    },
    drivers: new Map([["escpos", escpos as DriverModule]]),
    ...{ devices: devices.list, newId: randomUUID, nowMs: () => shop.nowMs },
    changed: (scan) => shop.tell({ type: "discovery.updated", scan }),
  });

function createDevices(shop: TestShop): DevicesPort {
  const printer = (id: string) => {
    if (shop.devices.get(id)?.kind !== "printer")
      throw new GatewayError("unknown_device", `there is no printer ${id}`);
    return escpos.create({
      deviceId: id,
      config: escpos.config.parse({}),
      transport: {
        address: "tcp://192.0.2.7:9100",
        open: () => Promise.reject(new Error("tests open no line")),
      },
      nowMs: () => shop.nowMs,
      monotonicMs: () => 0,
      log: silent,
      readinessChanged: () => undefined,
      device: () => {
        throw new Error("a printer asks for no other device");
      },
    });
  };
  return {
    list: () =>
      [...shop.devices.values()].map((one) =>
        one.kind === "printer" ? { ...one, readiness: shop.printerReadiness } : one,
      ),
    has: (id, kind) => shop.devices.get(id)?.kind === kind,
    encode: (id, document) => printer(id).encode(document),
    interpret: (id, bytes) => printer(id).interpret(bytes),
    columns: (id) => printer(id).columns,
    widthDots: (id) => printer(id).widthDots,
    check: (config) => {
      if (config.driver === "escpos") return;
      throw new GatewayError("invalid_input", `driver: there is no driver ${config.driver}`, {
        facts: { errors: [{ path: "driver", message: `there is no driver ${config.driver}` }] },
      });
    },
    async reload(id) {
      shop.reloaded.push(id);
    },
  };
}

function createVendors(store: Store): TestApi["vendors"] {
  return {
    known: () => ["square", "lightspeed-x"],
    canonicalId: (vendor) => (vendor === "vend" ? "lightspeed-x" : vendor),
    seal: async ({ vendor, settings: wanted }) => ({
      id: `int-${vendor}`,
      sealedCredentials: "sealed",
      settings: wanted ?? {},
    }),
    test: async () => [],
    syncOrders: async () => [],
    reconcile: async (vendor, businessDay, _signal, asked) => {
      const report = reportOf(vendor, businessDay);
      return (await store.run("saveReconciliation", { ...asked, vendor, businessDay, report })).id;
    },
  };
}

const NOTHING = { orders: 0, total: 0, tax: 0, tip: 0, paid: 0, refunded: 0 };
const reportOf = (vendor: string, businessDay: string): ReconciliationReport => ({
  vendor,
  businessDay,
  at: "2026-11-24T11:05:00.000Z",
  agrees: true,
  currency: "EUR",
  ours: NOTHING,
  theirs: NOTHING,
  matched: 0,
  missing: [],
  extra: [],
  mismatched: [],
  doubled: [],
  refunds: [],
  notDue: [],
});
