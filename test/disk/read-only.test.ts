/** A database file that this user may read and not write, as a copy made by root is. Needs the right to mount, which root has and CI is. */
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { newFolder, openTestStore } from "../help/store.ts";

const isRoot = process.getuid?.() === 0;
const asRoot = (command: string, ...words: string[]) =>
  isRoot ? execFileSync(command, words) : execFileSync("sudo", ["-n", command, ...words]);

it("is told when it is opened, before a till counts on it, and opens once it may be written", async () => {
  const path = `${newFolder()}/tillgate.db`;
  await (await openTestStore(path))[Symbol.asyncDispose]();
  asRoot("mount", "--bind", path, path);
  try {
    asRoot("mount", "-o", "remount,ro,bind", path);
    await expect(openTestStore(path)).rejects.toMatchObject({ code: "store_read_only" });
  } finally {
    asRoot("umount", path);
  }
  await using test = await openTestStore(path);
  expect(test.store.state().state).toBe("ok");
});
