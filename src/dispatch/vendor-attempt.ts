/** One try to deliver a duty, and what follows from how it ended. No clock, no store: a table of tests. */
import type { VendorAdapter, VendorJob, VendorReference } from "../core/adapter.ts";
import { isGatewayError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { JobEvent } from "../core/jobs/job.ts";
import type { Outage } from "./breaker.ts";
import type { Entry } from "./key-queue.ts";

export type Attempt =
  | { readonly type: "sent" | "found"; readonly result: VendorReference }
  | { readonly type: "asked"; readonly finding: "in_progress" | "cannot_tell" }
  | { readonly type: "threw"; readonly call: "find" | "send"; readonly error: unknown }
  /** It is certainly not there, and our own code failed on it too often. */
  | { readonly type: "hopeless" }
  /** The stored row cannot be understood. */
  | { readonly type: "broken"; readonly reason: string };

/** Faults of ours or of an adapter, seen on one job, until it is given to a person. */
const MAX_FAULTS = 3;

export async function attempt(
  adapter: VendorAdapter,
  duty: VendorJob,
  entry: Entry,
  signal: AbortSignal,
): Promise<Attempt> {
  let call: "find" | "send" = "find";
  try {
    if (entry.doubtful) {
      const finding = await adapter.find(duty, signal);
      if (finding.type === "happened") return { type: "found", result: finding.result };
      if (finding.type !== "never_arrived") return { type: "asked", finding: finding.type };
      if (entry.faults >= MAX_FAULTS) return { type: "hopeless" };
    }
    call = "send";
    return { type: "sent", result: await adapter.send(duty, signal) };
  } catch (error) {
    return { type: "threw", call, error };
  }
}

export interface Consequence {
  /** What happens to the job, in this order: a send after a find() is two steps. */
  readonly events: readonly VendorEvent[];
  readonly next: "ended" | "again" | "parked";
  readonly doubtful: boolean;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly result: VendorReference | null;
  /** null: the vendor answered. */
  readonly outage: Outage | null;
  readonly retryAfterMs: number | undefined;
  /** Nothing that is foreseen: for the log. */
  readonly isFault: boolean;
}
type VendorEvent = Extract<JobEvent, { readonly type: "succeeded" | "threw" | "found" }>;

/** Tries of what is neither outage nor refusal. */
const MAX_TRIES = 12;
/** By a clock of ours that is wrong, the date in a vendor's Retry-After may be a year away: it is asked again after this. */
const LONGEST_PAUSE_MS = 3_600_000;

const ANSWERED = {
  doubtful: false,
  error: null,
  result: null,
  outage: null,
  retryAfterMs: undefined,
  isFault: false,
} as const;
const found = (finding: Finding<unknown>["type"]): VendorEvent => ({ type: "found", finding });
const threw = (after: "retry" | "wait" | "ask" | "stop", attemptsLeft: number): VendorEvent => ({
  type: "threw",
  after,
  attemptsLeft,
});

export function consequenceOf(attempt: Attempt, entry: Entry, vendor: string): Consequence {
  switch (attempt.type) {
    case "sent":
      return { ...ANSWERED, events: [{ type: "succeeded" }], next: "ended", result: attempt.result };
    case "found":
      return { ...ANSWERED, events: [found("happened")], next: "ended", result: attempt.result };
    case "asked":
      return attempt.finding === "in_progress"
        ? { ...ANSWERED, events: [found("in_progress")], next: "again", doubtful: true }
        : { ...forPerson("outcome_unknown", cannotTell(vendor)), isFault: false };
    case "hopeless": {
      const { events, ...rest } = failed(
        `the gateway cannot send this to ${vendor}: report it, with the log`,
      );
      return { ...rest, events: [found("never_arrived"), ...events] };
    }
    case "broken":
      return entry.doubtful ? forPerson("internal", attempt.reason) : failed(attempt.reason);
    case "threw":
      return attempt.call === "find"
        ? afterFailedFind(attempt.error, vendor)
        : afterFailedSend(attempt.error, entry, vendor);
  }
}

const cannotTell = (vendor: string): string =>
  `${vendor} cannot say whether this arrived: look it up there, then retry it or discard it`;

function failed(message: string): Consequence {
  const error = { code: "internal", message };
  return { ...ANSWERED, events: [threw("stop", 0)], next: "ended", error, isFault: true };
}

function forPerson(code: string, message: string): Consequence {
  const error = { code, message };
  return {
    ...ANSWERED,
    events: [found("cannot_tell")],
    next: "parked",
    doubtful: true,
    error,
    isFault: true,
  };
}

/** Asking has no effect: whatever passes is asked again, what does not pass goes to a person. */
function afterFailedFind(error: unknown, vendor: string): Consequence {
  if (!isGatewayError(error)) return forPerson("internal", `${cannotTell(vendor)} (${String(error)})`);
  if (error.after === "stop") return forPerson(error.code, `${cannotTell(vendor)} (${error.message})`);
  return {
    ...ANSWERED,
    events: [found("in_progress")],
    next: "again",
    doubtful: true,
    error,
    outage: outageOf(error),
    retryAfterMs: pauseOf(error),
  };
}

function afterFailedSend(error: unknown, entry: Entry, vendor: string): Consequence {
  const events = (last: VendorEvent): readonly VendorEvent[] =>
    entry.doubtful ? [found("never_arrived"), last] : [last];
  if (!isGatewayError(error)) {
    const message = `the gateway failed while it sent this to ${vendor}: ${String(error)}`;
    const fault = { code: "internal", message };
    return {
      ...ANSWERED,
      events: events(threw("ask", 0)),
      next: "again",
      doubtful: true,
      error: fault,
      isFault: true,
    };
  }
  const { after } = error;
  const outage = outageOf(error);
  // An outage, however long, is never the order's fault.
  const attemptsLeft = outage === null ? MAX_TRIES - entry.failures - 1 : 1;
  const isOver = after === "stop" || (after === "retry" && attemptsLeft <= 0);
  return {
    ...ANSWERED,
    events: events(threw(after, attemptsLeft)),
    next: isOver ? "ended" : "again",
    doubtful: after === "ask",
    error,
    outage,
    retryAfterMs: pauseOf(error),
  };
}

const pauseOf = ({ retryAfterMs }: { readonly retryAfterMs: number | undefined }): number | undefined =>
  retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, LONGEST_PAUSE_MS);

function outageOf(error: {
  readonly code: string;
  readonly retryAfterMs: number | undefined;
}): Outage | null {
  if (error.code === "vendor_sign_in") return "sign_in";
  if (error.code === "vendor_unavailable" && error.retryAfterMs !== undefined) return "rate_limited";
  // No whole answer came back: the line is as bad as none.
  return error.code === "vendor_unavailable" || error.code === "outcome_unknown" ? "unavailable" : null;
}
