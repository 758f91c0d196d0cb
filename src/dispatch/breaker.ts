/**
 * One circuit breaker per destination: a vendor that is away is asked by one job at a time, not by a thousand.
 *
 *   closed ──failures──▶ open ──time──▶ probing ──answer──▶ closed
 *                          ▲               │
 *                          └────failed─────┘
 */
import { type Backoff, backoffMs } from "../core/jobs/retry.ts";

/** Why it opened. */
export type Outage = "unavailable" | "rate_limited" | "sign_in";

export type Breaker =
  | { readonly type: "closed"; readonly failures: number }
  /** `trips`: probes that failed since it closed last, and the first opening. `untilMs`: monotonic. */
  | { readonly type: "open"; readonly outage: Outage; readonly trips: number; readonly untilMs: number }
  | { readonly type: "probing"; readonly outage: Outage; readonly trips: number };

export type BreakerEvent =
  /** The vendor answered, be it with a refusal. */
  | { readonly type: "answered" }
  | {
      readonly type: "failed";
      readonly outage: Outage;
      readonly retryAfterMs: number | undefined;
      readonly isProbe: boolean;
    }
  | { readonly type: "probe_sent" }
  /** A person reconnected the account: worth a try at once. */
  | { readonly type: "mended" };

export const CLOSED: Breaker = { type: "closed", failures: 0 };

/** Of calls without an answer, one after the other; a lost packet is no outage. */
const FAILURES_TO_OPEN = 3;
/** "The internet is back" is noticed within half a minute. */
const PROBE: Backoff = { baseMs: 2_000, capMs: 30_000 };
const MIN_PAUSE_MS = 250;
/** Bad credentials rarely mend by themselves, and asking too often locks accounts. */
const SIGN_IN_PAUSE_MS = 120_000;
/** A hundred tills that got the same Retry-After do not come back in the same second. */
const SPREAD_MS = 1_000;

/** Pure: `nowMs` is monotonic, `random` in [0, 1). */
export function nextBreaker(breaker: Breaker, event: BreakerEvent, nowMs: number, random: number): Breaker {
  switch (event.type) {
    case "answered":
      return CLOSED;
    case "failed":
      return afterFailure(breaker, event, nowMs, random);
    case "probe_sent":
      return breaker.type === "open"
        ? { type: "probing", outage: breaker.outage, trips: breaker.trips }
        : breaker;
    case "mended":
      return breaker.type === "open" ? { ...breaker, untilMs: nowMs } : breaker;
  }
}

type Failed = Extract<BreakerEvent, { readonly type: "failed" }>;

function afterFailure(breaker: Breaker, event: Failed, nowMs: number, random: number): Breaker {
  const open = (trips: number): Breaker => {
    return { type: "open", outage: event.outage, trips, untilMs: nowMs + pauseMs(event, trips, random) };
  };
  switch (breaker.type) {
    case "closed": {
      const failures = breaker.failures + 1;
      if (event.outage === "unavailable" && failures < FAILURES_TO_OPEN) return { type: "closed", failures };
      return open(1);
    }
    case "open":
      // A call from before it opened. Only a pause that the vendor asked for changes something.
      return { ...breaker, untilMs: Math.max(breaker.untilMs, nowMs + (event.retryAfterMs ?? 0)) };
    case "probing":
      return event.isProbe ? open(breaker.trips + 1) : breaker;
  }
}

function pauseMs({ outage, retryAfterMs }: Failed, trips: number, random: number): number {
  if (retryAfterMs !== undefined)
    return Math.max(MIN_PAUSE_MS, retryAfterMs) + Math.floor(random * SPREAD_MS);
  if (outage === "sign_in") return SIGN_IN_PAUSE_MS + Math.floor(random * SIGN_IN_PAUSE_MS);
  return MIN_PAUSE_MS + backoffMs(trips, PROBE, random);
}

/** May a job go out now: any, one alone, or none. */
export function gateOf(breaker: Breaker, nowMs: number): "go" | "probe" | "wait" {
  if (breaker.type === "closed") return "go";
  return breaker.type === "open" && nowMs >= breaker.untilMs ? "probe" : "wait";
}
