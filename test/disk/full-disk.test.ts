/** A disk that is really full. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { unwrittenLogBytes } from "../../src/store/database.ts";
import { draftOf } from "../../src/store/draft.ts";
import { captured, makeOrderInput } from "../help/orders.ts";
import { sell } from "../help/shop.ts";
import { mayMount, mountDisk, unmountDisk } from "../help/small-disk.ts";
import { newFolder, openTestStore } from "../help/store.ts";

const MB = 1024 * 1024;
const folder = newFolder();

beforeAll(() => {
  if (mayMount) mountDisk(folder, "size=16m");
});
afterAll(() => {
  if (mayMount) unmountDisk(folder);
});

it.runIf(mayMount)(
  "answers store_full on a full disk, keeps what it acknowledged, and sells on by itself once there is room",
  async () => {
    const path = `${folder}/tillgate.db`;
    const acknowledged: string[] = [];
    const sellOne = async (test: Awaited<ReturnType<typeof openTestStore>>, id: string) => {
      const draft = draftOf(captured(makeOrderInput({ id })));
      await test.store.run("captureOrder", {
        key: null,
        actor: "t",
        till: null,
        draft,
        contentHash: Buffer.alloc(32),
      });
      acknowledged.push(id);
    };
    {
      await using test = await openTestStore(path, { freeSpaceFloorBytes: 0, ballastBytes: 2 * MB });
      await sellOne(test, "before");
      fillUp(`${folder}/filler`, 0);
      const refused = sellUntilRefused(test, sellOne);
      await expect(refused).rejects.toMatchObject({ code: "store_full", after: "wait" });
      expect(test.store.state()).toMatchObject({ state: "full" });
      expect(existsSync(`${path}.ballast`)).toBe(false);
      rmSync(`${folder}/filler`);
      await expect.poll(() => test.store.state().state, { timeout: 15_000 }).toBe("ok");
      await sellOne(test, "after");
    }
    const db = new Database(path, { readonly: true });
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    const stored = db.prepare("SELECT id FROM orders").pluck().all();
    db.close();
    expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
  },
);

it.runIf(mayMount)("refuses new orders below the floor while outcomes are still taken", async () => {
  const path = `${folder}/floor.db`;
  await using test = await openTestStore(path, { freeSpaceFloorBytes: 100 * MB, ballastBytes: 0 });
  const draft = draftOf(captured(makeOrderInput({ id: "o" })));
  const order = { key: null, actor: "t", till: null, draft, contentHash: Buffer.alloc(32) };
  await expect(test.store.run("captureOrder", order)).rejects.toMatchObject({ code: "store_full" });
  await test.store.run("logSync", { vendor: "square", type: "push", status: "ok", message: "sent" });
  expect(test.store.state()).toMatchObject({
    state: "full",
    reason: expect.stringContaining("new orders are refused"),
  });
});

it.runIf(mayMount)(
  "a log that cannot be carried over for want of space loses nothing, and is carried over once there is room",
  async () => {
    const path = `${folder}/log.db`;
    await using test = await openTestStore(path, { freeSpaceFloorBytes: 0, ballastBytes: 0 });
    const bulk = async (id: string): Promise<void> => {
      await sell(test.store, id, { print: { printer: "front", copies: 1 } });
      const jobId = test.store.read.jobsOfOrder(id).find(({ kind }) => kind === "print")?.id ?? "";
      await test.store.run("claimDeviceJob", { jobId, bytes: Buffer.alloc(900_000, 0x41), degraded: [] });
    };
    for (let n = 0; n < 4; n += 1) await bulk(`bulk-${n}`);
    expect(unwritten(path), "the log is not carried over yet").toBeGreaterThan(3 * MB);
    // Room for the log to grow, not for the database to take it over.
    fillUp(`${folder}/filler`, 2 * MB);
    await bulk("last");
    await expect.poll(() => test.states.map(({ state }) => state), { timeout: 15_000 }).toContain("full");
    expect(unwritten(path)).toBeGreaterThan(4 * MB);
    rmSync(`${folder}/filler`);
    await expect.poll(() => unwritten(path), { timeout: 15_000 }).toBeLessThan(0.1 * MB);
    await expect.poll(() => test.store.state().state, { timeout: 15_000 }).toBe("ok");
    await sell(test.store, "after");
    for (const id of ["bulk-0", "bulk-1", "bulk-2", "bulk-3", "last", "after"])
      expect(test.store.read.order(id)?.id).toBe(id);
    const db = new Database(path, { readonly: true });
    expect(db.prepare("SELECT COUNT(*) FROM job_bytes WHERE length(bytes) = 900000").pluck().get()).toBe(5);
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    db.close();
  },
);

/** Bytes of the log that the database does not have yet. */
function unwritten(path: string): number {
  const db = new Database(path);
  try {
    return unwrittenLogBytes(db);
  } finally {
    db.close();
  }
}

async function sellUntilRefused(
  test: Awaited<ReturnType<typeof openTestStore>>,
  sell: (test: Awaited<ReturnType<typeof openTestStore>>, id: string) => Promise<void>,
): Promise<never> {
  for (let n = 0; ; n += 1) await sell(test, `full-${n}`);
}

/** Takes all free space but `leave` bytes. */
function fillUp(file: string, leave: number): void {
  const chunk = Buffer.alloc(64 * 1024, 1);
  writeFileSync(file, "");
  try {
    for (;;) writeFileSync(file, chunk, { flag: "a" });
  } catch {
    const size = readFileSync(file).length;
    if (leave > 0) execFileSync("truncate", ["-s", String(size - leave), file]);
  }
}
