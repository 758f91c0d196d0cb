/** Fills a row of the outbox to what an adapter gets: the order as it stood then, and what its earlier duties came to. */
import type { VendorJob, VendorReference } from "../core/adapter.ts";
import type { Job, JobId, JobKind } from "../core/jobs/job.ts";
import { vendorPayload, vendorResult } from "../core/jobs/job-kinds.ts";
import type { Reader } from "../store/reader.ts";
import { isOpen } from "./key-queue.ts";

/** How jobs ended whose marks are not on disk yet. */
export type RecentEnds = ReadonlyMap<JobId, RecentEnd>;
export type RecentEnd =
  | { readonly type: "done"; readonly result: VendorReference }
  | { readonly type: "failed" };

export type Duty =
  | { readonly type: "ready"; readonly job: VendorJob }
  /** An earlier duty of this order ended badly: a person retries or discards that one first. */
  | { readonly type: "blocked" }
  /** A person did, while it was out or while a mark of ours was on its way. */
  | { readonly type: "given_up" }
  /** The row cannot be understood, or its order is gone. */
  | { readonly type: "broken"; readonly reason: string };

export function toDuty(job: Job, read: Reader, recent: RecentEnds): Duty {
  const { kind } = job;
  const payload = vendorPayload.safeParse(job.payload);
  const now = read.duty(job.seq, payload.success ? payload.data.factSeq : 0);
  if (!isOpen(now?.state ?? "discarded")) return { type: "given_up" };
  if (!isVendorKind(kind)) return { type: "broken", reason: `a vendor has no use for a job of kind ${kind}` };
  if (!payload.success) return { type: "broken", reason: "the stored job cannot be understood" };
  const order = now?.order;
  if (!order) return { type: "broken", reason: `fact ${payload.data.factSeq} is not in the journal` };
  // A sale or a return is an order's first duty.
  const isFirst = kind === "vendor.sale" || kind === "vendor.return";
  const ends = isFirst ? [] : earlierEnds(job, read, recent);
  if (ends.some((end) => end.type === "failed")) return { type: "blocked" };
  const earlier = ends.flatMap((end) => (end.type === "done" ? [end.result] : []));
  return { type: "ready", job: { job, kind, order, refundId: payload.data.refundId, earlier } };
}

const isVendorKind = (kind: JobKind): kind is VendorJob["kind"] => kind.startsWith("vendor.");

function earlierEnds(job: Job, read: Reader, recent: RecentEnds): readonly RecentEnd[] {
  return read
    .jobsOfOrder(job.orderId ?? job.key)
    .filter((other) => other.lane === job.lane && other.seq < job.seq)
    .flatMap((other) => recent.get(other.id) ?? endOnDisk(other));
}

function endOnDisk(job: Job): readonly RecentEnd[] {
  if (job.state === "failed" && job.settledBy === null) return [{ type: "failed" }];
  const result = vendorResult.safeParse(job.result);
  return job.state === "done" && result.success ? [{ type: "done", result: result.data }] : [];
}
