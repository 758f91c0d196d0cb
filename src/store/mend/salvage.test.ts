import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { captured, makeOrderInput } from "../../../test/help/orders.ts";
import { newFolder, openTestStore } from "../../../test/help/store.ts";
import { draftOf } from "../draft.ts";

const PAGE_BYTES = 1024;
const asked = { key: null, actor: "test", till: null };

async function fill(path: string, count: number): Promise<void> {
  await using test = await openTestStore(path);
  const captures = Array.from({ length: count }, (_, n) => {
    const draft = draftOf(captured(makeOrderInput({ id: `order-${n}`, destinations: ["square"] })));
    return test.store.run("captureOrder", { ...asked, draft, contentHash: Buffer.alloc(32, n) });
  });
  await Promise.all(captures);
}

function damage(path: string, firstPage: number, pages: number): void {
  const fd = openSync(path, "r+");
  writeSync(fd, Buffer.alloc(pages * PAGE_BYTES, 0x5a), 0, pages * PAGE_BYTES, firstPage * PAGE_BYTES);
  closeSync(fd);
}

describe("a damaged database", () => {
  it("is carried over as far as it can be read, in a new number series, and the damaged file is kept", async () => {
    const path = `${newFolder()}/tillgate.db`;
    await fill(path, 200);
    damage(path, Math.floor(statSync(path).size / PAGE_BYTES / 2), 3);
    await using test = await openTestStore(path);
    expect(test.store.notes().join("\n")).toMatch(/was damaged .*facts .*were saved/s);
    expect(test.store.state().state).toBe("ok");
    const { items } = test.store.read.orders({}, 500, null);
    expect(items.length).toBeGreaterThan(150);
    expect(readdirSync(dirname(path)).some((name) => name.includes(".damaged-"))).toBe(true);
    const draft = draftOf(captured(makeOrderInput({ id: "after" })));
    await test.store.run("captureOrder", { ...asked, draft, contentHash: Buffer.alloc(32) });
    expect(test.store.read.order("after")).toMatchObject({ series: "B", receiptNumber: 1 });
  });

  it("has every saved closed order on its way to the vendor, as possibly sent, under the key it had", async () => {
    const path = `${newFolder()}/tillgate.db`;
    await fill(path, 100);
    damage(path, Math.floor(statSync(path).size / PAGE_BYTES / 3), 4);
    await using test = await openTestStore(path);
    for (const order of test.store.read.orders({}, 500, null).items) {
      const duties = test.store.read.jobsOfOrder(order.id).filter((job) => job.kind === "vendor.sale");
      expect(duties).toHaveLength(1);
      expect(duties[0]).toMatchObject({ state: "in_doubt", idempotencyKey: `${order.id}:sale` });
    }
  });

  it("of which nothing can be read stays as it is: never an empty one in its place", async () => {
    const path = `${newFolder()}/tillgate.db`;
    writeFileSync(path, Buffer.alloc(64 * PAGE_BYTES, 0x5a));
    await expect(openTestStore(path)).rejects.toThrow(/nothing of it can be read.*restore/s);
    expect(readFileSync(path)).toEqual(Buffer.alloc(64 * PAGE_BYTES, 0x5a));
  });
});

it("a database whose very first start was cut off in the middle of a write is opened, not refused for ever", async () => {
  const before = `${newFolder()}/tillgate.db`;
  const db = new Database(before);
  db.exec("CREATE TABLE first (text TEXT); PRAGMA cache_size = 1; BEGIN; CREATE TABLE second (text TEXT);");
  db.prepare("INSERT INTO second VALUES (?)").run("x".repeat(100_000));
  const path = `${newFolder()}/tillgate.db`;
  for (const end of ["", "-journal"]) copyFileSync(before + end, path + end);
  db.close();
  await using test = await openTestStore(path);
  expect(test.store.state().state).toBe("ok");
});
