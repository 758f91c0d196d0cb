/** A sample of `npm run disk-faults`: a failure of the disk somewhere in a store's day. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { newFolder } from "../help/store.ts";
import { type Bench, casesOf, nameOf, openBench } from "./sweep/sweep.ts";

const SEED = 11;
const PLACES_PER_CALL = 1;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(newFolder());
});
afterAll(() => bench[Symbol.asyncDispose]());

it("a disk that fails at any call costs no order, no number and no hand work", async () => {
  const wrong: string[] = [];
  let hits = 0;
  for (const one of casesOf(bench, { seed: SEED, perOp: PLACES_PER_CALL })) {
    const verdict = await bench.run(one);
    if (verdict.hit) hits += 1;
    if (verdict.wrong.length > 0) wrong.push(`${nameOf(one)}: ${verdict.wrong.join("; ")}`);
  }
  expect(wrong).toEqual([]);
  expect(hits).toBeGreaterThan(30);
});
