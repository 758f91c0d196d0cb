/**
 * Is a series flat? By medians and by the Theil-Sen slope, which a few wild seconds on a shared machine cannot move.
 * The first quarter is not looked at: caches fill and code is compiled.
 */

/** One look at the gateway. */
export interface Sample {
  /** Seconds since the play began. */
  readonly at: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly fds: number;
  readonly handles: number;
  readonly walMb: number;
  /** Of the second before, the share of it that is the gateway's own: its neighbours on a full machine are not its fault. */
  readonly loopP99Ms: number;
  /** Of the second before: the gateway was ready to run, and others had the cores. */
  readonly stolenMs: number;
  /** Duties not yet done: shown, not judged, for outages fill it. */
  readonly depth: number;
}

export type Measure = Exclude<keyof Sample, "at" | "depth" | "stolenMs">;

interface Bound {
  readonly name: string;
  /** What a window of seconds counts as: the heap's floor is what garbage collection leaves. */
  readonly window: "median" | "least";
  /** May grow by so much from the second quarter to the last, and by the slope over the second half: the greater of both. */
  readonly growth: number;
  readonly share: number;
  /** A window of the second half may not lie above, on the median; null: no such bound. */
  readonly most: number | null;
}

/** Wide enough for a busy machine; the planted leaks (README.md) go beyond each within minutes. */
export const BOUNDS: { readonly [M in Measure]: Bound } = {
  rssMb: { name: "RSS, MB", window: "median", growth: 24, share: 0.15, most: 400 },
  heapMb: { name: "V8 heap, MB", window: "least", growth: 10, share: 0.25, most: 200 },
  fds: { name: "open files", window: "median", growth: 8, share: 0.1, most: null },
  handles: { name: "active handles", window: "median", growth: 8, share: 0.1, most: null },
  walMb: { name: "write-ahead log, MB", window: "median", growth: 6, share: 0, most: 20 },
  loopP99Ms: { name: "event loop p99, ms", window: "median", growth: 60, share: 0.5, most: 120 },
};
export const MEASURES = Object.keys(BOUNDS) as readonly Measure[];

export interface Verdict {
  readonly measure: Measure;
  /** Medians of the second and the last quarter. */
  readonly start: number;
  readonly end: number;
  /** Per minute, over the second half. */
  readonly slope: number;
  readonly faults: readonly string[];
}

const WINDOWS = 40;
/** Fewer seconds tell nothing. */
export const LEAST_SAMPLES = 60;

export function judgeSeries(samples: readonly Sample[]): readonly Verdict[] {
  if (samples.length < LEAST_SAMPLES) throw new Error(`only ${samples.length} samples: nothing can be said`);
  return MEASURES.map((measure) => judgeOne(measure, samples));
}

function judgeOne(measure: Measure, samples: readonly Sample[]): Verdict {
  const { name, window, growth, share, most } = BOUNDS[measure];
  const points = windows(samples, (sample) => sample[measure], window);
  const quarter = points.length / 4;
  const valuesOf = (from: number, to: number): readonly number[] =>
    points.slice(Math.floor(from * quarter), Math.floor(to * quarter)).map(({ value }) => value);
  // A late collection makes minutes of slope: of memory only what the lowest point of a quarter comes to is a leak.
  const isFloor = window === "least";
  const middle = (values: readonly number[]): number => (isFloor ? Math.min(...values) : median(values));
  const start = middle(valuesOf(1, 2));
  const end = middle(valuesOf(3, 4));
  const half = points.slice(points.length / 2);
  const slope = theilSen(half) * 60;
  const minutes = ((half.at(-1)?.at ?? 0) - (half[0]?.at ?? 0)) / 60;
  const allowed = Math.max(growth, share * start);
  const isGrowing = !isFloor && slope * minutes > allowed;
  const isGrown = end - start > allowed;
  const worst = median(valuesOf(2, 4));
  return {
    ...{ measure, start, end, slope },
    faults: [
      ...(isGrown ? [`${name}: grew from ${round(start)} to ${round(end)}`] : []),
      ...(isGrowing ? [`${name}: grows by ${round(slope)} a minute`] : []),
      ...(most !== null && worst > most ? [`${name}: ${round(worst)} is above ${most}`] : []),
    ],
  };
}

interface Point {
  readonly at: number;
  readonly value: number;
}

function windows(
  samples: readonly Sample[],
  read: (sample: Sample) => number,
  window: Bound["window"],
): readonly Point[] {
  const size = samples.length / WINDOWS;
  return Array.from({ length: WINDOWS }, (_, index) => {
    const inside = samples.slice(
      Math.floor(index * size),
      Math.max(Math.floor((index + 1) * size), index * size + 1),
    );
    const values = inside.map(read);
    return {
      at: inside[0]?.at ?? 0,
      value: window === "least" ? Math.min(...values) : median(values),
    };
  });
}

/** The median of all slopes between two points. Source: Sen 1968, J. Am. Stat. Assoc. 63. */
export function theilSen(points: readonly Point[]): number {
  const slopes = points.flatMap((a, index) =>
    points.slice(index + 1).flatMap((b) => (b.at === a.at ? [] : [(b.value - a.value) / (b.at - a.at)])),
  );
  return median(slopes);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.max(0, middle - 1)] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

export const round = (value: number): number => Math.round(value * 100) / 100;
