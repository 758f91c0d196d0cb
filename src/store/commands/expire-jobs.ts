import { JOB_COLUMNS, OPEN_JOBS, step, toJob } from "../outbox.ts";
import type { Tx } from "../tx.ts";

/** Ends what waited past its time. Nothing expires by a clock that cannot be trusted. Returns how many. */
export function expireJobs(tx: Tx): number {
  if (!tx.now.clockOk) return 0;
  const late = tx
    .prepare(
      `SELECT ${JOB_COLUMNS} FROM job
       WHERE ${OPEN_JOBS} AND state IN ('queued', 'held') AND expires_at_ms <= ? LIMIT 500`,
    )
    .all(tx.now.wallMs)
    .map(toJob);
  for (const job of late) step(tx, job, { type: "too_late" }, {});
  return late.length;
}
