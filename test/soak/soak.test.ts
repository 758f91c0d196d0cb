/** Twenty seconds of the soak's play: the ledgers agree after faults everywhere. Flatness takes minutes: npm run soak:core. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { judge } from "../crash/judge.ts";
import { newFolder } from "../help/store.ts";
import { close, play } from "./play.ts";
import { openSoakShop } from "./site.ts";

const SECONDS = 20;

it("a busy shop with faults at its printers and at Square: every ledger says the same when it closes", async () => {
  await using shop = await openSoakShop({ folder: join(newFolder(), "soak"), env: {} });
  const { samples, incidents } = await play(shop, { seed: 3, seconds: SECONDS, onSample: () => undefined });
  expect(samples.length).toBeGreaterThan(SECONDS / 4);
  expect(judge(await close(shop, incidents))).toEqual([]);
  expect(shop.book.entries().filter(({ told }) => told !== null).length).toBeGreaterThan(SECONDS / 2);
});
