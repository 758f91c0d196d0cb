/** Vendor accounts, under the paths of the integration spec. */
import { z } from "zod";
import { invalidInput } from "../../core/faults.ts";
import { instant } from "../../core/orders/order.ts";
import { askedBy } from "../accept.ts";
import type { Api, ApiContext } from "../context.ts";
import {
  cursorOf,
  instantText,
  pageOf,
  pageQuery,
  type RouteDoc,
  route,
  seqOf,
  WRITES,
} from "../documents/documented.ts";
import type { SyncRun } from "../ports.ts";

const VENDOR_CODES = ["vendor_unavailable", "vendor_sign_in", "vendor_rejected", "protocol_error"] as const;

export const vendorName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "a vendor's id, such as square")
  .describe("`square`, `clover`, `toast`, `lightspeed-x` (or `vend`), `aloha`, `custom`.");

/** The vendor's one id. @throws invalid_input: none of ours */
export function knownVendor({ ports }: ApiContext, vendor: string): string {
  const id = ports.vendors.canonicalId(vendor);
  const known = ports.vendors.known();
  if (known.includes(id)) return id;
  throw invalidInput([{ path: "vendor", message: `one of: ${known.join(", ")}` }]);
}

export function integrationRoutes(api: Api, context: ApiContext): void {
  connectRoute(api, context);
  testRoute(api, context);
  syncOrdersRoute(api, context);
  logsRoute(api, context);
}

const connect = z
  .strictObject({
    vendor: vendorName,
    credentials: z
      .record(z.string(), z.unknown())
      .describe("What the vendor gave the shop; sealed at rest, never echoed."),
    settings: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({
    id: "Connect",
    examples: [{ vendor: "square", credentials: { accessToken: "…" }, settings: { locationId: "L1" } }],
  });

const connected = z.object({ id: z.string(), vendor: z.string(), connectedOn: instantText }).meta({
  id: "Connected",
  examples: [
    { id: "01936d2e-b000-7000-8000-5e0f1c2b3a44", vendor: "square", connectedOn: "2026-11-21T08:00:00.000Z" },
  ],
});

function connectRoute(api: Api, context: ApiContext): void {
  const { ports, store } = context;
  const doc: RouteDoc = {
    id: "connectVendor",
    tag: "vendors",
    summary: "Connect a vendor's account, or replace its credentials",
    description: "A shop has one account per vendor: connecting again replaces what stood.",
    scopes: ["admin"],
    keyed: "optional",
    answers: {
      201: { what: "Connected.", schema: connected },
      200: { what: "A replay: the connection as it stands now.", schema: connected },
    },
    codes: [...WRITES, ...VENDOR_CODES],
  };
  api.post("/integrations/pos/connect", route(doc, { body: connect }), async (request, reply) => {
    const asked = askedBy(request, { keyRequired: false, money: false });
    const { credentials, settings } = request.body;
    const vendor = knownVendor(context, request.body.vendor);
    const sealed = await ports.vendors.seal({ vendor, credentials, settings });
    const made = await store.run("connectIntegration", { ...asked, ...sealed, vendor });
    if (made.replayed) reply.header("idempotency-replayed", "true");
    reply.code(made.replayed ? 200 : 201).header("location", "/integrations/pos/status");
    const row = store.read.integration(vendor);
    return { id: row?.id ?? made.id, vendor, connectedOn: row?.connectedOn ?? "" };
  });
}

const statusExample = {
  integrations: [
    {
      id: "01936d2e-b000-7000-8000-5e0f1c2b3a44",
      vendor: "square",
      state: "ok",
      lastSync: "2026-11-21T11:05:03.000Z",
      lag: 0,
      error: null,
    },
  ],
};
const status = z
  .object({
    integrations: z.array(
      z.object({
        id: z.string(),
        vendor: z.string(),
        state: z.enum(["ok", "sign_in", "unreachable", "error"]),
        lastSync: instantText.nullable(),
        lag: z.number().describe("Seconds that the oldest duty towards it waits."),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "IntegrationStatus", examples: [statusExample] });

function testRoute(api: Api, { ports, closing }: ApiContext): void {
  const doc: RouteDoc = {
    id: "testVendors",
    tag: "vendors",
    summary: "Test each connection live",
    scopes: ["admin"],
    answers: { 200: { what: "What each vendor answered.", schema: status } },
    codes: [],
  };
  api.get("/integrations/pos/status", route(doc, {}), async () => {
    const tested = await ports.vendors.test(closing);
    return { integrations: tested.map(({ lagMs, ...one }) => ({ ...one, lag: Math.round(lagMs / 1_000) })) };
  });
}

const run = z.object({
  vendor: z.string(),
  pulled: z.int(),
  new: z.int(),
  updated: z.int(),
  failed: z.int(),
  error: z.string().nullable(),
});
const runs = z.object({ success: z.boolean(), runs: z.array(run) }).meta({
  id: "SyncRuns",
  examples: [
    { success: true, runs: [{ vendor: "square", pulled: 40, new: 3, updated: 37, failed: 0, error: null }] },
  ],
});
const syncBody = z
  .strictObject({
    vendor: vendorName.optional().describe("Absent: every connected one."),
    since: instant.optional().describe("Absent: from where the last pull ended."),
  })
  .optional()
  .meta({ id: "SyncOrders", examples: [{ vendor: "square" }] });

const succeeded = ({ failed, error }: SyncRun): boolean => failed === 0 && error === null;

function syncOrdersRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "syncOrders",
    tag: "vendors",
    summary: "Pull what changed at the vendors, now",
    description: "Reads on from a stored cursor: doing it twice is the same as once, so no key is needed.",
    scopes: ["admin"],
    answers: {
      200: { what: "Every run succeeded.", schema: runs },
      500: { what: "At least one run failed: the same body, with `error`.", schema: runs },
    },
    codes: WRITES,
  };
  api.post("/integrations/pos/sync/orders", route(doc, { body: syncBody }), async (request, reply) => {
    const { vendor, since } = request.body ?? {};
    const only = vendor === undefined ? null : knownVendor(context, vendor);
    const sinceMs = since === undefined ? null : Date.parse(since);
    const ran = await context.ports.vendors.syncOrders(only, sinceMs, context.closing);
    const success = ran.every(succeeded);
    return reply.code(success ? 200 : 500).send({ success, runs: [...ran] });
  });
}

const logExample = {
  id: 7,
  vendor: "square",
  type: "orders",
  status: "ok",
  message: "pulled 40 orders",
  syncedAt: "2026-11-21T11:05:03.000Z",
};
const logEntry = z
  .object({
    id: z.int(),
    vendor: z.string(),
    type: z.string(),
    status: z.string(),
    message: z.string(),
    syncedAt: instantText,
  })
  .meta({ id: "SyncLog", examples: [logExample] });

function logsRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "listSyncLogs",
    tag: "vendors",
    summary: "What every sync did, newest first",
    scopes: ["admin"],
    answers: { 200: { what: "A page.", schema: pageOf(logEntry, "SyncLogPage", logExample) } },
    codes: [],
  };
  const filter = z.strictObject({ ...pageQuery.shape, vendor: vendorName.optional() });
  api.get("/integrations/pos/logs", route(doc, { querystring: filter }), async (request) => {
    const { vendor, limit, after } = request.query;
    const only = vendor === undefined ? null : context.ports.vendors.canonicalId(vendor);
    const page = context.store.read.syncLogs(only, limit, seqOf(after));
    return { items: page.items, next: cursorOf(page.next) };
  });
}
