/**
 * A job's id is where its row stands and when it was made, in the form of a UUID (version 8, RFC 9562): found without an
 * index, and after a restore, which may give a place again, not mistaken for another's.
 */
import type { JobId } from "../core/jobs/job.ts";

export interface JobPlace {
  readonly seq: number;
  readonly createdAtMs: number;
}

const FORM = /^([0-9a-f]{8})-([0-9a-f]{4})-8000-8000-([0-9a-f]{12})$/;
const hex12 = (value: number): string => value.toString(16).padStart(12, "0");

export function jobIdOf({ seq, createdAtMs }: JobPlace): JobId {
  const time = hex12(createdAtMs);
  return `${time.slice(0, 8)}-${time.slice(8)}-8000-8000-${hex12(seq)}` as JobId;
}

/** undefined: no job of ours was ever called so. */
export function placeOfJob(id: string): JobPlace | undefined {
  const [, high, low, seq] = FORM.exec(id) ?? [];
  if (high === undefined || low === undefined || seq === undefined) return undefined;
  return { seq: Number.parseInt(seq, 16), createdAtMs: Number.parseInt(high + low, 16) };
}
