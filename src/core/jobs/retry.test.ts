import fc from "fast-check";
import { expect, it } from "vitest";
import { backoffMs } from "./retry.ts";

const BACKOFF = { baseMs: 1_000, capMs: 60_000 };

it.each([
  [1, 500],
  [2, 1_000],
  [3, 2_000],
  [7, 30_000],
  [5_000, 30_000],
])("waits half of the range after failure %i at half chance: %i ms", (attempt, ms) => {
  expect(backoffMs(attempt, BACKOFF, 0.5)).toBe(ms);
});

it("never waits longer than the cap, nor less than nothing", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      (attempt, chance) => {
        const ms = backoffMs(attempt, BACKOFF, chance);
        expect(Number.isInteger(ms) && ms >= 0 && ms < BACKOFF.capMs).toBe(true);
      },
    ),
  );
});
