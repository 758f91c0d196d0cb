/** The judge is judged: a noisy day passes, and each kind of leak, planted into it, is named. */
import { describe, expect, it } from "vitest";
import { createChance } from "../crash/chance.ts";
import { judgeSeries, type Measure, type Sample, theilSen } from "./judge.ts";

const SECONDS = 300;

/** A gateway on a shared machine: warming up, collecting garbage, stalled by its neighbours now and then. */
function noisyDay(seed: number): readonly Sample[] {
  const chance = createChance(seed);
  const noise = (most: number): number => chance.int(0, most * 100) / 100;
  return Array.from({ length: SECONDS }, (_, at) => {
    const warm = 1 - Math.exp(-at / 40);
    const isStalled = chance.happens(0.03);
    return {
      at,
      rssMb: 100 + 40 * warm + noise(8),
      heapMb: 30 + 12 * warm + ((at * 1.7) % 14) + noise(2),
      fds: 32 + chance.int(0, 5),
      handles: 14 + chance.int(0, 5),
      walMb: ((at * 0.15) % 4) + noise(0.2),
      loopP99Ms: 11 + noise(6) + (isStalled ? noise(400) : 0),
      stolenMs: chance.int(0, 90),
      depth: chance.int(0, 60),
    };
  });
}
const faultsOf = (samples: readonly Sample[]): readonly string[] =>
  judgeSeries(samples).flatMap(({ faults }) => faults);
const planted = (seed: number, measure: Measure, more: (at: number) => number): readonly string[] =>
  faultsOf(noisyDay(seed).map((sample) => ({ ...sample, [measure]: sample[measure] + more(sample.at) })));

describe("an honest day", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("with seed %i is flat", (seed) => {
    expect(faultsOf(noisyDay(seed))).toEqual([]);
  });

  it("with a minute in which the machine stood still is flat", () => {
    const stalled = noisyDay(9).map((sample) =>
      sample.at > 200 && sample.at < 225
        ? { ...sample, loopP99Ms: 2_000, rssMb: sample.rssMb + 100 }
        : sample,
    );
    expect(faultsOf(stalled)).toEqual([]);
  });
});

describe("a leak is named", () => {
  it.each<readonly [what: string, measure: Measure, more: (at: number) => number, name: RegExp]>([
    ["of memory, 200 KB a second", "rssMb", (at) => at * 0.2, /^RSS/],
    ["of the heap, 100 KB a second", "heapMb", (at) => at * 0.1, /^V8 heap/],
    ["of a file each ten seconds", "fds", (at) => Math.floor(at / 10), /^open files/],
    ["of a handle each ten seconds", "handles", (at) => Math.floor(at / 10), /^active handles/],
    ["of a log that a reader holds", "walMb", (at) => at * 0.1, /^write-ahead log/],
    ["of a loop that is blocked for 200 ms each second", "loopP99Ms", () => 200, /^event loop/],
    ["of a loop that becomes slower", "loopP99Ms", (at) => at * 0.5, /^event loop/],
  ])("%s", (_, measure, more, name) => {
    for (const seed of [1, 2, 3]) {
      const faults = planted(seed, measure, more);
      expect(faults.length).toBeGreaterThan(0);
      for (const fault of faults) expect(fault).toMatch(name);
    }
  });
});

it("a slope is not moved by a fifth of wild points", () => {
  const points = Array.from({ length: 50 }, (_, at) => ({ at, value: at % 5 === 0 ? 9_000 : 2 * at }));
  expect(theilSen(points)).toBeCloseTo(2, 0);
});

it("nothing is said of a few seconds", () => {
  expect(() => judgeSeries(noisyDay(1).slice(0, 20))).toThrow(/nothing can be said/);
});
