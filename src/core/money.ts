/**
 * Exact arithmetic for money: integers and fractions of BigInt, no floating point anywhere.
 * A result is rounded once, at its end, half away from zero: a sum of -2.5 is -3, so that a return mirrors its sale.
 */

/** An exact fraction; `below` is greater than 0. */
export interface Ratio {
  readonly above: bigint;
  readonly below: bigint;
}

/** Quantities have at most 5 decimals, rates (percent) at most 6: see the schemas in order.ts. */
export const QUANTITY_PLACES = 5;
export const RATE_PLACES = 6;

const POWERS_OF_TEN = Array.from(
  { length: Math.max(QUANTITY_PLACES, RATE_PLACES) + 1 },
  (_, n) => 10n ** BigInt(n),
);

/** "1.25" at 5 places is 125000n. The text has no sign and at most that many decimals. */
export function parseDecimal(text: string, places: number): bigint {
  const point = text.indexOf(".");
  if (point < 0) return BigInt(text) * (POWERS_OF_TEN[places] ?? 0n);
  const missing = places - (text.length - point - 1);
  return BigInt(text.slice(0, point) + text.slice(point + 1)) * (POWERS_OF_TEN[missing] ?? 0n);
}

/** 125000n at 5 places is "1.25": the shortest spelling. `units` is not negative. */
export function formatDecimal(units: bigint, places: number): string {
  const digits = units.toString().padStart(places + 1, "0");
  const decimals = digits.slice(-places).replace(/0+$/, "");
  const whole = digits.slice(0, -places);
  return decimals === "" ? whole : `${whole}.${decimals}`;
}

/** Half away from zero. */
export function roundRatio({ above, below }: Ratio): bigint {
  const magnitude = above < 0n ? -above : above;
  const rounded = (2n * magnitude + below) / (2n * below);
  return above < 0n ? -rounded : rounded;
}

export function sumRatios(ratios: readonly Ratio[]): Ratio {
  return ratios.reduce(addRatios, { above: 0n, below: 1n });
}

/**
 * Whole numbers near the exact parts that add up to `total`: each is rounded down, then the largest remainders get one more;
 * among equal remainders the earlier part. `total` is the parts' sum, rounded in either direction.
 */
export function apportion(total: bigint, exact: readonly Ratio[]): readonly bigint[] {
  const parts = exact.map(floorRatio);
  const missing = Number(total - parts.reduce((sum, part) => sum + part, 0n));
  const byRemainder = exact.map((_, index) => index).sort((a, b) => compareRemainders(exact[b], exact[a]));
  const lucky = new Set(byRemainder.slice(0, missing));
  return parts.map((part, index) => (lucky.has(index) ? part + 1n : part));
}

/** `total` in proportion to the weights, whose sum is not 0; no unit is lost. */
export function spread(total: bigint, weights: readonly bigint[]): readonly bigint[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  const sign = sum < 0n ? -1n : 1n;
  return apportion(
    total,
    weights.map((weight) => ({ above: sign * total * weight, below: sign * sum })),
  );
}

/** Nearest multiple of `unit`, half away from zero: 1002 is 1000 where the smallest coin is 5. */
export function roundToUnit(amount: number, unit: number): number {
  return Number(roundRatio({ above: BigInt(amount), below: BigInt(unit) })) * unit;
}

function addRatios(a: Ratio, b: Ratio): Ratio {
  if (a.below === b.below) return { above: a.above + b.above, below: a.below };
  const shared = greatestCommonDivisor(a.below, b.below);
  const stretch = b.below / shared;
  return { above: a.above * stretch + b.above * (a.below / shared), below: a.below * stretch };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

function floorRatio({ above, below }: Ratio): bigint {
  const cut = above / below;
  return above < 0n && cut * below !== above ? cut - 1n : cut;
}

function compareRemainders(a: Ratio | undefined, b: Ratio | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const left = remainder(a) * b.below;
  const right = remainder(b) * a.below;
  return left === right ? 0 : left < right ? -1 : 1;
}

const remainder = (ratio: Ratio): bigint => ratio.above - floorRatio(ratio) * ratio.below;
