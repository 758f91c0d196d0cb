/** The papers of the shop that can be asked for by name: what each needs, and what becomes of it. */
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { invalidInput } from "../../core/faults.ts";
import type { PrintPayload } from "../../core/jobs/job-kinds.ts";
import { formatDecimal, QUANTITY_PLACES } from "../../core/money.ts";
import { businessDay, currency, MAX_LINES, minor, type Order, ownId } from "../../core/orders/order.ts";
import { remainingQuantity } from "../../core/orders/totals.ts";
import { type ZReport, zReport } from "../../core/orders/z-report.ts";
import type { PrintDocument } from "../../core/receipt.ts";
import type { Paper, TemplatePaper } from "../../printing/custom/paper.ts";
import type { DayReport } from "../../printing/templates/report.ts";
import { composeSetup } from "../../printing/templates/setup-ticket.ts";
import type { ShelfItem } from "../../printing/templates/shelf-label.ts";
import type { Ticket } from "../../printing/templates/ticket.ts";
import { callerOf } from "../access/auth.ts";
import { may, refuseOtherTill } from "../access/caller.ts";
import type { ApiContext } from "../context.ts";
import { iso, isoOrNull } from "../documents/documented.ts";
import { todayOf } from "./business-days.ts";
import { statusOf } from "./devices.ts";

const training = z.boolean().default(false).describe("Marked TRAINING.");
const order = ownId.describe("The order's id.");

export const shelfItem = z.strictObject({
  name: z.string().min(1).max(300),
  detail: z.string().min(1).max(300).optional(),
  price: minor,
  currency: currency.optional().describe("Absent: the store's."),
  unit: z
    .strictObject({ price: minor, per: z.string().min(1).max(30) })
    .optional()
    .describe('What the law wants beside the price: {"price": 2580, "per": "1 kg"}.'),
  code: z
    .string()
    .regex(/^[\x20-\x7e]{1,40}$/, "1-40 of ASCII")
    .optional()
    .describe("An EAN-13, with or without its check digit, or any number of the shop's."),
});

export const paperRequest = z
  .discriminatedUnion("name", [
    z.strictObject({ name: z.literal("receipt"), order, refund: ownId.optional(), training }),
    z.strictObject({
      name: z.literal("gift"),
      order,
      lines: z.array(ownId).min(1).max(MAX_LINES).optional().describe("Ids of lines. Absent: all."),
      training,
    }),
    z.strictObject({ name: z.literal("bump"), order, training }),
    z.strictObject({
      name: z.literal("ticket"),
      order,
      station: z.string().min(1).max(60).optional().describe("Absent: the printer's name."),
      training,
    }),
    z.strictObject({ name: z.literal("x-report"), businessDay: businessDay.optional(), training }),
    z.strictObject({ name: z.literal("z-report"), businessDay }),
    z.strictObject({ name: z.literal("label"), item: shelfItem }),
    z.strictObject({
      name: z.literal("setup"),
      url: z
        .string()
        .regex(/^https?:\/\/[\x21-\x7e]{1,200}$/, "an address of http or https")
        .optional()
        .describe("Where the shop reaches this gateway. Absent: the address of this request."),
    }),
  ])
  .describe(
    "A paper of the shop. receipt and gift: of an order. bump: the order is ready. ticket: the whole order for one station. " +
      "x-report: the day so far. z-report: of a closed day. label: for a shelf. setup: the way to this gateway.",
  );
export type PaperRequest = z.output<typeof paperRequest>;

/** What is printed, and what the job says of it. */
export interface AskedPaper {
  readonly payload: Pick<PrintPayload, "what" | "banner" | "template">;
  readonly orderId?: string;
}

/** @throws not_found: no such order, line, refund or day · wrong_till · wrong_state: the day is open · forbidden */
export function askedPaper(asked: PaperRequest, at: PrintPlace): AskedPaper {
  if (asked.name === "setup") {
    return { payload: { what: { type: "document", document: setupTicket(asked, at) }, banner: null } };
  }
  if (asked.name === "label")
    return composed({ type: "label", item: itemOf(asked.item, at.context) }, null, at);
  if (asked.name === "x-report" || asked.name === "z-report") {
    refuseSums(at.request);
    const banner = asked.name === "x-report" && asked.training ? "TRAINING" : null;
    return composed({ type: "z-report", day: dayOf(asked, at.context) }, banner, at);
  }
  const sold = orderOf(asked.order, at);
  const again = asked.name === "receipt" && sold.receiptNumber !== null ? "COPY" : null;
  const paper: Paper = asked.name === "bump" ? { type: "bump", order: sold } : ofOrder(asked, sold, at);
  const made = composed(paper, asked.training ? "TRAINING" : again, at);
  return { ...made, orderId: sold.id };
}

export interface PrintPlace {
  readonly printer: string;
  readonly request: FastifyRequest;
  readonly context: ApiContext;
}

/** The banner is the job's: it comes on top when the paper is printed. */
function composed(
  paper: Paper,
  banner: PrintPayload["banner"],
  { printer, context }: PrintPlace,
): AskedPaper {
  const { ports, nowMs } = context;
  const options = { columns: ports.devices.columns(printer), banner: null, at: iso(nowMs()) };
  const { document, template } = ports.papers.compose(paper, options);
  return {
    payload: { what: { type: "document", document }, banner, ...(template === null ? {} : { template }) },
  };
}

/** @throws not_found · wrong_till */
export function orderOf(id: string, { request, context }: PrintPlace): Order {
  const found = context.store.read.order(id);
  if (!found) throw new GatewayError("not_found", `there is no order ${id}`);
  refuseOtherTill(callerOf(request), found.till, `order ${id}`);
  return found;
}

type OrderRequest = Exclude<Extract<PaperRequest, { readonly order: string }>, { readonly name: "bump" }>;

export function ofOrder(asked: OrderRequest, sold: Order, { printer, context }: PrintPlace): TemplatePaper {
  switch (asked.name) {
    case "receipt":
      return {
        type: "receipt",
        order: sold,
        refundId: refundOf(asked.refund, sold),
        tipLine: sold.print?.tipLine ?? false,
        receiptUrl: null,
      };
    case "gift":
      refuseOtherLines(asked.lines ?? [], sold);
      return { type: "gift", order: sold, lines: asked.lines ?? null };
    case "ticket":
      return {
        type: "ticket",
        order: sold,
        ticket: wholeTicket(sold, asked.station ?? statusOf(context, printer).name),
      };
  }
}

/** A return has no receipt but its refund's. @throws not_found */
function refundOf(asked: string | undefined, sold: Order): string | null {
  const id = asked ?? (sold.kind === "return" ? sold.id : null);
  if (id !== null && !sold.refunds.some((refund) => refund.id === id)) {
    throw new GatewayError("not_found", `order ${sold.id} has no refund ${id}`);
  }
  return id;
}

function refuseOtherLines(ids: readonly string[], sold: Order): void {
  const unknown = ids.find((id) => !sold.lines.some((line) => line.id === id));
  if (unknown !== undefined)
    throw invalidInput([{ path: "template.lines", message: `no line has the id ${unknown}` }]);
}

/** What is still to be made of each line. */
function wholeTicket(sold: Order, station: string): Ticket {
  const lines = sold.lines.flatMap((line) => {
    const quantity = formatDecimal(remainingQuantity(line), QUANTITY_PLACES);
    return quantity === "0" ? [] : [{ line, quantity }];
  });
  return { station, kind: "new", lines, elsewhere: [], reason: null, insteadOf: null };
}

export const itemOf = (
  item: z.output<typeof shelfItem>,
  { settings }: Pick<ApiContext, "settings">,
): ShelfItem => ({
  name: item.name,
  detail: item.detail ?? null,
  price: item.price,
  currency: item.currency ?? settings.currency,
  unit: item.unit ?? null,
  code: item.code ?? null,
});

/** @throws forbidden: what the shop sold on a day is not every till's to see */
function refuseSums(request: FastifyRequest): void {
  const caller = callerOf(request);
  if (!may(caller, ["operator"])) {
    throw new GatewayError("forbidden", `${caller.name} may not see the day's sums: it needs operator`);
  }
}

/** @throws not_found · wrong_state: a Z report is of a closed day */
function dayOf(
  asked: { readonly name: "x-report" | "z-report"; readonly businessDay?: string | undefined },
  context: ApiContext,
): DayReport {
  const day = asked.businessDay ?? todayOf(context);
  const row = context.store.read.businessDay(day);
  const isClosed = row !== undefined && row.closedAtMs !== null;
  if (asked.name === "x-report") return openDay(day, context);
  if (row === undefined) throw new GatewayError("not_found", `nothing was sold on ${day}`);
  if (!isClosed) throw new GatewayError("wrong_state", `${day} is not closed yet: print an x-report`);
  return { ...(row.report as ZReport), businessDay: day, closedAt: isoOrNull(row.closedAtMs) };
}

const NOT_COUNTED = { countedCash: 0, openingFloat: 0, payIns: [], payOuts: [] };

function openDay(day: string, { store, settings }: ApiContext): DayReport {
  const { read } = store;
  const orders = { orders: [...read.ordersOfDay(day)], refundedOrders: read.ordersRefundedOn(day) };
  const report = zReport(day, orders, { currency: settings.currency, counted: NOT_COUNTED });
  return { ...report, businessDay: day, cash: null, closedAt: null };
}

function setupTicket(
  { url }: { readonly url?: string | undefined },
  { printer, request, context }: PrintPlace,
): PrintDocument {
  const { ports, nowMs, version } = context;
  const { id, name, driver, profile, at: address, readiness } = statusOf(context, printer);
  return composeSetup({
    store: ports.status().store.name,
    url: url ?? `${request.protocol}://${request.host}`,
    version,
    at: iso(nowMs()),
    columns: ports.devices.columns(printer),
    printer: { id, name, driver, profile, address, state: readiness.state },
  });
}
