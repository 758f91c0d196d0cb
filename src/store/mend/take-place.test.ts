import { existsSync, renameSync } from "node:fs";
import { expect, it } from "vitest";
import { captured, makeOrderInput } from "../../../test/help/orders.ts";
import { newFolder, openTestStore } from "../../../test/help/store.ts";
import { draftOf } from "../draft.ts";

async function sell(path: string, id: string): Promise<void> {
  await using test = await openTestStore(path);
  const draft = draftOf(captured(makeOrderInput({ id })));
  const asked = { key: null, actor: "t", till: null };
  await test.store.run("captureOrder", { ...asked, draft, contentHash: Buffer.alloc(32) });
}

it("a power cut while a mended database takes its place never leaves an empty shop", async () => {
  const path = `${newFolder()}/tillgate.db`;
  await sell(path, "o-1");
  // The damaged file was moved aside, and there the power went.
  renameSync(path, `${path}.ready`);
  await using test = await openTestStore(path);
  expect(test.store.read.order("o-1")?.receiptNumber).toBe(1);
  expect(existsSync(`${path}.ready`)).toBe(false);
});

it("a power cut before that moves the old one aside at the next start, with its log", async () => {
  const path = `${newFolder()}/tillgate.db`;
  await sell(path, "o-new");
  renameSync(path, `${path}.ready`);
  await sell(`${path}.old`, "o-old");
  renameSync(`${path}.old`, path);
  await using test = await openTestStore(path);
  expect(test.store.read.order("o-new")?.receiptNumber).toBe(1);
  expect(test.store.read.order("o-old")).toBeUndefined();
});
