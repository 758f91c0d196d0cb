/** The spool's memory: words of what was printed, and how long paper and words are kept. */
import { placeOfJob } from "../job-id.ts";
import type { Tx } from "../tx.ts";

export interface KeepWordsInput {
  readonly jobId: string;
  /** Folded. */
  readonly words: string;
  readonly lengthDots: number;
}

/** A job that was printed again has the newest paper's words. */
export function keepWords(tx: Tx, { jobId, words, lengthDots }: KeepWordsInput): null {
  const place = placeOfJob(jobId);
  if (!place) return null;
  tx.prepare(
    `INSERT INTO job_words (job_seq, words, length_dots) SELECT job_seq, ?, ? FROM job_bytes WHERE job_seq = ?
     ON CONFLICT (job_seq) DO UPDATE SET words = excluded.words, length_dots = excluded.length_dots`,
  ).run(words, lengthDots, place.seq);
  return null;
}

export interface PrunePrintedInput {
  readonly keepDays: number;
  /** Where the slice before ended; 0: from the start. */
  readonly after: number;
}

const DAY_MS = 86_400_000;
/** Jobs of one slice: each may hold a picture of a megabyte. */
const SLICE = 50;
const ENDED = "('done', 'failed', 'expired', 'cancelled', 'discarded')";

/**
 * Forgets the bytes and words of jobs that ended so long ago, a slice at a time; the jobs themselves stay. What is open or waits for
 * a person's word is kept however old it is. Returns where the next slice begins, null: all was looked at.
 */
export function prunePrinted(tx: Tx, { keepDays, after }: PrunePrintedInput): number | null {
  if (!tx.now.clockOk) return null;
  const beforeMs = tx.now.wallMs - keepDays * DAY_MS;
  const rows = tx
    .prepare(
      `SELECT job.seq, job.created_at_ms AS createdAtMs,
         job.settled_by IS NOT NULL OR (job.state IN ${ENDED} AND job.ended_at_ms < @beforeMs) AS isOver
       FROM job_bytes JOIN job ON job.seq = job_bytes.job_seq WHERE job_bytes.job_seq > @after ORDER BY job_bytes.job_seq LIMIT ${SLICE}`,
    )
    .all({ beforeMs, after }) as { seq: number; createdAtMs: number; isOver: number }[];
  for (const { seq, createdAtMs, isOver } of rows) {
    // Jobs lie in the order they were made: what is younger than that cannot have ended before.
    if (createdAtMs >= beforeMs) return null;
    if (isOver === 0) continue;
    tx.prepare("DELETE FROM job_words WHERE job_seq = ?").run(seq);
    tx.prepare("DELETE FROM job_bytes WHERE job_seq = ?").run(seq);
  }
  return rows.length < SLICE ? null : (rows.at(-1)?.seq ?? null);
}
