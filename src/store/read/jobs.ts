import type { Job, JobKind, JobState, Lane } from "../../core/jobs/job.ts";
import { NEVER_MS } from "../../core/jobs/job-kinds.ts";
import type { Degradation } from "../../core/receipt.ts";
import type { Connection } from "../database.ts";
import { placeOfJob } from "../job-id.ts";
import { JOB_COLUMNS, JOBS_OF_ORDER, OPEN_JOBS, toJob } from "../outbox.ts";
import { maybe, type Page, toPage } from "./page.ts";

/** What the outbox page shows: open duties, and bad ends that nobody dealt with yet. */
const UNSETTLED = `(${OPEN_JOBS} OR (state IN ('failed', 'expired') AND settled_by IS NULL))`;

export interface LaneDepth {
  readonly lane: Lane;
  readonly queued: number;
  readonly held: number;
  readonly running: number;
  readonly inDoubt: number;
  /** Of those in doubt: only a person can move them. */
  readonly waitForPerson: number;
  /** When the oldest open duty was made, and the oldest that waits or runs; null: none does. */
  readonly oldestMs: number;
  readonly oldestWaitingMs: number | null;
}

export interface JobFilter {
  readonly lane?: string | undefined;
  readonly kind?: JobKind | undefined;
  readonly state?: JobState | undefined;
}

export function jobReads(db: Connection) {
  const byPlace = db.prepare(`SELECT ${JOB_COLUMNS} FROM job WHERE seq = ? AND created_at_ms = ?`);
  const ofOrder = db.prepare(`SELECT ${JOB_COLUMNS} FROM job WHERE seq IN (${JOBS_OF_ORDER}) ORDER BY seq`);
  const headsOfDevice = db.prepare<[string], { seq: number; till: string | null; urgent: number }>(
    `SELECT MIN(seq) AS seq, till, urgent FROM job WHERE lane = ? AND ${OPEN_JOBS} AND state = 'queued' GROUP BY urgent, till`,
  );
  const bySeq = db.prepare(`SELECT ${JOB_COLUMNS} FROM job WHERE seq = ?`);
  const openOfLane = db.prepare(
    `SELECT ${JOB_COLUMNS} FROM job WHERE lane = ? AND ${OPEN_JOBS} AND seq > ? ORDER BY seq LIMIT ?`,
  );
  const bytes = db.prepare<[number, number], { readonly bytes: Buffer; readonly degraded: string }>(
    `SELECT bytes, degraded FROM job_bytes JOIN job ON job.seq = job_bytes.job_seq
     WHERE job.seq = ? AND job.created_at_ms = ?`,
  );
  const depths = db.prepare<[], LaneDepth>(
    `SELECT lane, SUM(state = 'queued') AS queued, SUM(state = 'held') AS held, SUM(state = 'running') AS running,
       SUM(state = 'in_doubt') AS inDoubt,
       SUM(state = 'in_doubt' AND due_at_ms = ${NEVER_MS}) AS waitForPerson, MIN(created_at_ms) AS oldestMs,
       MIN(CASE WHEN state <> 'in_doubt' THEN created_at_ms END) AS oldestWaitingMs
     FROM job WHERE ${OPEN_JOBS} GROUP BY lane ORDER BY lane`,
  );
  const badEnds = db.prepare<[], { readonly lane: Lane; readonly count: number }>(
    `SELECT lane, COUNT(*) AS count FROM job
       WHERE state IN ('failed', 'expired') AND settled_by IS NULL GROUP BY lane`,
  );
  return {
    job: (id: string): Job | undefined => {
      const place = placeOfJob(id);
      return place && maybe(byPlace.get(place.seq, place.createdAtMs), toJob);
    },
    jobsOfOrder: (orderId: string): readonly Job[] => ofOrder.all(orderId).map(toJob),
    /** Of the jobs that wait for a device the oldest of each till, and of its urgent ones. */
    waitingHeads: (lane: Lane): readonly Pick<Job, "seq" | "till" | "urgent">[] =>
      headsOfDevice.all(lane).map((head) => ({ ...head, urgent: head.urgent === 1 })),
    jobAt: (seq: number): Job | undefined => maybe(bySeq.get(seq), toJob),
    /** Open jobs of a lane after a seq, oldest first: the vendor lanes' page. */
    openJobs: (lane: Lane, afterSeq: number, limit: number): readonly Job[] =>
      openOfLane.all(lane, afterSeq, limit).map(toJob),
    jobBytes: (
      id: string,
    ): { readonly bytes: Uint8Array; readonly degraded: readonly Degradation[] } | undefined => {
      const place = placeOfJob(id);
      const row = place && bytes.get(place.seq, place.createdAtMs);
      return row && { bytes: row.bytes, degraded: JSON.parse(row.degraded) as Degradation[] };
    },
    laneDepths: (): readonly LaneDepth[] => depths.all(),
    /** Bad ends that nobody dealt with yet, by lane. */
    badEnds: (): ReadonlyMap<Lane, number> => new Map(badEnds.all().map(({ lane, count }) => [lane, count])),
    /** Duties not yet done, newest first, with bad ends that nobody dealt with. */
    outbox: lister(db, UNSETTLED),
    jobs: lister(db, "1 = 1"),
  };
}

/** Newest first; `after` is the seq of the last one shown. */
function lister(db: Connection, where: string) {
  const query = db.prepare(
    `SELECT ${JOB_COLUMNS} FROM job WHERE ${where} AND seq < @before AND (@lane IS NULL OR lane = @lane)
       AND (@kind IS NULL OR kind = @kind) AND (@state IS NULL OR state = @state) ORDER BY seq DESC LIMIT @limit`,
  );
  return (filter: JobFilter, limit: number, after: number | null): Page<Job> => {
    const { lane = null, kind = null, state = null } = filter;
    const rows = query.all({ lane, kind, state, before: after ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 });
    return toPage(rows.map(toJob), limit, (job) => job.seq);
  };
}
