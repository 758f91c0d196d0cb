/** A few seeds on every run, and the moments that a shop would fear most, by name. 300 seeds: npm run crash. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judge } from "./judge.ts";
import { killAt, namedDay } from "./named-day.ts";
import { evidenceIn, play } from "./play.ts";
import { playAll } from "./seeds.ts";
import { openSite, type Site } from "./site.ts";
import type { Kill } from "./trap.ts";

const folder = mkdtempSync(join(tmpdir(), "tillgate-crash-"));
const LINES_PER_SECOND = 900;
/** Half a minute on an idle machine. */
const SEEDS_MS = 400_000;
let site: Site;

beforeAll(async () => {
  site = await openSite(join(folder, "named"));
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe("a gateway that is killed loses nothing and doubles nothing", () => {
  it.each<readonly [when: string, kills: readonly Kill[]]>([
    ["while an order is being written", [killAt("till_asked", 1, 1_500)]],
    ["when the till has its answer", [killAt("till_answered", 1)]],
    ["before the first word of the printer", [killAt("printer_word", 1)]],
    ["in the middle of a receipt", [killAt("printer_byte", 500)]],
    ["in the middle of a command of a receipt", [killAt("printer_byte", 690)]],
    ["in the middle of another command of a receipt", [killAt("printer_byte", 780)]],
    ["before Square hears of an order", [killAt("vendor_asked", 1)]],
    ["when Square has the order and its answer is on the way", [killAt("vendor_committed", 1)]],
    ["between an order at Square and its payment", [killAt("vendor_answered", 1)]],
    ["when Square has the payment and its answer is on the way", [killAt("vendor_committed", 2)]],
    ["when all is done and not yet noted", [killAt("vendor_answered", 2, 500)]],
    ["while it closes", [{ ...killAt("printer_byte", 300, 3_000), isWhileClosing: true }]],
    [
      "in the middle of a receipt, and while it recovers",
      [killAt("printer_byte", 500), killAt("spawned", 1, 500_000)],
    ],
    ["at Square, twice", [killAt("vendor_committed", 1), killAt("vendor_committed", 1)]],
  ])("%s", async (_, kills) => {
    await using shop = await site.openShop(LINES_PER_SECOND);
    const sprung = await play(shop, namedDay(kills));
    expect(sprung, "the gateway died where it should").toEqual(kills.map(() => true));
    expect(judge(evidenceIn(shop))).toEqual([]);
  });
});

it(
  "a dozen seeds leave nothing to find",
  async () => {
    const said: string[] = [];
    const { passed, failed } = await playAll({
      ...{ first: 1, count: 12, shops: 2, kind: null, folder },
      say: (text) => void said.push(text),
    });
    expect({ passed, failed }, said.join("\n")).toEqual({ passed: 12, failed: 0 });
  },
  SEEDS_MS,
);
