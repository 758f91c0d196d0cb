/** Both ledgers of one business day, side by side. */
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { businessDay } from "../../core/orders/order.ts";
import type { ReconciliationReport } from "../../core/reconciliation.ts";
import type { ReportRow } from "../../store/read/reports.ts";
import { askedBy } from "../accept.ts";
import type { Api, ApiContext } from "../context.ts";
import {
  instantText,
  iso,
  KEYED_WRITES,
  nameOf,
  pageOf,
  pageOfRows,
  pageQuery,
  type RouteDoc,
  route,
} from "../documents/documented.ts";
import { knownVendor, vendorName } from "./integrations.ts";

const money = z.object({ total: z.int(), refunded: z.int(), currency: z.string() }).nullable();
const difference = z
  .object({
    orderId: z.string().nullable(),
    number: z.string().nullable(),
    vendorIds: z.array(z.string()),
    ours: money,
    theirs: money,
    cause: z.string(),
    action: z.string(),
  })
  .meta({ id: "Difference", description: "One order that differs, why, and what to do." });
const sums = z.object({
  orders: z.int(),
  total: z.int(),
  tax: z.int(),
  tip: z.int(),
  paid: z.int(),
  refunded: z.int(),
});

const sumsExample = { orders: 118, total: 92_140, tax: 15_357, tip: 1_200, paid: 92_140, refunded: 380 };
const reportExample: ReconciliationReport & { readonly id: string } = {
  id: "01936d2e-c000-7000-8000-5e0f1c2b3a45",
  vendor: "square",
  businessDay: "2026-11-21",
  at: "2026-11-22T05:00:00.000Z",
  agrees: false,
  currency: "EUR",
  ours: sumsExample,
  theirs: { ...sumsExample, orders: 117, total: 91_380, paid: 91_380 },
  matched: 117,
  missing: [
    {
      orderId: "01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e10",
      number: "A-118",
      vendorIds: [],
      ours: { total: 760, refunded: 0, currency: "EUR" },
      theirs: null,
      cause: "not sent yet: square answers 503",
      action: "the gateway sends it by itself",
    },
  ],
  extra: [],
  mismatched: [],
  doubled: [],
  refunds: [],
  notDue: [],
};

const list = z.array(difference);
const reportAnswer = z
  .object({
    id: z.string(),
    vendor: z.string(),
    businessDay: z.string(),
    at: instantText,
    agrees: z.boolean().describe("Nothing missing, extra, mismatched or doubled."),
    currency: z.string(),
    ours: sums,
    theirs: sums,
    matched: z.int(),
    missing: list.describe("We have it, the vendor does not."),
    extra: list.describe("The vendor has it, we do not."),
    mismatched: list.describe("Both have it, with other amounts."),
    doubled: list.describe("The vendor has it more than once."),
    refunds: list.describe("Refunds on one side only, or of another amount."),
    notDue: list.describe("Still open here, so not due at the vendor yet: for information, no difference."),
  })
  .meta({ id: "Reconciliation", examples: [reportExample] });

const toReport = (row: ReportRow): unknown => ({ ...(row.report as ReconciliationReport), id: row.id });

const summaryExample = {
  id: reportExample.id,
  vendor: "square",
  businessDay: "2026-11-21",
  at: reportExample.at,
  agrees: false,
};
const summary = z
  .object({
    id: z.string(),
    vendor: z.string(),
    businessDay: z.string(),
    at: instantText,
    agrees: z.boolean(),
  })
  .meta({ id: "ReconciliationSummary", examples: [summaryExample] });

const toSummary = (row: ReportRow): z.output<typeof summary> => ({
  id: row.id,
  vendor: row.vendor,
  businessDay: row.businessDay,
  at: iso(row.atMs),
  agrees: (row.report as ReconciliationReport).agrees,
});

export function reconciliationRoutes(api: Api, context: ApiContext): void {
  createRoute(api, context);
  showRoute(api, context);
  listRoute(api, context);
}

const ask = z
  .strictObject({ vendor: vendorName, businessDay })
  .meta({ id: "Reconcile", examples: [{ vendor: "square", businessDay: "2026-11-21" }] });

function createRoute(api: Api, context: ApiContext): void {
  const { ports, store, closing } = context;
  const doc: RouteDoc = {
    id: "reconcile",
    tag: "vendors",
    summary: "Compare a business day with what the vendor has",
    description: "Asks the vendor now; takes as long as the vendor does.",
    scopes: ["operator"],
    keyed: "required",
    answers: {
      201: { what: "The report.", schema: reportAnswer },
      200: { what: "A replay: the report that was made.", schema: reportAnswer },
    },
    codes: [
      ...KEYED_WRITES,
      "not_found",
      "vendor_unavailable",
      "vendor_sign_in",
      "vendor_rejected",
      "protocol_error",
    ],
  };
  api.post("/v1/reconciliations", route(doc, { body: ask }), async (request, reply) => {
    const asked = askedBy(request, { keyRequired: true, money: true });
    const vendor = knownVendor(context, request.body.vendor);
    const known = asked.key ? store.read.idempotencyKey(asked.key.scope, asked.key.key) : undefined;
    const isReplay =
      known !== undefined && asked.key !== null && Buffer.compare(known.bodyHash, asked.key.bodyHash) === 0;
    if (known !== undefined && !isReplay) {
      throw new GatewayError("idempotency_key_reused", `the key ${asked.key?.key} was used for another body`);
    }
    const id =
      known?.resource ?? (await ports.vendors.reconcile(vendor, request.body.businessDay, closing, asked));
    if (isReplay) reply.header("idempotency-replayed", "true");
    reply.code(isReplay ? 200 : 201).header("location", `/v1/reconciliations/${id}`);
    return toReport(rowOf(context, id));
  });
}

/** @throws not_found */
function rowOf({ store }: ApiContext, id: string): ReportRow {
  const row = store.read.reconciliation(id);
  if (!row) throw new GatewayError("not_found", `there is no reconciliation ${id}`);
  return row;
}

function showRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "getReconciliation",
    tag: "vendors",
    summary: "A report that was made",
    scopes: ["operator"],
    answers: { 200: { what: "The report.", schema: reportAnswer } },
    codes: ["not_found"],
  };
  const params = z.strictObject({ id: z.string().max(64) });
  api.get("/v1/reconciliations/:id", route(doc, { params }), async (request) =>
    toReport(rowOf(context, request.params.id)),
  );
}

function listRoute(api: Api, { store }: ApiContext): void {
  const doc: RouteDoc = {
    id: "listReconciliations",
    tag: "vendors",
    summary: "Reports that were made, newest first",
    scopes: ["operator"],
    answers: { 200: { what: "A page.", schema: pageOf(summary, "ReconciliationPage", summaryExample) } },
    codes: [],
  };
  api.get("/v1/reconciliations", route(doc, { querystring: pageQuery }), async (request) => {
    const { limit, after } = request.query;
    const rows = store.read.reconciliations(limit + 1, nameOf(after));
    const page = pageOfRows(rows, limit, ({ id }) => id);
    return { items: page.items.map(toSummary), next: page.next };
  });
}
