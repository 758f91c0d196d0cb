/** A disk that fails for a while under the built gateway: while it sells, prints and sends, and while it starts. Nobody lends a hand. */
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openSickShop, type SickShop } from "./gateway/sick-shop.ts";
import type { DiskFault } from "./lab/disk-lab.ts";

const TILLS = 4;
const WISHES = 3;
/** It fails until so many calls have failed. */
const HITS = 3;

let sick: SickShop;
beforeAll(async () => {
  sick = await openSickShop();
  await sick.shop.gateway.start(null);
});
afterAll(() => sick[Symbol.asyncDispose]());

const always = (fault: Pick<DiskFault, "ops" | "errno"> & { readonly path?: string }): DiskFault => ({
  ...{ path: "", after: 0, times: Number.POSITIVE_INFINITY, half: false },
  ...fault,
});

const CASES: readonly (readonly [string, Pick<DiskFault, "ops" | "errno">, RegExp])[] = [
  ["no sync", { ops: ["sync"], errno: "EIO" }, /^store_(unknown|read_only)$/],
  ["no space for a write", { ops: ["write"], errno: "ENOSPC" }, /^store_(full|read_only)$/],
  // SQLite takes some pages that it does not get for damaged ones; whether they are is looked at before anything is salvaged.
  ["no read", { ops: ["read"], errno: "EIO" }, /^store_(unknown|read_only|corrupt)$/],
  ["no sync and no open", { ops: ["open", "sync"], errno: "EIO" }, /^store_(unknown|read_only)$/],
  [
    "a remount that allows no writes",
    { ops: ["open", "write", "truncate", "unlink", "rename"], errno: "EROFS" },
    /^store_(unknown|read_only)$/,
  ],
  ["no write", { ops: ["write", "truncate"], errno: "EIO" }, /^store_(unknown|read_only)$/],
];

it("a disk that for a while takes no sync, has no space, cannot be read, cannot be opened, costs time and nothing else", async () => {
  const { shop, lab } = sick;
  for (const [what, fault, code] of CASES) {
    const selling = sick.sell(TILLS, WISHES);
    lab.setFault(always(fault));
    const { body } = await shop.api.until("/readyz", ({ status }) => status === 503);
    expect(body.reasons[0].code, what).toMatch(code);
    await expect.poll(() => lab.faultCounts().hits, { timeout: 30_000 }).toBeGreaterThanOrEqual(HITS);
    lab.setFault(null);
    await selling;
    await shop.api.until("/readyz", ({ status }) => status === 200);
    await sick.sell(1, 1);
  }
  expect(sick.told.refused, "tills were refused").toBeGreaterThan(0);
});

it.each<readonly [string, DiskFault]>([
  ["its first read", always({ ops: ["read"], errno: "EIO" })],
  ["its first write", always({ ops: ["write"], errno: "EIO" })],
  ["a read in the middle of the start", { ...always({ ops: ["read"], errno: "EIO" }), after: 60 }],
  // The first proves that the database takes writes, the second says that this run began.
  [
    "the second sync of its log",
    { ...always({ ops: ["sync"], errno: "EIO", path: "tillgate.db-wal" }), after: 1 },
  ],
  ["the key to the credentials", always({ ops: ["open", "read"], errno: "EIO", path: "credential-key" })],
])(
  "a start on a disk that fails from %s on is told, and succeeds by itself once the disk is well",
  async (_, fault) => {
    const { shop, lab } = sick;
    await sick.sell(2, 3);
    shop.gateway.kill();
    await shop.gateway.gone();
    lab.setFault(fault);
    const starting = shop.gateway.start(null);
    const { body } = await shop.api.until("/readyz", ({ status }) => status === 503);
    expect(body).toMatchObject({ ready: false, reasons: [{ code: "store_read_only" }] });
    expect(lab.faultCounts().hits).toBeGreaterThan(0);
    lab.setFault(null);
    await starting;
    await sick.sell(2, 3);
  },
);

it("tills, database, paper and Square agree, and no byte was taken for damaged", async () => {
  expect(await sick.verdict()).toEqual([]);
  expect(readdirSync(dirname(sick.shop.database)).filter((name) => name.includes("damaged"))).toEqual([]);
});
