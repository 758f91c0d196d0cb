import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { newFolder } from "../../test/help/store.ts";
import { openReader, openWriter } from "./database.ts";
import { knownMigrations, migrate } from "./migrate.ts";

/** SHA-256 of each file as it was first used in a shop: a file that changed later would leave shops with two different schemas of one number. */
const RELEASED: Readonly<Record<string, string>> = {
  "0001-start.sql": "d65ab78ee403ccd477840269ee8c8499c8844795c1b27d1c3c88f2cbd45f93c6",
  "0002-print-templates.sql": "fe1bd94d3f51f068c8bfdfaf77bc9c2b7577e77a4cfe3fb0111e97fb86832e35",
  "0003-print-queues.sql": "a4e964f4c3978b04a6e90096c954411073476aa5e2dae4d92fa3ffecf2a20646",
  "0004-printed-words.sql": "4f976b8964eb38e67c64f4d03c5ec82e1c2eae71576eeada8ce506fb5d88c5d5",
};

it("never changes a migration that shops have run", () => {
  const hashes = knownMigrations().map(({ name, sql }) => [
    name,
    createHash("sha256").update(sql).digest("hex"),
  ]);
  expect(Object.fromEntries(hashes)).toEqual(RELEASED);
});

it("takes a copy before it migrates, and brings what was there along", () => {
  const path = `${newFolder()}/tillgate.db`;
  const [first] = knownMigrations();
  if (!first) throw new Error("no migrations");
  const db = openWriter(path);
  expect(migrate(db, path, [first])).toBeNull();
  db.exec("INSERT INTO meta (name, value) VALUES ('kept', 'yes')");
  const second = { version: 2, name: "0002-more.sql", sql: "ALTER TABLE meta ADD COLUMN more TEXT" };
  const copy = migrate(db, path, [first, second]) ?? "";
  expect(db.prepare("SELECT value FROM meta WHERE name = 'kept'").pluck().get()).toBe("yes");
  db.close();
  const before = openReader(copy);
  expect(before.pragma("user_version", { simple: true })).toBe(1);
  expect(before.prepare("SELECT value FROM meta WHERE name = 'kept'").pluck().get()).toBe("yes");
  before.close();
});

it("leaves the schema as it was when a step fails in the middle", () => {
  const path = `${newFolder()}/tillgate.db`;
  const [first] = knownMigrations();
  if (!first) throw new Error("no migrations");
  const db = openWriter(path);
  migrate(db, path, [first]);
  const broken = {
    version: 2,
    name: "0002-broken.sql",
    sql: "CREATE TABLE half (a TEXT); CREATE TABLE half (a TEXT);",
  };
  expect(() => migrate(db, path, [first, broken])).toThrow("already exists");
  expect(db.pragma("user_version", { simple: true })).toBe(1);
  expect(db.prepare("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
  expect(existsSync(`${path}.before-schema-2`)).toBe(true);
  db.close();
});
