import { copyFileSync, statSync } from "node:fs";
import { expect, it } from "vitest";
import { newFolder, openTestStore, type TestStore } from "../../../test/help/store.ts";
import { openReader, openWriter } from "../database.ts";
import { migrate } from "../migrate.ts";

const MB = 1024 * 1024;
const asked = { key: null, actor: "t", till: null };

/** A megabyte into the log. */
const write = ({ store }: TestStore) =>
  store.run("saveReconciliation", {
    ...asked,
    vendor: "square",
    businessDay: "2026-11-24",
    report: "x".repeat(MB),
  });
const writeLittle = ({ store }: TestStore) =>
  store.run("logSync", { vendor: "square", type: "push", status: "ok", message: "-" });

it("the log is carried over four megabytes at a time, not with every sale from then on", async () => {
  await using test = await openTestStore();
  for (let megabytes = 0; megabytes < 6; megabytes += 1) await write(test);
  expect(statSync(`${test.path}-wal`).size).toBeGreaterThan(4 * MB);
  await writeLittle(test);
  const before = statSync(test.path, { bigint: true }).mtimeNs;
  for (let sales = 0; sales < 5; sales += 1) await writeLittle(test);
  expect(statSync(test.path, { bigint: true }).mtimeNs).toBe(before);
});

it("a long reader makes no sale wait, and the log goes back to its limit when it is gone", async () => {
  await using test = await openTestStore();
  const reader = openReader(test.path);
  reader.exec("BEGIN");
  reader.prepare("SELECT COUNT(*) FROM meta").get();
  const beganMs = performance.now();
  for (let megabytes = 0; megabytes < 20; megabytes += 1) await write(test);
  // A checkpoint that waits for readers would wait five seconds, with each sale.
  expect(performance.now() - beganMs).toBeLessThan(5_000);
  expect(statSync(`${test.path}-wal`).size).toBeGreaterThan(16 * MB);
  reader.close();
  for (let megabytes = 0; megabytes < 10; megabytes += 1) await write(test);
  expect(statSync(`${test.path}-wal`).size).toBeLessThanOrEqual(17 * MB);
});

it("a log that a kill left long holds up no start, and is carried over without a sale", async () => {
  const [killed, found] = [`${newFolder()}/killed.db`, `${newFolder()}/found.db`];
  const db = openWriter(killed);
  migrate(db, killed);
  db.prepare("INSERT INTO meta (name, value) VALUES ('long', ?)").run("x".repeat(6 * MB));
  for (const end of ["", "-wal"]) copyFileSync(killed + end, found + end);
  db.close();
  await using test = await openTestStore(found);
  await writeLittle(test);
  expect(statSync(found).size).toBeLessThan(MB);
  await expect.poll(() => statSync(found).size, { timeout: 20_000 }).toBeGreaterThan(6 * MB);
});
