import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { pause } from "./wait.ts";

it("a pause of years rests: it does not come back at once, as a timer of Node would", async () => {
  const stop = new AbortController();
  let isOver = false;
  const resting = pause(365 * 86_400_000, stop.signal).then(() => {
    isOver = true;
  });
  const endMs = performance.now() + 50;
  while (performance.now() < endMs) await turn();
  expect(isOver).toBe(false);
  stop.abort();
  await resting;
});
