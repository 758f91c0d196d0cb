/** Duties not yet done. Every call is inside the transaction of the fact that caused it. */
import {
  type Job,
  type JobDraft,
  type JobError,
  type JobEvent,
  type JobId,
  type JobState,
  type Lane,
  nextState,
} from "../core/jobs/job.ts";
import type { PaperWarning } from "../core/paper-warnings.ts";
import { jobIdOf, placeOfJob } from "./job-id.ts";
import type { Tx } from "./tx.ts";

interface JobRow extends Omit<Job, "id" | "key" | "payload" | "result" | "lastError" | "urgent"> {
  readonly urgent: number;
  readonly payload: string;
  readonly result: string | null;
  readonly lastError: string | null;
}

/** Word for word the partial index's condition: SQLite uses it for nothing else. */
export const OPEN_JOBS = "state IN ('queued', 'held', 'running', 'in_doubt') AND settled_by IS NULL";

/** With an order's id. */
export const JOBS_OF_ORDER =
  "SELECT duty.value FROM orders, json_each(orders.jobs) AS duty WHERE orders.id = ?";

export const JOB_COLUMNS = `seq, kind, lane, idempotency_key AS idempotencyKey, payload, state,
  after_crash AS afterCrash, order_id AS orderId, attempts, due_at_ms AS dueAtMs, expires_at_ms AS expiresAtMs,
  created_at_ms AS createdAtMs, first_sent_at_ms AS firstSentAtMs, ended_at_ms AS endedAtMs, result,
  last_error AS lastError, settled_by AS settledBy, till, urgent`;

/** An order's id is long, and stands in the row already. */
const behindOrder = ({ idempotencyKey, orderId }: JobDraft): string =>
  orderId !== null && idempotencyKey.startsWith(`${orderId}:`)
    ? idempotencyKey.slice(orderId.length)
    : idempotencyKey;

/** A vendor's duties go in order per order of the shop, all others by themselves. */
function keysOf({ lane, idempotencyKey, orderId }: Pick<JobRow, "lane" | "idempotencyKey" | "orderId">) {
  const whole = idempotencyKey.startsWith(":") ? `${orderId}${idempotencyKey}` : idempotencyKey;
  return { idempotencyKey: whole, key: orderId !== null && lane.startsWith("vendor:") ? orderId : whole };
}

export function toJob(row: unknown): Job {
  const { payload, result, lastError, urgent, ...rest } = row as JobRow;
  return {
    ...rest,
    ...keysOf(rest),
    id: jobIdOf(rest),
    urgent: urgent === 1,
    payload: JSON.parse(payload),
    result: result === null ? null : JSON.parse(result),
    lastError: lastError === null ? null : (JSON.parse(lastError) as JobError),
  };
}

export function enqueue(tx: Tx, draft: JobDraft): Job {
  const { wallMs } = tx.now;
  const { lastInsertRowid } = tx
    .prepare(
      `INSERT INTO job (kind, lane, idempotency_key, payload, state, after_crash, order_id, due_at_ms,
         expires_at_ms, created_at_ms, till, urgent)
       VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      draft.kind,
      draft.lane,
      behindOrder(draft),
      JSON.stringify(draft.payload),
      draft.afterCrash,
      draft.orderId,
      wallMs,
      draft.expiresAtMs,
      wallMs,
      draft.till,
      Number(draft.urgent),
    );
  const seq = Number(lastInsertRowid);
  if (draft.orderId !== null) {
    tx.prepare("UPDATE orders SET jobs = json_insert(jobs, '$[#]', CAST(? AS INTEGER)) WHERE id = ?").run(
      seq,
      draft.orderId,
    );
  }
  const job: Job = {
    ...draft,
    ...NEW,
    seq,
    id: jobIdOf({ seq, createdAtMs: wallMs }),
    dueAtMs: wallMs,
    createdAtMs: wallMs,
  };
  tell(tx, job);
  return job;
}

const NEW = {
  state: "queued",
  attempts: 0,
  firstSentAtMs: null,
  endedAtMs: null,
  result: null,
  lastError: null,
  settledBy: null,
} as const;

export function jobById(tx: Tx, id: string): Job | undefined {
  const place = placeOfJob(id);
  if (!place) return undefined;
  const row = tx
    .prepare(`SELECT ${JOB_COLUMNS} FROM job WHERE seq = ? AND created_at_ms = ?`)
    .get(place.seq, place.createdAtMs);
  return row === undefined ? undefined : toJob(row);
}

/** What a step of a job's life changes beside its state. Absent fields stay as they are. */
export interface JobPatch {
  readonly dueAtMs?: number;
  readonly firstSentAtMs?: number;
  readonly countAttempt?: boolean;
  readonly result?: unknown;
  readonly lastError?: JobError | null;
  readonly settledBy?: string | null;
  readonly payload?: unknown;
  /** Told with the step, and not kept. */
  readonly warnings?: readonly PaperWarning[];
}

const ENDED: readonly JobState[] = ["done", "failed", "expired", "cancelled", "discarded"];

/** Moves a job by the table of nextState. Returns it as it stands then; an event that does not fit changes nothing. */
export function step(tx: Tx, job: Job, event: JobEvent, patch: JobPatch): Job {
  const state = nextState(job.state, event);
  if (state === job.state && event.type !== "found" && event.type !== "threw") return job;
  const next: Job = {
    ...job,
    state,
    attempts: job.attempts + (patch.countAttempt ? 1 : 0),
    dueAtMs: patch.dueAtMs ?? job.dueAtMs,
    firstSentAtMs: job.firstSentAtMs ?? patch.firstSentAtMs ?? null,
    endedAtMs: ENDED.includes(state) ? tx.now.wallMs : null,
    result: patch.result === undefined ? job.result : patch.result,
    lastError: patch.lastError === undefined ? job.lastError : patch.lastError,
    settledBy: patch.settledBy === undefined ? job.settledBy : patch.settledBy,
    payload: patch.payload === undefined ? job.payload : patch.payload,
  };
  save(tx, next);
  tell(tx, next, patch.warnings);
  return next;
}

/** A person dealt with an end that stays what it was. */
export function settle(tx: Tx, job: Job, settledBy: string): Job {
  const settled: Job = { ...job, settledBy };
  save(tx, settled);
  tell(tx, settled);
  return settled;
}

/** Another device shall do it. */
export function moveLane(tx: Tx, job: Job, lane: Lane, payload: unknown): void {
  tx.prepare("UPDATE job SET lane = ? WHERE seq = ?").run(lane, job.seq);
  const moved: Job = { ...job, lane, payload };
  save(tx, moved);
  tell(tx, moved);
}

function save(tx: Tx, job: Job): void {
  tx.prepare(
    `UPDATE job SET state = ?, attempts = ?, due_at_ms = ?, first_sent_at_ms = ?, ended_at_ms = ?, result = ?,
       last_error = ?, settled_by = ?, payload = ? WHERE seq = ?`,
  ).run(
    job.state,
    job.attempts,
    job.dueAtMs,
    job.firstSentAtMs,
    job.endedAtMs,
    job.result === null ? null : JSON.stringify(job.result),
    job.lastError === null ? null : JSON.stringify(job.lastError),
    job.settledBy,
    JSON.stringify(job.payload),
    job.seq,
  );
}

function tell(tx: Tx, job: Job, warnings: readonly PaperWarning[] = []): void {
  tx.emit({
    type: "job.updated",
    jobId: job.id as JobId,
    kind: job.kind,
    lane: job.lane,
    state: job.state,
    orderId: job.orderId,
    result: job.result,
    lastError: job.lastError,
    ...(warnings.length > 0 ? { warnings } : {}),
  });
}
