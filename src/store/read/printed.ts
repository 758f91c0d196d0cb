/** The spool: print jobs by what they are about, and what stood on their paper. */
import type { Job, JobId, JobState, Lane } from "../../core/jobs/job.ts";
import type { Degradation } from "../../core/receipt.ts";
import type { Connection } from "../database.ts";
import { jobIdOf, placeOfJob } from "../job-id.ts";
import { JOB_COLUMNS, JOBS_OF_ORDER, toJob } from "../outbox.ts";
import { type Page, toPage } from "./page.ts";

export interface PrintFilter {
  readonly lane?: string | undefined;
  readonly state?: JobState | undefined;
  /** When it was asked for, wall ms: from … up to, but not at. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** The till of its order. */
  readonly till?: string | undefined;
  /** Its order's id. */
  readonly order?: string | undefined;
}

/** What is known of a job's paper without reading its bytes. */
export interface Printed {
  readonly degraded: readonly Degradation[];
  /** null: not measured. */
  readonly lengthDots: number | null;
}

/** Whether words stand on a job's paper; "unread": it was sent, and nobody kept its words. */
export interface Looked {
  readonly seq: number;
  readonly jobId: JobId;
  readonly lane: Lane;
  readonly found: boolean | "unread";
}
interface LookedRow extends Pick<Looked, "seq" | "lane"> {
  readonly createdAtMs: number;
  readonly wasSent: number;
  /** null: no words are kept. */
  readonly found: number | null;
}

const WANTED = `job.kind = 'print' AND job.seq < @before AND (@lane IS NULL OR job.lane = @lane)
  AND (@state IS NULL OR job.state = @state)
  AND (@fromMs IS NULL OR job.created_at_ms >= @fromMs) AND (@toMs IS NULL OR job.created_at_ms < @toMs)
  AND (@till IS NULL OR EXISTS (SELECT 1 FROM orders WHERE orders.id = job.order_id AND orders.till = @till))`;
const OF_ORDER = `job.seq IN (${JOBS_OF_ORDER.replace("?", "@order")}) AND ${WANTED}`;
const NEWEST_FIRST = "ORDER BY job.seq DESC LIMIT @limit";

export function printedReads(db: Connection) {
  const listed = listOf(db, JOB_COLUMNS, "job");
  const looked = listOf(
    db,
    `job.seq, job.created_at_ms AS createdAtMs, job.lane, job.first_sent_at_ms IS NOT NULL AS wasSent,
     CASE WHEN job_words.words IS NOT NULL THEN NOT EXISTS (
       SELECT 1 FROM json_each(@words) AS word WHERE instr(job_words.words, word.value) = 0) END AS found`,
    "job LEFT JOIN job_words ON job_words.job_seq = job.seq",
  );
  const printed = db.prepare<
    [number, number],
    { readonly degraded: string; readonly lengthDots: number | null }
  >(
    `SELECT job_bytes.degraded, job_words.length_dots AS lengthDots
     FROM job_bytes JOIN job ON job.seq = job_bytes.job_seq LEFT JOIN job_words ON job_words.job_seq = job.seq
     WHERE job.seq = ? AND job.created_at_ms = ?`,
  );
  return {
    /** Newest first; `after`: seq of the last one shown. */
    printJobs: (filter: PrintFilter, limit: number, after: number | null): Page<Job> =>
      toPage(listed(filter, limit + 1, after).map(toJob), limit, (job) => job.seq),
    /** Looks for folded words on the paper of the same jobs; fewer than `limit`: there are no more. */
    lookForWords: (
      { words, ...filter }: PrintFilter & { readonly words: readonly string[] },
      limit: number,
      after: number | null,
    ): readonly Looked[] =>
      (looked(filter, limit, after, { words: JSON.stringify(words) }) as LookedRow[]).map(toLooked),
    /** undefined: it was never sent, or its paper is no longer kept. */
    printed: (id: string): Printed | undefined => {
      const place = placeOfJob(id);
      const row = place && printed.get(place.seq, place.createdAtMs);
      return row && { degraded: JSON.parse(row.degraded) as Degradation[], lengthDots: row.lengthDots };
    },
  };
}

function listOf(db: Connection, columns: string, from: string) {
  const any = db.prepare(`SELECT ${columns} FROM ${from} WHERE ${WANTED} ${NEWEST_FIRST}`);
  const ofOrder = db.prepare(`SELECT ${columns} FROM ${from} WHERE ${OF_ORDER} ${NEWEST_FIRST}`);
  return (filter: PrintFilter, limit: number, after: number | null, more: object = {}): unknown[] => {
    const { lane = null, state = null, fromMs = null, toMs = null, till = null, order = null } = filter;
    const wanted = {
      lane,
      state,
      fromMs,
      toMs,
      till,
      before: after ?? Number.MAX_SAFE_INTEGER,
      limit,
      ...more,
    };
    return order === null ? any.all(wanted) : ofOrder.all({ ...wanted, order });
  };
}

const toLooked = ({ createdAtMs, wasSent, found, ...row }: LookedRow): Looked => ({
  ...row,
  jobId: jobIdOf({ seq: row.seq, createdAtMs }),
  found: found === null && wasSent === 1 ? "unread" : found === 1,
});
