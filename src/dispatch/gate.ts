/** The way to one vendor: its breaker, and what people are told about it. */
import type { Log } from "../core/log.ts";
import type { DestinationStatus } from "../core/status.ts";
import type { Time } from "../lib/time.ts";
import { type Breaker, type BreakerEvent, CLOSED, gateOf, nextBreaker } from "./breaker.ts";

export type Reach = Pick<DestinationStatus, "reachability" | "sinceMs" | "reason" | "retryAtMs">;

export interface Gate {
  /** May a job go out now: any, one alone, or none. */
  look(): "go" | "probe" | "wait";
  /** How long look() will say wait, ms; 0: it does not; Infinity: until a probe comes back. */
  closedForMs(): number;
  turn(event: BreakerEvent, reason: string | null): void;
  reach(): Reach;
}

export interface GateOptions {
  readonly vendor: string;
  readonly time: Time;
  readonly log: Log;
  readonly onReach: (reachable: boolean) => void;
  /** The vendor answers again after it did not; not told after a mere Retry-After. */
  readonly onOutageOver: () => void;
}

export function createGate({ vendor, time, log, onReach, onOutageOver }: GateOptions): Gate {
  let breaker: Breaker = CLOSED;
  let reach: Omit<Reach, "retryAtMs"> = { reachability: "unknown", sinceMs: time.nowMs(), reason: null };

  const closedForMs = (): number => {
    if (breaker.type === "closed") return 0;
    return breaker.type === "open" ? Math.max(0, breaker.untilMs - time.monotonicMs()) : Infinity;
  };
  const tell = (reachability: Reach["reachability"], reason: string | null): void => {
    reach = { reachability, sinceMs: time.nowMs(), reason };
    log.info("a vendor's reachability changed", { vendor, reachability, reason });
    onReach(reachability === "reachable");
  };

  return {
    look: () => gateOf(breaker, time.monotonicMs()),
    closedForMs,
    turn(event, reason) {
      const before = breaker;
      breaker = nextBreaker(before, event, time.monotonicMs(), time.random());
      const reachability = reachabilityOf(breaker, event);
      if (reachability !== null && reachability !== reach.reachability) tell(reachability, reason);
      const wasAway = before.type !== "closed" && before.outage !== "rate_limited";
      if (wasAway && breaker.type === "closed") onOutageOver();
    },
    reach() {
      const isOpen = breaker.type === "open";
      return { ...reach, retryAtMs: isOpen ? Math.round(time.nowMs() + closedForMs()) : null };
    },
  };
}

const SHOWN = { unavailable: "unreachable", rate_limited: "rate_limited", sign_in: "sign_in" } as const;

/** null: nothing was learnt yet; a single failure is no outage. */
function reachabilityOf(breaker: Breaker, event: BreakerEvent): Reach["reachability"] | null {
  if (event.type === "answered") return "reachable";
  return breaker.type === "closed" ? null : SHOWN[breaker.outage];
}
