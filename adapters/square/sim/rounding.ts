/**
 * Exact decimals and Square's rounding: half to even.
 * Source: developer.squareup.com/docs/orders-api/price-adjustments, "Rounding rules".
 */

/** units / scale, both integers: "8.875" is 8875 / 1000. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: bigint;
}

/** A decimal string that shapes.ts has already checked. */
export function decimal(value: string): Decimal {
  const [whole = "0", fraction = ""] = value.split(".");
  return { units: BigInt(whole + fraction), scale: 10n ** BigInt(fraction.length) };
}

/**
 * numerator / denominator to an integer; a half goes to the even neighbour. The denominator is above zero.
 */
export function halfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  const down = size / denominator;
  const twice = (size % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && down % 2n === 1n);
  const rounded = up ? down + 1n : down;
  return negative ? -rounded : rounded;
}

/** amount (minor units) times a decimal, rounded once. */
export function times(amount: number, factor: Decimal): number {
  return Number(halfEven(BigInt(amount) * factor.units, factor.scale));
}

/** percentage of amount (minor units), rounded once. */
export function percentOf(amount: number, percentage: Decimal): number {
  return Number(halfEven(BigInt(amount) * percentage.units, percentage.scale * 100n));
}

/** The part of a gross amount that one inclusive rate makes when the rates together make `all`. */
export function inclusivePart(amount: number, one: Decimal, all: Decimal): number {
  const numerator = BigInt(amount) * one.units * all.scale;
  const denominator = one.scale * (100n * all.scale + all.units);
  return Number(halfEven(numerator, denominator));
}

export function sumOfDecimals(values: readonly Decimal[]): Decimal {
  return values.reduce(
    (sum, value) => ({
      units: sum.units * value.scale + value.units * sum.scale,
      scale: sum.scale * value.scale,
    }),
    { units: 0n, scale: 1n },
  );
}

/** Splits total by weight so that the parts add up: largest remainder first, ties to the earlier part. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const shares = weights.map((weight, index) => {
    const exact = BigInt(total) * BigInt(weight);
    return { index, part: exact / sum, rest: exact % sum };
  });
  let missing = BigInt(total) - shares.reduce((all, share) => all + share.part, 0n);
  const parts = shares.map((share) => share.part);
  const order = [...shares].sort((a, b) =>
    a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1,
  );
  for (const share of order) {
    if (missing <= 0n) break;
    parts[share.index] = share.part + 1n;
    missing -= 1n;
  }
  return parts.map(Number);
}
