/** A device job's claim and its end. Both are on disk (FULL) before anything else happens. */
import type { Job, JobError, JobEvent } from "../../core/jobs/job.ts";
import { printPayload } from "../../core/jobs/job-kinds.ts";
import type { PaperWarning } from "../../core/paper-warnings.ts";
import type { Degradation } from "../../core/receipt.ts";
import { JOB_COLUMNS, jobById, OPEN_JOBS, step, toJob } from "../outbox.ts";
import type { Tx } from "../tx.ts";

export interface ClaimInput {
  readonly jobId: string;
  /** The very bytes that will be sent; null for a job without a document. */
  readonly bytes: Uint8Array | null;
  readonly degraded: readonly Degradation[];
  readonly warnings?: readonly PaperWarning[];
}

/** The job, now running; null when it was cancelled, held or expired meanwhile. */
export function claimDeviceJob(tx: Tx, input: ClaimInput): Job | null {
  const job = jobById(tx, input.jobId);
  if (job?.state !== "queued") return null;
  if (isTooLate(tx, job)) {
    step(tx, job, { type: "too_late" }, {});
    return null;
  }
  if (input.bytes) {
    tx.prepare(
      `INSERT INTO job_bytes (job_seq, bytes, degraded) VALUES (?, ?, ?)
       ON CONFLICT (job_seq) DO UPDATE SET bytes = excluded.bytes, degraded = excluded.degraded`,
    ).run(job.seq, input.bytes, JSON.stringify(input.degraded));
  }
  const { warnings = [] } = input;
  return step(tx, job, { type: "claimed" }, { countAttempt: true, firstSentAtMs: tx.now.wallMs, warnings });
}

/** Nothing expires by a clock that cannot be trusted. */
const isTooLate = (tx: Tx, job: Job): boolean =>
  tx.now.clockOk && job.expiresAtMs !== null && job.expiresAtMs <= tx.now.wallMs;

export interface SettleInput {
  readonly jobId: string;
  readonly event: Extract<JobEvent, { readonly type: "succeeded" | "threw" }>;
  readonly result: unknown;
  readonly lastError: JobError | null;
}

export function settleDeviceJob(tx: Tx, input: SettleInput): Job | null {
  const job = jobById(tx, input.jobId);
  if (!job) return null;
  return step(tx, job, input.event, { result: input.result, lastError: input.lastError });
}

/** A job whose payload no longer parses, or that its device can never do: over, with the reason, never deleted. */
export function failJob(tx: Tx, input: { readonly jobId: string; readonly error: JobError }): Job | null {
  const job = jobById(tx, input.jobId);
  if (!job) return null;
  const running = step(tx, job, { type: "claimed" }, {});
  return step(tx, running, { type: "threw", after: "stop", attemptsLeft: 0 }, { lastError: input.error });
}

export interface Recovered {
  readonly prints: number;
  readonly vendors: number;
}

/**
 * What a dead process left. Device jobs that ran follow their kind's rule; every open vendor job counts as possibly sent,
 * for their marks are lazy.
 */
export function recover(tx: Tx): Recovered {
  const running = tx
    .prepare(
      `SELECT ${JOB_COLUMNS} FROM job WHERE ${OPEN_JOBS} AND state = 'running' AND lane LIKE 'device:%'`,
    )
    .all()
    .map(toJob);
  for (const job of running) recoverDeviceJob(tx, job);
  const vendors = tx
    .prepare(
      `UPDATE job SET state = 'in_doubt', first_sent_at_ms = COALESCE(first_sent_at_ms, created_at_ms)
       WHERE ${OPEN_JOBS} AND lane LIKE 'vendor:%' AND state IN ('queued', 'running')`,
    )
    .run().changes;
  return { prints: running.length, vendors };
}

function recoverDeviceJob(tx: Tx, job: Job): void {
  const lastError = {
    code: "outcome_unknown",
    message: "the gateway stopped while this was running",
    atMs: tx.now.wallMs,
  };
  const payload = printPayload.safeParse(job.payload);
  const repeated =
    job.afterCrash === "repeat" && payload.success ? { ...payload.data, repeated: true } : job.payload;
  step(
    tx,
    job,
    { type: "found_running_at_start", afterCrash: job.afterCrash },
    { lastError, payload: repeated },
  );
}
