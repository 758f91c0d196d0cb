import { z } from "zod";
import type { Job } from "../../core/jobs/job.ts";
import { AFTER_CRASH } from "../../core/jobs/job.ts";
import { BANNERS, type PrintPayload, printPayload } from "../../core/jobs/job-kinds.ts";
import type { Order } from "../../core/orders/order.ts";
import { isPaperShort, PAPER_WARNINGS, type PaperWarning, warningsOf } from "../../core/paper-warnings.ts";
import type { DeviceStatus } from "../../core/status.ts";
import { receiptName } from "../../printing/templates/sale.ts";
import type { Reader } from "../../store/reader.ts";
import type { ApiContext } from "../context.ts";
import { instantText, iso, isoOrNull } from "../documents/documented.ts";
import { paperOfJob } from "../receipts/job-paper.ts";
import { deviceOfLane, PRINT_STATES, printState, proofOf } from "./job-words.ts";

export const PROOFS = ["printer", "transport", "none"] as const;

export const lastErrorAnswer = z
  .object({ code: z.string(), message: z.string(), at: instantText })
  .nullable()
  .describe("What the latest try met; null: nothing bad.");

const degradation = z.object({
  block: z.int(),
  type: z.enum(["substituted", "dropped", "truncated", "drawn"]),
  detail: z.string(),
});

export const printJobExample = {
  id: "01936d2e-7a10-7c55-9d5e-5e0f1c2b3a40",
  printer: "front",
  state: "printed",
  proof: "printer",
  order: "01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e10",
  orderNumber: "A-118",
  receipt: "A-118",
  till: "front-1",
  askedBy: null,
  paperMm: 112,
  banner: null,
  template: null,
  afterCrash: "ask",
  attempts: 1,
  degraded: [{ block: 4, type: "substituted", detail: "→ printed as ->" }],
  waiting: null,
  warnings: [],
  retryOf: null,
  settledBy: null,
  lastError: null,
  createdAt: "2026-11-21T11:05:02.120Z",
  sentAt: "2026-11-21T11:05:02.180Z",
  endedAt: "2026-11-21T11:05:03.410Z",
  expiresAt: null,
};

export const printJobAnswer = z
  .object({
    id: z.string(),
    printer: z.string(),
    state: z.enum(PRINT_STATES),
    proof: z
      .enum(PROOFS)
      .describe(
        "printer: it said so. transport: one without a back channel took every byte. none: not, or not yet.",
      ),
    order: z.string().nullable(),
    orderNumber: z.string().nullable(),
    receipt: z.string().nullable().describe("With its series, as the paper shows it; of a refund its own."),
    till: z.string().nullable().describe("Of the order."),
    askedBy: z
      .string()
      .nullable()
      .describe("The token that asked for the paper by itself; null: it came with the order."),
    paperMm: z
      .int()
      .nullable()
      .describe("Length of the paper; null: not printed, not measured or no longer kept."),
    banner: z.enum(BANNERS).nullable(),
    template: z
      .object({ name: z.string(), version: z.int() })
      .nullable()
      .describe(
        "The shop's own template that it is printed by; null: the built-in one, or the till's own paper.",
      ),
    afterCrash: z.enum(AFTER_CRASH),
    attempts: z.int(),
    degraded: z.array(degradation).describe("What could not be printed as asked; known once it was sent."),
    waiting: z
      .object({ reason: z.string(), since: instantText })
      .nullable()
      .describe("Why a queued job does not print now: `offline`, `paper_out`, `cover_open`, …"),
    warnings: z
      .array(z.enum(PAPER_WARNINGS))
      .describe(
        "`paper_near_end`: longer than 300 mm, not over yet, and its printer says that its roll ends.",
      ),
    retryOf: z.string().nullable(),
    settledBy: z.string().nullable().describe("Who dealt with a bad end."),
    lastError: lastErrorAnswer,
    createdAt: instantText,
    sentAt: instantText.nullable().describe("When the first byte may have left."),
    endedAt: instantText.nullable(),
    expiresAt: instantText.nullable(),
  })
  .meta({ id: "PrintJob", examples: [printJobExample] });
export type PrintJobAnswer = z.output<typeof printJobAnswer>;

type Sources = Pick<ApiContext, "ports"> & { readonly store: { readonly read: Reader } };

export const toPrintJob = (job: Job, sources: Sources): PrintJobAnswer =>
  toPrintJobOf(job, orderOfJob(job, sources.store.read), sources);

/** What a print job tells of its order. */
export type OrderOfJob = Pick<Order, "number" | "till" | "receiptNumber" | "series" | "refunds">;

const orderOfJob = ({ orderId }: Job, read: Reader): OrderOfJob | null =>
  orderId === null ? null : (read.order(orderId) ?? null);

/** What people call the order that a job is about. */
export const orderNumberOf = (job: Job, read: Reader): string | null => orderOfJob(job, read)?.number ?? null;

/** Receipt printers have 8 dots a millimetre (203 dots per inch). */
const DOTS_PER_MM = 8;

/** Where the order is at hand already. */
export function toPrintJobOf(job: Job, order: OrderOfJob | null, sources: Sources): PrintJobAnswer {
  const payload = printPayload.safeParse(job.payload).data;
  const printer = deviceOfLane(job.lane) ?? "";
  // Bytes exist from the claim on: before, there is nothing to look for.
  const sent = job.firstSentAtMs === null ? undefined : sources.store.read.printed(job.id);
  const lengthDots = sent?.lengthDots ?? null;
  return {
    id: job.id,
    printer,
    state: printState(job.state),
    proof: proofOf(job.result),
    order: job.orderId,
    orderNumber: order?.number ?? null,
    receipt: order && receiptOf(order, payload),
    till: order?.till ?? null,
    askedBy: payload?.askedBy ?? null,
    paperMm: lengthDots === null ? null : Math.round(lengthDots / DOTS_PER_MM),
    ...wordsOf(payload),
    afterCrash: job.afterCrash,
    attempts: job.attempts,
    degraded: [...(sent?.degraded ?? [])],
    waiting: job.state === "queued" ? waitingFor(printer, sources.ports.devices.list()) : null,
    warnings: [...warningsOfJob(job, printer, sources)],
    settledBy: job.settledBy,
    lastError: toLastError(job),
    createdAt: iso(job.createdAtMs),
    sentAt: isoOrNull(job.firstSentAtMs),
    endedAt: isoOrNull(job.endedAtMs),
    expiresAt: isoOrNull(job.expiresAtMs),
  };
}

/** What a paper says of itself; of a stored row that cannot be understood nothing. */
const wordsOf = (payload: PrintPayload | undefined) => ({
  banner: payload?.banner ?? null,
  template: payload?.template ?? null,
  retryOf: payload?.retryOf ?? null,
});

/** Of what is on this paper: the sale, or one of its refunds. */
function receiptOf(order: OrderOfJob, payload: PrintPayload | undefined): string | null {
  const refundId = payload?.what.type === "receipt" ? payload.what.refundId : null;
  const { series, receiptNumber } = order.refunds.find(({ id }) => id === refundId) ?? order;
  return receiptNumber === null ? null : receiptName(series, receiptNumber);
}

export const toLastError = ({ lastError }: Pick<Job, "lastError">) =>
  lastError && { code: lastError.code, message: lastError.message, at: iso(lastError.atMs) };

/** Read only where it matters: a paper takes milliseconds to measure. */
function warningsOfJob(job: Job, printer: string, { store, ports }: Sources): readonly PaperWarning[] {
  const readiness = ports.devices.list().find(({ id }) => id === printer)?.readiness;
  if (!isOpen(job) || !isPaperShort(readiness)) return [];
  try {
    return warningsOf(paperOfJob(job, { store, ports })?.heightDots);
  } catch {
    // What cannot be brought on paper is told when its turn comes.
    return [];
  }
}

const isOpen = ({ state }: Job): boolean => state === "queued" || state === "held" || state === "running";

/** Why a device takes no job now. */
function waitingFor(deviceId: string, devices: readonly DeviceStatus[]): PrintJobAnswer["waiting"] {
  const readiness = devices.find(({ id }) => id === deviceId)?.readiness;
  if (readiness === undefined || readiness.state === "ready") return null;
  const reason = readiness.state === "offline" ? "offline" : readiness.reason;
  return { reason, since: iso(readiness.sinceMs) };
}
