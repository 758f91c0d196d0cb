/** An order as the API shows it: as the gateway keeps it, with its receipts and its way to the vendors. */
import { z } from "zod";
import { SYNC_STATES, type SyncState } from "../../core/events.ts";
import type { Job } from "../../core/jobs/job.ts";
import {
  lineInput,
  ORDER_KINDS,
  ORDER_STATES,
  ORDER_TYPES,
  type Order,
  orderInput,
  paymentInput,
  TAX_ROUNDINGS,
  TENDERS,
} from "../../core/orders/order.ts";
import type { OrderSync } from "../../store/read/orders.ts";
import type { ApiContext } from "../context.ts";
import { instantText, iso } from "../documents/documented.ts";
import { vendorOfLane } from "./job-words.ts";
import { orderExample, summaryExample } from "./order-examples.ts";
import { lastErrorAnswer, type OrderOfJob, printJobAnswer, toPrintJobOf } from "./print-job-answer.ts";

const lineAmounts = z
  .object({
    gross: z.int(),
    discount: z.int(),
    orderDiscount: z.int(),
    net: z.int(),
    tax: z.int(),
    addedTax: z.int(),
    total: z.int(),
  })
  .meta({ id: "LineAmounts", description: "Minor units. net = gross - discount - orderDiscount." });

const totals = z
  .object({
    gross: z.int(),
    discount: z.int(),
    serviceCharge: z.int(),
    tax: z.int().describe("Inclusive and added tax together."),
    rounding: z.int().describe("The accepted difference to what the till said."),
    cashRounding: z.int(),
    total: z.int(),
  })
  .meta({ id: "Totals" });

const line = z
  .object({
    ...lineInput.shape,
    amounts: lineAmounts,
    voided: z.array(z.object({ quantity: z.string(), reason: z.string(), at: instantText })),
    refundedQuantity: z.string(),
  })
  .meta({ id: "OrderLine" });

const payment = z
  .object({ ...paymentInput.shape, state: z.enum(["approved", "unknown", "reversed"]), at: instantText })
  .meta({ id: "OrderPayment" });

const refund = z
  .object({
    id: z.string(),
    lines: z.array(z.object({ lineId: z.string(), quantity: z.string(), amount: z.int() })),
    amount: z.int(),
    payments: z.array(z.object({ tender: z.enum(TENDERS), amount: z.int(), payment: z.string().optional() })),
    reason: z.string(),
    at: instantText,
    businessDay: z.string(),
    receiptNumber: z.int(),
    series: z.string(),
  })
  .meta({ id: "Refund" });

const sync = z
  .object({
    destination: z.string(),
    state: z.enum(SYNC_STATES),
    vendorId: z.string().nullable(),
    attempts: z.int(),
    lastError: lastErrorAnswer,
    at: instantText,
  })
  .meta({ id: "OrderSync", description: "The order at one destination." });
type SyncAnswer = z.output<typeof sync>;

const common = {
  id: z.string(),
  kind: z.enum(ORDER_KINDS).describe("return: money given back without its sale (POST /v1/refunds)."),
  number: z.string().nullable(),
  till: z.string(),
  staff: z.string().nullable(),
  type: z.enum(ORDER_TYPES),
  state: z.enum(ORDER_STATES),
  revision: z.int(),
  businessDay: z.string(),
  openedAt: instantText,
  closedAt: instantText.nullable(),
  capturedAt: instantText,
  timesEstimated: z
    .boolean()
    .describe(
      "The gateway's clock was in doubt: what it stamped itself is an estimate. Times of the till are its own.",
    ),
  currency: z.string(),
  totals,
  paid: z.int().describe("Approved payments, without tips."),
  tips: z.int(),
  refunded: z.int(),
  receiptNumber: z.int().nullable(),
  series: z.string().nullable(),
  late: z.boolean().describe("Booked on a business day that was closed already."),
  flagged: z.string().nullable().describe("Stored as the till said although the sums do not follow."),
  payments: z.array(payment),
  printJobs: z.array(printJobAnswer),
  sync: z.array(sync),
};

export const orderSummary = z.object(common).meta({ id: "OrderSummary", examples: [summaryExample] });

const { table, discounts, serviceCharges, customer, print, destinations, allergens } = orderInput.shape;

export const orderAnswer = z
  .object({
    ...common,
    table,
    taxRounding: z.enum(TAX_ROUNDINGS),
    lines: z.array(line),
    discounts,
    serviceCharges,
    refunds: z.array(refund),
    taxes: z.array(
      z.object({
        name: z.string(),
        rate: z.string(),
        inclusive: z.boolean(),
        base: z.int(),
        amount: z.int(),
      }),
    ),
    void: z
      .object({
        id: z.string(),
        reason: z.string(),
        at: instantText,
        receiptNumber: z.int().nullable(),
        series: z.string().nullable(),
      })
      .nullable(),
    customer: customer.unwrap().nullable(),
    print: print.unwrap().nullable(),
    destinations: destinations.unwrap(),
    allergens,
    note: z.string().nullable(),
    receiptUrl: z
      .string()
      .describe(
        "The digital receipt, for a QR code or a message. Absolute where the config has `http.publicUrl`, else a path of this gateway.",
      ),
  })
  .meta({ id: "Order", examples: [orderExample] });

type Sources = Pick<ApiContext, "store" | "ports">;

/** The whole order. `applied` stays inside: it is how repeated facts are known. */
export function toOrder(order: Order, sources: Sources): object {
  const { applied: _applied, ...shown } = order;
  return {
    ...shown,
    timesEstimated: order.timesEstimated ?? false,
    receiptUrl: sources.ports.receipts.urlOf(order.id),
    ...followUpsOf(order, sources),
  };
}

export function toOrderSummary(order: Order, sources: Sources): z.output<typeof orderSummary> {
  return {
    id: order.id,
    kind: order.kind,
    number: order.number,
    till: order.till,
    staff: order.staff,
    type: order.type,
    state: order.state,
    revision: order.revision,
    businessDay: order.businessDay,
    openedAt: order.openedAt,
    closedAt: order.closedAt,
    capturedAt: order.capturedAt,
    timesEstimated: order.timesEstimated ?? false,
    currency: order.currency,
    totals: order.totals,
    paid: order.paid,
    tips: order.tips,
    refunded: order.refunded,
    receiptNumber: order.receiptNumber,
    series: order.series,
    late: order.late,
    flagged: order.flagged,
    payments: [...order.payments],
    ...followUpsOf(order, sources),
  };
}

/** What the order caused: paper, and its way to the vendors. */
export function followUpsOf(order: OrderOfJob & Pick<Order, "id">, sources: Sources) {
  const { read } = sources.store;
  const { id } = order;
  const jobs = read.jobsOfOrder(id);
  return {
    printJobs: jobs.filter(({ kind }) => kind === "print").map((job) => toPrintJobOf(job, order, sources)),
    sync: toSync(read.orderSync(id), jobs, sources),
  };
}

/** `sending` is known to the dispatcher only: a mark per attempt would cost more than the sending. */
function toSync(rows: readonly OrderSync[], jobs: readonly Job[], { ports }: Sources): SyncAnswer[] {
  const isSending = ({ destination, state }: OrderSync): boolean =>
    state === "pending" &&
    jobs.some((job) => vendorOfLane(job.lane) === destination && ports.isSending(job.id));
  return rows.map((row) => ({
    destination: row.destination,
    state: isSending(row) ? ("sending" satisfies SyncState) : row.state,
    vendorId: row.vendorId,
    attempts: row.attempts,
    lastError: row.lastError && {
      code: row.lastError.code,
      message: row.lastError.message,
      at: iso(row.lastError.atMs),
    },
    at: iso(row.atMs),
  }));
}
