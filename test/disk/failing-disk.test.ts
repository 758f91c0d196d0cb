/** A disk that fails for a while under the built gateway: while it sells, prints and sends, and while it starts. Nobody lends a hand. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSickShop, type SickShop } from "./gateway/sick-shop.ts";
import type { DiskFault } from "./lab/disk-lab.ts";

const TILLS = 4;
const WISHES = 3;
/** It fails until so many calls have failed. */
const HITS = 3;

let sick: SickShop;
beforeEach(async () => {
  sick = await openSickShop();
});
afterEach(() => sick[Symbol.asyncDispose]());

const always = (fault: Pick<DiskFault, "ops" | "errno"> & { readonly path?: string }): DiskFault => ({
  ...{ path: "", after: 0, times: Number.POSITIVE_INFINITY, half: false },
  ...fault,
});

const CASES: readonly (readonly [string, Pick<DiskFault, "ops" | "errno">, RegExp])[] = [
  ["no sync", { ops: ["sync"], errno: "EIO" }, /^store_(unknown|read_only)$/],
  ["no space for a write", { ops: ["write"], errno: "ENOSPC" }, /^store_(full|read_only)$/],
  ["no read", { ops: ["read"], errno: "EIO" }, /^store_(unknown|read_only)$/],
  ["no sync and no open", { ops: ["open", "sync"], errno: "EIO" }, /^store_(unknown|read_only)$/],
  ["no write", { ops: ["write", "truncate"], errno: "EIO" }, /^store_(unknown|read_only)$/],
];

it("a disk that for a while takes no sync, has no space, cannot be read, cannot be opened, costs time and nothing else", async () => {
  const { shop, lab } = sick;
  await shop.gateway.start(null);
  for (const [index, [what, fault, code]] of CASES.entries()) {
    const selling = sick.sell(index * 2 + 1, TILLS, WISHES);
    lab.setFault(always(fault));
    const { body } = await shop.api.until("/readyz", ({ status }) => status === 503);
    expect(body.reasons[0].code, what).toMatch(code);
    await expect.poll(() => lab.faultCounts().hits, { timeout: 30_000 }).toBeGreaterThanOrEqual(HITS);
    lab.setFault(null);
    await selling;
    await shop.api.until("/readyz", ({ status }) => status === 200);
    await sick.sell(index * 2 + 2, 1, 1);
  }
  expect(sick.told.refused, "tills were refused").toBeGreaterThan(0);
  expect(await sick.verdict()).toEqual([]);
});

it.each<readonly [string, DiskFault]>([
  ["its first read", always({ ops: ["read"], errno: "EIO" })],
  ["its first write", always({ ops: ["write"], errno: "EIO" })],
  ["a read in the middle of the start", { ...always({ ops: ["read"], errno: "EIO" }), after: 60 }],
  ["a sync in the middle of the start", { ...always({ ops: ["sync"], errno: "EIO" }), after: 2 }],
  ["the key to the credentials", always({ ops: ["open", "read"], errno: "EIO", path: "credential-key" })],
])(
  "a start on a disk that fails from %s on is told, and succeeds by itself once the disk is well",
  async (_, fault) => {
    const { shop, lab } = sick;
    await shop.gateway.start(null);
    await sick.sell(1, 2, 3);
    shop.gateway.kill();
    await shop.gateway.gone();
    lab.setFault(fault);
    const starting = shop.gateway.start(null);
    const { body } = await shop.api.until("/readyz", ({ status }) => status === 503);
    expect(body).toMatchObject({ ready: false, reasons: [{ code: "store_read_only" }] });
    expect(lab.faultCounts().hits).toBeGreaterThan(0);
    lab.setFault(null);
    await starting;
    await sick.sell(2, 2, 3);
    expect(await sick.verdict()).toEqual([]);
  },
);
