import { describe, expect, it } from "vitest";
import { type Breaker, type BreakerEvent, CLOSED, gateOf, nextBreaker } from "./breaker.ts";

const failed = (
  outage: "unavailable" | "rate_limited" | "sign_in" = "unavailable",
  retryAfterMs: number | undefined = undefined,
  isProbe = false,
): BreakerEvent => ({ type: "failed", outage, retryAfterMs, isProbe });
const run = (events: readonly BreakerEvent[], from: Breaker = CLOSED): Breaker =>
  events.reduce((breaker, event) => nextBreaker(breaker, event, 1_000, 0.5), from);

const OPEN: Breaker = { type: "open", outage: "unavailable", trips: 1, untilMs: 5_000 };
const PROBING: Breaker = { type: "probing", outage: "unavailable", trips: 1 };

describe("the breaker", () => {
  it.each<readonly [string, Breaker, readonly BreakerEvent[], Breaker]>([
    [
      "takes two calls without an answer for bad luck",
      CLOSED,
      [failed(), failed()],
      { type: "closed", failures: 2 },
    ],
    ["opens at the third in a row", CLOSED, [failed(), failed(), failed()], { ...OPEN, untilMs: 2_250 }],
    [
      "counts anew after any answer",
      CLOSED,
      [failed(), failed(), { type: "answered" }, failed()],
      { type: "closed", failures: 1 },
    ],
    [
      "opens at once for the pause the vendor asks for",
      CLOSED,
      [failed("rate_limited", 9_000)],
      { type: "open", outage: "rate_limited", trips: 1, untilMs: 10_500 },
    ],
    [
      "opens at once when the sign-in is refused, for minutes",
      CLOSED,
      [failed("sign_in")],
      { type: "open", outage: "sign_in", trips: 1, untilMs: 181_000 },
    ],
    ["sends one probe", OPEN, [{ type: "probe_sent" }], PROBING],
    ["closes when the probe is answered", PROBING, [{ type: "answered" }], CLOSED],
    [
      "opens for longer when the probe fails",
      PROBING,
      [failed("unavailable", undefined, true)],
      { ...OPEN, trips: 2, untilMs: 3_250 },
    ],
    ["learns nothing from an old call that fails while a probe is out", PROBING, [failed()], PROBING],
    ["keeps its time when old calls fail while it is open", OPEN, [failed(), failed()], OPEN],
    [
      "waits longer when an old call brings a longer pause",
      OPEN,
      [failed("rate_limited", 60_000)],
      { ...OPEN, untilMs: 61_000 },
    ],
    ["closes when an old call is answered after all", OPEN, [{ type: "answered" }], CLOSED],
    [
      "tries at once after a person reconnected the vendor",
      OPEN,
      [{ type: "mended" }],
      { ...OPEN, untilMs: 1_000 },
    ],
    ["does not care about a reconnect while all is well", CLOSED, [{ type: "mended" }], CLOSED],
    ["knows no probe while it is closed", CLOSED, [{ type: "probe_sent" }], CLOSED],
  ])("%s", (_, from, events, to) => {
    expect(run(events, from)).toEqual(to);
  });

  it.each([
    ["lets everything pass while it is closed", CLOSED, 0, "go"],
    ["lets nothing pass while it is open", OPEN, 4_999, "wait"],
    ["lets one pass when its time has come", OPEN, 5_000, "probe"],
    ["lets nothing pass beside the probe", PROBING, 99_999, "wait"],
  ] as const)("%s", (_, breaker, nowMs, gate) => {
    expect(gateOf(breaker, nowMs)).toBe(gate);
  });

  it("never waits longer than half a minute for the internet to come back", () => {
    let breaker = run([failed(), failed(), failed()]);
    for (let probes = 0; probes < 50; probes += 1) {
      breaker = nextBreaker(
        { ...PROBING, trips: probes },
        failed("unavailable", undefined, true),
        0,
        0.999_999,
      );
      expect(breaker).toMatchObject({ type: "open" });
      expect(breaker.type === "open" && breaker.untilMs).toBeLessThanOrEqual(30_250);
    }
  });
});
