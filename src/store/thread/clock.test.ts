import { describe, expect, it } from "vitest";
import { type ClockSources, createClock } from "./clock.ts";

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const NOW_MS = Date.UTC(2027, 5, 1);

/** A machine that is up for a day, with its clocks in your hand. */
function machine(newestFactMs: number, change: Partial<ClockSources> = {}) {
  const hand = { wall: NOW_MS, mono: 0, up: 24 * HOUR_MS, setAt: null as number | null };
  const clock = createClock({
    newestFactMs,
    wallMs: () => hand.wall,
    monoMs: () => hand.mono,
    uptimeMs: () => hand.up,
    synchronisedAtMs: () => hand.setAt,
    ...change,
  });
  const pass = (ms: number): void => {
    hand.wall += ms;
    hand.mono += ms;
    hand.up += ms;
  };
  return { hand, clock, pass };
}

it("stamps are marked as estimated while the clock is a year behind the newest fact, and trusted again after", () => {
  const { hand, clock } = machine(NOW_MS);
  expect(clock.stamp().clockOk).toBe(true);
  hand.wall -= YEAR_MS;
  expect(clock.stamp().clockOk).toBe(false);
  expect(clock.doubt()).toBe("behind");
  hand.wall += YEAR_MS;
  expect(clock.stamp().clockOk).toBe(true);
});

describe("a clock that ran a year ahead, stamped facts, and was put right", () => {
  it("is trusted again as soon as a time service vouches for it, and stays so", () => {
    const { hand, clock } = machine(NOW_MS + YEAR_MS);
    expect(clock.doubt()).toBe("behind");
    hand.setAt = NOW_MS - 1_000;
    expect(clock.doubt()).toBeNull();
    hand.setAt = null;
    expect(clock.doubt()).toBeNull();
  });

  it("is trusted again as soon as a vendor names the same time", () => {
    const { clock, pass } = machine(NOW_MS + YEAR_MS);
    clock.told(NOW_MS + 1_000);
    expect(clock.doubt()).toBeNull();
    pass(24 * HOUR_MS);
    expect(clock.doubt()).toBeNull();
  });
});

describe("a clock that fell back a year", () => {
  it("is not trusted although a time service set it once: that was later than it says now", () => {
    const { hand, clock } = machine(NOW_MS);
    hand.setAt = NOW_MS - 60_000;
    hand.wall -= YEAR_MS;
    expect(clock.doubt()).toBe("behind");
  });
});

describe("a clock that leaps ahead while the gateway runs", () => {
  it.each([HOUR_MS, YEAR_MS])("by %i ms, is not trusted, and is once it is put right", (leapMs) => {
    const { hand, clock, pass } = machine(NOW_MS);
    expect(clock.doubt()).toBeNull();
    hand.wall += leapMs;
    expect(clock.doubt()).toBe("ahead");
    pass(2 * HOUR_MS);
    expect(clock.doubt(), "and nobody gets used to it").toBe("ahead");
    hand.wall -= leapMs;
    expect(clock.doubt()).toBeNull();
  });

  it("is trusted where a time service set it after the leap, not where it did before", () => {
    const { hand, clock, pass } = machine(NOW_MS);
    expect(clock.doubt()).toBeNull();
    hand.setAt = NOW_MS;
    hand.wall += HOUR_MS;
    expect(clock.doubt()).toBe("ahead");
    pass(10_000);
    hand.setAt = hand.wall;
    expect(clock.doubt()).toBeNull();
  });

  it("is trusted where a vendor names the same time", () => {
    const { hand, clock } = machine(NOW_MS);
    expect(clock.doubt()).toBeNull();
    hand.wall += HOUR_MS;
    clock.told(hand.wall);
    expect(clock.doubt()).toBeNull();
  });

  it("soon after the machine's start is set right by its time service, whichever that is", () => {
    const { hand, clock } = machine(0, { uptimeMs: () => 60_000 });
    expect(clock.doubt()).toBeNull();
    hand.wall += 14 * HOUR_MS;
    expect(clock.doubt()).toBeNull();
  });

  it("because the machine slept has not leapt", () => {
    const { hand, clock, pass } = machine(NOW_MS);
    expect(clock.doubt()).toBeNull();
    hand.wall += 9 * HOUR_MS;
    hand.up += 9 * HOUR_MS;
    expect(clock.doubt()).toBeNull();
    pass(HOUR_MS);
    hand.wall += HOUR_MS;
    expect(clock.doubt()).toBe("ahead");
  });
});

describe("a clock that was wrong from the start", () => {
  it("is found out by a vendor's answer, ahead or behind", () => {
    const { hand, clock } = machine(NOW_MS - 60_000);
    hand.wall = NOW_MS + YEAR_MS;
    expect(clock.stamp().clockOk, "nobody can know").toBe(true);
    clock.told(NOW_MS);
    expect(clock.doubt()).toBe("ahead");
    hand.wall = NOW_MS - 5 * HOUR_MS;
    expect(clock.doubt()).toBe("behind");
    hand.wall = NOW_MS;
    expect(clock.doubt()).toBeNull();
  });

  it("of 1970 is trusted when the time is set, without any other witness", () => {
    const { hand, clock } = machine(0);
    hand.wall = 5_000;
    expect(clock.doubt()).toBe("behind");
    hand.wall = NOW_MS;
    expect(clock.doubt()).toBeNull();
  });

  it("a vendor whose own clock stands in the past is no witness", () => {
    const { clock } = machine(NOW_MS);
    clock.told(0);
    expect(clock.doubt()).toBeNull();
  });
});
