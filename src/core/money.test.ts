import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  apportion,
  formatDecimal,
  parseDecimal,
  roundRatio,
  roundToUnit,
  spread,
  sumRatios,
} from "./money.ts";

const sum = (parts: readonly bigint[]) => parts.reduce((all, part) => all + part, 0n);
const ratios = fc.record({ above: fc.bigInt(-10_000n, 10_000n), below: fc.bigInt(1n, 500n) });

describe("decimal strings", () => {
  it.each([
    ["1.250", 125_000n, "1.25"],
    ["0.00001", 1n, "0.00001"],
    ["7", 700_000n, "7"],
    ["0", 0n, "0"],
    ["9999999.99999", 999_999_999_999n, "9999999.99999"],
    ["100", 10_000_000n, "100"],
  ])("reads %s without losing a digit", (text, units, shortest) => {
    expect(parseDecimal(text, 5)).toBe(units);
    expect(formatDecimal(units, 5)).toBe(shortest);
  });
});

describe("rounding", () => {
  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [1n, 3n, 0n],
    [-1n, 3n, 0n],
    [2n, 3n, 1n],
    [-2n, 3n, -1n],
    [4n, 2n, 2n],
  ])("rounds %d/%d to %d, halves away from zero", (above, below, whole) => {
    expect(roundRatio({ above, below })).toBe(whole);
  });

  it("gives a return the same cents as its sale", () => {
    fc.assert(
      fc.property(ratios, ({ above, below }) => {
        expect(roundRatio({ above: -above, below })).toBe(-roundRatio({ above, below }));
      }),
    );
  });

  it.each([
    [1002, 5, 1000],
    [1003, 5, 1005],
    [1007, 10, 1010],
    [1005, 10, 1010],
    [999, 1, 999],
  ])("rounds %d to coins of %d: %d", (amount, coin, rounded) => {
    expect(roundToUnit(amount, coin)).toBe(rounded);
  });
});

describe("sharing", () => {
  it("adds thirds and sixths exactly", () => {
    const whole = sumRatios([
      { above: 1n, below: 3n },
      { above: 1n, below: 6n },
      { above: -1n, below: 2n },
    ]);
    expect(whole.above).toBe(0n);
  });

  it("gives the odd cent to the larger remainder, and to the earlier of equal ones", () => {
    expect(spread(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(spread(10n, [3n, 3n, 1n])).toEqual([4n, 4n, 2n]);
    expect(spread(1n, [1n, 2n])).toEqual([0n, 1n]);
  });

  it("loses no cent when it spreads a discount, whatever the weights", () => {
    const weights = fc.array(fc.bigInt(-500n, 5_000n), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.bigInt(0n, 100_000n), weights, (total, parts) => {
        fc.pre(sum(parts) !== 0n);
        expect(sum(spread(total, parts))).toBe(total);
      }),
    );
  });

  it("moves no part by a whole unit", () => {
    fc.assert(
      fc.property(fc.array(ratios, { minLength: 1, maxLength: 20 }), (exact) => {
        const total = roundRatio(sumRatios(exact));
        const parts = apportion(total, exact);
        expect(sum(parts)).toBe(total);
        for (const [index, { above, below }] of exact.entries()) {
          const off = (parts[index] ?? 0n) * below - above;
          expect(off < below && off > -below).toBe(true);
        }
      }),
    );
  });
});
