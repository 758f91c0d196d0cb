import type { After } from "../errors.ts";

export type JobId = string & { readonly brand: "JobId" };
/** One device ("device:front") or one vendor account ("vendor:square"). */
export type Lane = string & { readonly brand: "Lane" };

export const deviceLane = (deviceId: string): Lane => `device:${deviceId}` as Lane;
export const vendorLane = (vendor: string): Lane => `vendor:${vendor}` as Lane;

export const JOB_STATES = [
  "queued",
  "held",
  "running",
  "done",
  "failed",
  "in_doubt",
  "expired",
  "cancelled",
  "discarded",
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** If we died while it ran. repeat: run it again, marked. ask: find() first, or let a person decide. drop: give up and say so. */
export const AFTER_CRASH = ["repeat", "ask", "drop"] as const;
export type AfterCrash = (typeof AFTER_CRASH)[number];

export const JOB_KINDS = [
  "print",
  "kick",
  "vendor.sale",
  "vendor.refund",
  "vendor.void",
  "vendor.return",
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export interface JobDraft<P = unknown> {
  readonly kind: JobKind;
  readonly lane: Lane;
  /** Order is kept per key: the order's id for vendors, the job itself for prints. */
  readonly key: string;
  /** Ours, made once, the same on every attempt: what the other side dedupes by. */
  readonly idempotencyKey: string;
  readonly payload: P;
  readonly afterCrash: AfterCrash;
  readonly orderId: string | null;
  /** A kitchen ticket of last night is not printed this morning. Wall clock, ms. */
  readonly expiresAtMs: number | null;
  /** Who asked: tills take turns at a printer. null: no till did. */
  readonly till: string | null;
  /** Before all that waits for its device. */
  readonly urgent: boolean;
}

export interface Job<P = unknown> extends JobDraft<P> {
  readonly seq: number;
  readonly id: JobId;
  readonly state: JobState;
  readonly attempts: number;
  /** Wall ms, for people. Retries are timed on the monotonic clock by the dispatcher. */
  readonly dueAtMs: number;
  readonly createdAtMs: number;
  /** When the first byte may have left, as far as the disk knows; null = certainly never. */
  readonly firstSentAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly result: unknown;
  readonly lastError: JobError | null;
  /** A person looked at an end that was not a good one, and dealt with it. */
  readonly settledBy: string | null;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly atMs: number;
}

export type JobEvent =
  | { readonly type: "claimed" }
  | { readonly type: "succeeded" }
  | { readonly type: "threw"; readonly after: After; readonly attemptsLeft: number }
  | { readonly type: "found_running_at_start"; readonly afterCrash: AfterCrash }
  | { readonly type: "found"; readonly finding: "happened" | "in_progress" | "never_arrived" | "cannot_tell" }
  | { readonly type: "too_late" }
  | { readonly type: "held" }
  | { readonly type: "released" }
  | { readonly type: "cancelled" }
  | { readonly type: "retried" }
  | { readonly type: "discarded" };

const THREW = {
  ask: () => "in_doubt",
  wait: () => "queued",
  stop: () => "failed",
  retry: (left: number) => (left > 0 ? "queued" : "failed"),
} as const satisfies Record<After, (left: number) => JobState>;

const CRASHED = { repeat: "queued", ask: "in_doubt", drop: "failed" } as const satisfies Record<
  AfterCrash,
  JobState
>;

const FOUND = {
  happened: "done",
  in_progress: "in_doubt",
  never_arrived: "queued",
  cannot_tell: "in_doubt",
} as const satisfies Record<string, JobState>;

/** Which states an event may meet; any other pair leaves the job as it is. */
const MEETS: { readonly [E in JobEvent["type"]]: readonly JobState[] } = {
  claimed: ["queued"],
  // What was given up while it was on its way may still arrive.
  succeeded: ["running", "in_doubt", "discarded"],
  threw: ["running"],
  found_running_at_start: ["running"],
  found: ["queued", "in_doubt", "discarded"],
  too_late: ["queued", "held"],
  held: ["queued"],
  released: ["held"],
  cancelled: ["queued", "held"],
  retried: ["failed", "expired", "in_doubt"],
  discarded: ["queued", "held", "failed", "in_doubt", "expired"],
};

/** A job's whole life: no clock, no database, one table of tests. An event that does not fit changes nothing. */
export function nextState(state: JobState, event: JobEvent): JobState {
  if (!MEETS[event.type].includes(state)) return state;
  switch (event.type) {
    case "claimed":
      return "running";
    case "succeeded":
      return "done";
    case "threw":
      return THREW[event.after](event.attemptsLeft);
    case "found_running_at_start":
      return CRASHED[event.afterCrash];
    case "found":
      return state === "discarded" && event.finding !== "happened" ? state : FOUND[event.finding];
    case "too_late":
      return "expired";
    case "held":
      return "held";
    case "released":
    case "retried":
      return "queued";
    case "cancelled":
      return "cancelled";
    case "discarded":
      return "discarded";
  }
}
