import { expect, it } from "vitest";
import { captured, makeOrderInput } from "../../../test/help/orders.ts";
import { newFolder, openTestStore, type TestStore } from "../../../test/help/store.ts";
import { draftOf } from "../draft.ts";
import { restoreDatabase } from "./restore.ts";

const sell = ({ store }: TestStore, id: string) => {
  const draft = captured(makeOrderInput({ id, destinations: ["square"] }));
  return store.run("captureOrder", {
    key: null,
    actor: "t",
    till: null,
    draft: draftOf(draft),
    contentHash: Buffer.alloc(32),
  });
};

it("brings a backup back: numbers go on in a new series, and every open duty is asked about before it is sent", async () => {
  const path = `${newFolder()}/tillgate.db`;
  const backup = `${newFolder()}/backup.db`;
  {
    await using test = await openTestStore(path);
    await sell(test, "o-1");
    await test.store.backup(backup);
    await sell(test, "o-2");
    expect(() => restoreDatabase(path, backup, 1)).toThrow("another gateway runs");
  }
  expect(restoreDatabase(path, backup, 1_900_000_000_000)).toMatchObject({ series: "B" });
  await using test = await openTestStore(path);
  expect(test.store.read.order("o-2")).toBeUndefined();
  expect(test.store.read.jobsOfOrder("o-1").map((job) => job.state)).toContain("in_doubt");
  await sell(test, "o-3");
  expect(test.store.read.order("o-3")).toMatchObject({ series: "B", receiptNumber: 1 });
});

it("refuses a file that is no backup and leaves the database as it is", async () => {
  const path = `${newFolder()}/tillgate.db`;
  {
    await using test = await openTestStore(path);
    await sell(test, "o-1");
  }
  expect(() => restoreDatabase(path, `${import.meta.dirname}/restore.ts`, 1)).toThrow("is no sound backup");
  await using test = await openTestStore(path);
  expect(test.store.read.order("o-1")?.receiptNumber).toBe(1);
});
