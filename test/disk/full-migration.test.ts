/** A schema that must be brought forward on a disk that is full: the old database stands untouched until there is room. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openWriter } from "../../src/store/database.ts";
import { knownMigrations, migrate } from "../../src/store/migrate.ts";
import { mayMount, mountDisk, unmountDisk } from "../help/small-disk.ts";
import { newFolder, openTestStore } from "../help/store.ts";

const folder = newFolder();
beforeAll(() => {
  if (mayMount) mountDisk(folder, "size=2m");
});
afterAll(() => {
  if (mayMount) unmountDisk(folder);
});

it.runIf(mayMount)(
  "a first start on a full disk is refused as such, and is a new shop once there is room",
  async () => {
    const path = `${folder}/first.db`;
    fillUp(`${folder}/filler`);
    await expect(openTestStore(path, { freeSpaceFloorBytes: 0, ballastBytes: 0 })).rejects.toMatchObject({
      code: "store_read_only",
      message: expect.stringContaining("full"),
    });
    expect(existsSync(`${path}.shop`)).toBe(false);
    rmSync(`${folder}/filler`);
    {
      await using test = await openTestStore(path, { freeSpaceFloorBytes: 0, ballastBytes: 0 });
      expect(test.store.state().state).toBe("ok");
    }
    for (const end of ["", ".shop", ".lock", ".boot"]) rmSync(path + end, { force: true });
  },
);

it.runIf(mayMount)(
  "an upgrade on a full disk changes nothing and leaves no half a copy; with room it is made",
  () => {
    const path = `${folder}/upgrade.db`;
    const db = openWriter(path);
    migrate(db, path);
    db.exec("INSERT INTO meta (name, value) VALUES ('kept', 'yes')");
    db.pragma("wal_checkpoint(TRUNCATE)");
    const before = readFileSync(path);
    const have = knownMigrations().length;
    const next = { version: have + 1, name: "later", sql: "CREATE TABLE later (a INTEGER) STRICT;" };
    fillUp(`${folder}/filler`);
    expect(() => migrate(db, path, [...knownMigrations(), next])).toThrow(/full/);
    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(`${path}.before-schema-${have + 1}`)).toBe(false);
    expect(existsSync(`${path}.before-schema-${have + 1}.half`)).toBe(false);
    rmSync(`${folder}/filler`);
    expect(migrate(db, path, [...knownMigrations(), next])).toBe(`${path}.before-schema-${have + 1}`);
    expect(db.prepare("SELECT value FROM meta WHERE name = 'kept'").pluck().get()).toBe("yes");
    db.close();
  },
);

function fillUp(file: string): void {
  writeFileSync(file, "");
  for (const size of [65_536, 512]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size, 1), { flag: "a" });
    } catch {
      // Full, up to this size.
    }
  }
}
