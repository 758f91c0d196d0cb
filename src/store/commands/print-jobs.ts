/** Print jobs and drawer kicks that are asked for by themselves, and what a person may do with a print job. */
import { GatewayError } from "../../core/errors.ts";
import { type AfterCrash, deviceLane, type Job } from "../../core/jobs/job.ts";
import { type PrintPayload, printPayload } from "../../core/jobs/job-kinds.ts";
import type { Order } from "../../core/orders/order.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { enqueuePrint, ownOrder, ownTemplate } from "../orders.ts";
import { enqueue, jobById, OPEN_JOBS, settle, step } from "../outbox.ts";
import type { Tx } from "../tx.ts";
import type { Asked, Made } from "./context.ts";

export interface CreatePrintJobsInput extends Asked {
  readonly printer: string;
  /** One job per entry, in this order; the first one's id is the answer. */
  readonly payloads: readonly [PrintPayload, ...PrintPayload[]];
  readonly afterCrash: AfterCrash;
  readonly expiresAtMs: number | null;
  /** The order that the paper is about. */
  readonly orderId?: string | undefined;
  /** Before what waits, behind what prints. */
  readonly urgent?: boolean | undefined;
}

/** So many papers wait at one printer at most: more is a program that went wild, and would bury the shop's own. */
const MOST_WAITING = 1_000;

/** @throws queue_full */
export function createPrintJobs(tx: Tx, input: CreatePrintJobsInput): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  refuseFull(tx, input.printer);
  const { actor: askedBy, orderId = null, urgent = false } = input;
  const [first] = input.payloads.map((payload) =>
    enqueuePrint(tx, { ...input, payload: { ...payload, askedBy }, orderId, urgent }),
  );
  const id = String(first);
  rememberKey(tx, input.key, id);
  return { id, replayed: false };
}

function refuseFull(tx: Tx, printer: string): void {
  const waiting = tx
    .prepare(`SELECT COUNT(*) FROM job WHERE lane = ? AND ${OPEN_JOBS} AND state IN ('queued', 'held')`)
    .pluck()
    .get(deviceLane(printer)) as number;
  if (waiting < MOST_WAITING) return;
  const words = `${waiting} papers wait at printer ${printer}: print or cancel some of them first`;
  throw new GatewayError("queue_full", words, { retryAfterMs: 10_000 });
}

export interface ReprintInput extends Asked {
  readonly orderId: string;
  readonly printer: string;
  readonly refundId: string | null;
}

/** The receipt of a closed order again, marked COPY. @throws not_found · wrong_till · wrong_state */
export function reprintOrder(tx: Tx, input: ReprintInput): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const order = ownOrder(tx, input.orderId, input.till);
  if (order.receiptNumber === null)
    throw new GatewayError("wrong_state", `order ${order.id} has no receipt yet`);
  const factSeq = tx.prepare("SELECT fact_seq FROM orders WHERE id = ?").pluck().get(order.id) as number;
  const id = enqueuePrint(tx, {
    printer: input.printer,
    payload: {
      what: { type: "receipt", factSeq, refundId: refundIdOf(order, input), openDrawer: false },
      banner: "COPY",
      ...ownTemplate(tx, "receipt"),
      retryOf: null,
      repeated: false,
      askedBy: input.actor,
    },
    orderId: order.id,
    afterCrash: "ask",
    expiresAtMs: null,
    till: order.till,
    urgent: false,
  });
  appendAudit(tx, {
    actor: input.actor,
    action: "order.reprint",
    subject: order.id,
    detail: { printer: input.printer },
  });
  rememberKey(tx, input.key, id);
  return { id, replayed: false };
}

/** A return has no receipt but its refund's. */
const refundIdOf = (order: Order, { refundId }: ReprintInput): string | null =>
  refundId ?? (order.kind === "return" ? order.id : null);

export interface OpenDrawerInput extends Asked {
  readonly drawer: string;
  readonly reason: string;
  /** A drawer must not fly open long after somebody asked. */
  readonly expiresAtMs: number;
}

export function openDrawer(tx: Tx, input: OpenDrawerInput): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const key = tx.newId();
  const job = enqueue(tx, {
    kind: "kick",
    lane: deviceLane(input.drawer),
    key,
    idempotencyKey: key,
    payload: { reason: input.reason, actor: input.actor },
    afterCrash: "drop",
    orderId: null,
    expiresAtMs: input.expiresAtMs,
    till: input.till,
    urgent: true,
  });
  appendAudit(tx, {
    actor: input.actor,
    action: "drawer.open",
    subject: input.drawer,
    detail: { reason: input.reason },
  });
  rememberKey(tx, input.key, job.id);
  return { id: job.id, replayed: false };
}

const RETRYABLE: readonly Job["state"][] = ["in_doubt", "failed", "expired", "cancelled"];

/**
 * Prints again what ended badly, as a new job; the old one keeps its truth. After an `unconfirmed` end the paper says DUPLICATE.
 * @throws not_found · wrong_state: it is still waiting, or came out
 */
export function retryPrintJob(tx: Tx, input: Asked & { readonly jobId: string }): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const job = printJob(tx, input.jobId);
  if (!RETRYABLE.includes(job.state))
    throw new GatewayError("wrong_state", `print job ${job.id} is ${job.state}`);
  // Two people at two screens: the second original would carry no banner.
  if (job.settledBy !== null) {
    throw new GatewayError("wrong_state", `${job.settledBy} has dealt with print job ${job.id} already`);
  }
  const payload = printPayload.parse(job.payload);
  const inDoubt = job.state === "in_doubt";
  const id = enqueuePrint(tx, {
    printer: job.lane.slice("device:".length),
    payload: {
      ...withoutDrawer(payload, inDoubt),
      banner: inDoubt ? "DUPLICATE" : payload.banner,
      retryOf: job.id,
      askedBy: input.actor,
    },
    orderId: job.orderId,
    afterCrash: job.afterCrash,
    expiresAtMs: null,
    till: job.till,
    urgent: job.urgent,
  });
  settle(tx, job, input.actor);
  appendAudit(tx, {
    actor: input.actor,
    action: "print_job.retry",
    subject: job.id,
    detail: { newJob: id, was: job.state },
  });
  rememberKey(tx, input.key, id);
  return { id, replayed: false };
}

/** The first try may have opened it: a reprint leaves the drawer shut. */
function withoutDrawer(payload: PrintPayload, inDoubt: boolean): PrintPayload {
  if (!inDoubt) return payload;
  if (payload.what.type === "receipt") return { ...payload, what: { ...payload.what, openDrawer: false } };
  if (payload.what.type !== "document") return payload;
  const document = payload.what.document.filter((block) => block.type !== "drawer");
  return { ...payload, what: { type: "document", document } };
}

const STEPS = { cancel: "cancelled", hold: "held", release: "released" } as const;

/** @throws not_found · wrong_state: it is printing or over */
export function movePrintJob(
  tx: Tx,
  input: Asked & { readonly jobId: string; readonly action: keyof typeof STEPS },
): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const job = printJob(tx, input.jobId);
  const next = step(tx, job, { type: STEPS[input.action] }, {});
  if (next === job) throw new GatewayError("wrong_state", `print job ${job.id} is ${job.state}`);
  appendAudit(tx, { actor: input.actor, action: `print_job.${input.action}`, subject: job.id, detail: {} });
  rememberKey(tx, input.key, job.id);
  return { id: job.id, replayed: false };
}

function printJob(tx: Tx, id: string): Job {
  const job = jobById(tx, id);
  if (job?.kind !== "print") throw new GatewayError("not_found", `there is no print job ${id}`);
  return job;
}
