import { describe, expect, it } from "vitest";
import { createClock } from "./clock.ts";

const YEAR_MS = 365 * 86_400_000;
const NOW_MS = Date.UTC(2027, 5, 1);
const mono = () => 0;

it("stamps are marked as estimated while the clock is a year behind the newest fact, and trusted again after", () => {
  let wall = NOW_MS;
  const clock = createClock(wall, () => wall, mono);
  expect(clock().clockOk).toBe(true);
  wall -= YEAR_MS;
  expect(clock().clockOk).toBe(false);
  wall += YEAR_MS;
  expect(clock().clockOk).toBe(true);
});

describe("a clock that ran a year ahead, stamped facts, and was put right", () => {
  it("is trusted again as soon as a time service vouches for it, and stays so", () => {
    let setAtMs: number | null = null;
    const clock = createClock(
      NOW_MS + YEAR_MS,
      () => NOW_MS,
      mono,
      () => setAtMs,
    );
    expect(clock().clockOk).toBe(false);
    setAtMs = NOW_MS - 1_000;
    expect(clock().clockOk).toBe(true);
    setAtMs = null;
    expect(clock().clockOk).toBe(true);
  });
});

describe("a clock that fell back a year", () => {
  it("is not trusted although a time service set it once: that was later than it says now", () => {
    const clock = createClock(
      NOW_MS,
      () => NOW_MS - YEAR_MS,
      mono,
      () => NOW_MS - 60_000,
    );
    expect(clock().clockOk).toBe(false);
  });
});
