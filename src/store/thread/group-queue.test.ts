import { expect, it } from "vitest";
import { createGroupQueue } from "./group-queue.ts";
import type { WireOutcome } from "./protocol.ts";

const SLOW_MS = 1_000;
const done = (count: number): WireOutcome[] =>
  Array.from({ length: count }, () => ({ ok: true, value: null }));

it("on a slow disk tills do not wait for anybody once all who asked before are back", async () => {
  const sizes: number[] = [];
  const queue = createGroupQueue((commands) => void sizes.push(commands.length));
  const answers: Promise<unknown>[] = [];
  const ask = () => void answers.push(queue.submit({ name: "audit", input: null }, "full"));

  ask();
  expect(sizes).toEqual([1]);
  ask();
  ask();
  queue.settle(done(1), SLOW_MS);
  // Three were there: one of them is not back yet.
  expect(sizes).toEqual([1]);
  ask();
  expect(sizes).toEqual([1, 3]);
  queue.settle(done(3), SLOW_MS);
  await Promise.all(answers);
});
