import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apportion, decimal, halfEven, inclusivePart, percentOf, times } from "./rounding.ts";

describe("half-even rounding", () => {
  it.each([
    // The documented examples, 0.505 → 0.50 and 0.515 → 0.52, in tenths of a cent.
    [505n, 10n, 50n],
    [515n, 10n, 52n],
    [525n, 10n, 52n],
    [5051n, 100n, 51n],
    [-25n, 10n, -2n],
    [-35n, 10n, -4n],
    [0n, 3n, 0n],
  ])("rounds %i / %i to %i", (numerator, denominator, expected) => {
    expect(halfEven(numerator, denominator)).toBe(expected);
  });

  it.each([
    [1000, "8.875", 89],
    [100, "2.5", 2],
    [100, "3.5", 4],
    [860, "0", 0],
  ])("takes %i · %s %% as %i", (amount, percentage, expected) => {
    expect(percentOf(amount, decimal(percentage))).toBe(expected);
  });

  it("multiplies by a weight exactly", () => {
    expect(times(1999, decimal("0.33333"))).toBe(666);
  });

  it("finds the tax inside a gross price", () => {
    expect(inclusivePart(760, decimal("20"), decimal("20"))).toBe(127);
    expect(inclusivePart(119, decimal("19"), decimal("19"))).toBe(19);
  });
});

describe("apportion", () => {
  it("gives the odd cent to the largest remainder, on a tie to the earlier part", () => {
    expect(apportion(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(apportion(5, [10, 20, 20])).toEqual([1, 2, 2]);
    expect(apportion(7, [0, 0])).toEqual([0, 0]);
  });

  it("always adds up", () => {
    const weights = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000 }), weights, (total, parts) => {
        const sum = apportion(total, parts).reduce((all, part) => all + part, 0);
        expect(sum).toBe(parts.every((part) => part === 0) ? 0 : total);
      }),
    );
  });
});
