import { expect, it } from "vitest";
import { openTestStore } from "../../../test/help/store.ts";
import { openWriter } from "../database.ts";

/** Older lines than any test writes one by one. */
function fill(path: string, vendor: string, count: number): void {
  const db = openWriter(path);
  db.prepare(
    `WITH RECURSIVE line (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < ?)
     INSERT INTO pos_sync_logs (vendor, type, status, message, synced_at)
       SELECT ?, 'orders', 'ok', n, '2026-11-24T12:00:00Z' FROM line`,
  ).run(count, vendor);
  db.close();
}

it("the sync log keeps the newest 10,000 lines of each vendor, and forgets in slices", async () => {
  await using test = await openTestStore();
  fill(test.path, "square", 10_700);
  fill(test.path, "custom", 3);
  const forgotten = [];
  for (let slice = 0; slice < 3; slice += 1) forgotten.push(await test.store.runLazy("pruneSyncLogs", null));
  expect(forgotten).toEqual([500, 200, 0]);
  const { syncLogs } = test.store.read;
  const all = syncLogs("square", 20_000, null).items;
  expect(all).toHaveLength(10_000);
  expect([all.at(0)?.message, all.at(-1)?.message]).toEqual(["10700", "701"]);
  expect(syncLogs("custom", 10, null).items).toHaveLength(3);
});
