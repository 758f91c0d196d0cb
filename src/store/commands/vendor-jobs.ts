/** Marks of vendor jobs. Written lazily: one that is lost is made again, for the job then counts as possibly sent. */
import { GatewayError } from "../../core/errors.ts";
import { type Job, type JobError, type JobEvent, nextState } from "../../core/jobs/job.ts";
import { vendorResult } from "../../core/jobs/job-kinds.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { type SyncPatch, setSync } from "../orders.ts";
import { JOBS_OF_ORDER, jobById, settle, step } from "../outbox.ts";
import type { Tx } from "../tx.ts";
import type { Asked, Made } from "./context.ts";

export interface VendorMark {
  readonly jobId: string;
  readonly event: Extract<JobEvent, { readonly type: "succeeded" | "threw" | "found" }>;
  /** Wall ms of the first attempt. */
  readonly sentAtMs: number;
  readonly dueAtMs: number;
  readonly result: unknown;
  readonly lastError: JobError | null;
}

export function markVendorJob(tx: Tx, mark: VendorMark): null {
  const job = jobById(tx, mark.jobId);
  if (!job) return null;
  // Its claim was in memory only: it counts as taken, and nobody is told of a moment that is over.
  const claimed: Job =
    mark.event.type === "found" ? job : { ...job, state: nextState(job.state, { type: "claimed" }) };
  const next = step(tx, claimed, mark.event, {
    // Asking what became of it is no attempt.
    countAttempt: mark.event.type !== "found",
    firstSentAtMs: mark.sentAtMs,
    dueAtMs: mark.dueAtMs,
    ...(mark.result === null ? {} : { result: mark.result }),
    lastError: mark.lastError,
  });
  if (job.state === "discarded" && next.state === "done") auditArrival(tx, next);
  mirrorSync(tx, next);
  return null;
}

/** A person gave it up while it was on its way: what arrived counts, and nobody enters it twice by hand. */
function auditArrival(tx: Tx, job: Job): void {
  appendAudit(tx, {
    actor: "gateway",
    action: "job.arrived_after_discard",
    subject: job.id,
    detail: { order: job.orderId, lane: job.lane },
  });
}

const SYNC_OF: { readonly [S in Job["state"]]: SyncPatch["state"] } = {
  queued: "pending",
  held: "pending",
  running: "pending",
  done: "sent",
  failed: "rejected",
  in_doubt: "in_doubt",
  expired: "rejected",
  cancelled: "discarded",
  discarded: "discarded",
};

/** The order's line for this destination follows its duties: sent only when none is open. */
export function mirrorSync(tx: Tx, job: Job): void {
  if (job.orderId === null || !job.lane.startsWith("vendor:")) return;
  const open = tx
    .prepare(
      `SELECT COUNT(*) FROM job WHERE seq IN (${JOBS_OF_ORDER}) AND lane = ?
         AND state IN ('queued', 'held', 'running', 'in_doubt') AND seq <> ?`,
    )
    .pluck()
    .get(job.orderId, job.lane, job.seq) as number;
  const result = vendorResult.safeParse(job.result);
  const state = SYNC_OF[job.state];
  setSync(tx, job.orderId, job.lane.slice("vendor:".length), {
    state: state === "sent" && open > 0 ? "pending" : state,
    attempts: job.attempts,
    lastError: job.lastError,
    ...(result.success ? { vendorId: result.data.id } : {}),
  });
}

/**
 * A person wants it tried again. One in doubt is asked about first, whatever they think.
 * @throws not_found · wrong_state
 */
export function retryJob(tx: Tx, input: Asked & { readonly jobId: string }): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const job = openJob(tx, input.jobId);
  const dueAtMs = tx.now.wallMs;
  const next =
    job.state === "in_doubt"
      ? step(tx, job, { type: "found", finding: "in_progress" }, { dueAtMs })
      : step(tx, job, { type: "retried" }, { dueAtMs, lastError: null });
  if (next === job) throw new GatewayError("wrong_state", `job ${job.id} is ${job.state}`);
  mirrorSync(tx, next);
  appendAudit(tx, { actor: input.actor, action: "job.retry", subject: job.id, detail: { was: job.state } });
  rememberKey(tx, input.key, job.id);
  return { id: job.id, replayed: false };
}

/** A person gives it up, with a reason. @throws not_found · wrong_state */
export function discardJob(tx: Tx, input: Asked & { readonly jobId: string; readonly reason: string }): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const job = openJob(tx, input.jobId);
  if (hasEndOfItsOwn(job)) {
    if (job.settledBy !== null) throw new GatewayError("wrong_state", `job ${job.id} is dealt with already`);
    settle(tx, job, input.actor);
  } else {
    const next = step(tx, job, { type: "discarded" }, { settledBy: input.actor });
    if (next === job) throw new GatewayError("wrong_state", `job ${job.id} is ${job.state}`);
    mirrorSync(tx, next);
  }
  appendAudit(tx, {
    actor: input.actor,
    action: "job.discard",
    subject: job.id,
    detail: { was: job.state, reason: input.reason, order: job.orderId },
  });
  rememberKey(tx, input.key, job.id);
  return { id: job.id, replayed: false };
}

/** What became of paper or a drawer stays as it was seen: a person only says that it is dealt with. */
const hasEndOfItsOwn = (job: Job): boolean =>
  (job.kind === "print" || job.kind === "kick") && ["in_doubt", "failed", "expired"].includes(job.state);

function openJob(tx: Tx, id: string): Job {
  const job = jobById(tx, id);
  if (!job) throw new GatewayError("not_found", `there is no job ${id}`);
  return job;
}
