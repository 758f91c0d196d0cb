/** Power cuts in what happens once in a database's life: a migration with its copy, and the salvage of a damaged file. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openReader } from "../../src/store/database.ts";
import { openSound } from "../../src/store/mend/salvage.ts";
import { knownMigrations } from "../../src/store/migrate.ts";
import { createChance } from "../crash/chance.ts";
import { openDiskLab } from "../disk/lab/disk-lab.ts";
import { parseRecord } from "../disk/lab/record.ts";
import { createDisk } from "./disk.ts";
import { fateFor, MIXES } from "./fates.ts";

const IMAGES = 40;
const folder = mkdtempSync(join(tmpdir(), "tillgate-rare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Calls `look` with the path of a database on each disk that a cut in this work may leave; the last one is the disk without a cut. */
async function everyCut(work: "migrate" | "salvage", look: (path: string) => void): Promise<void> {
  const place = join(folder, work);
  const root = join(place, "disk");
  mkdirSync(root, { recursive: true });
  using lab = openDiskLab(join(place, "control"), root, join(place, "record.bin"));
  const args = ["--import", "tsx", join(import.meta.dirname, "rare-work.ts"), work, root];
  const program = spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...lab.env } });
  expect((await once(program, "exit"))[0]).toBe(0);

  const entries = parseRecord(readFileSync(join(place, "record.bin")));
  const begun = entries.findIndex((entry) => entry.type === "create" && entry.path.endsWith("/begun"));
  const syncs = entries.flatMap(({ type }, index) =>
    type === "write" || type === "truncate" ? [] : [index + 1],
  );
  const chance = createChance(1);
  const cuts = Array.from({ length: IMAGES }, () => chance.pick(syncs.filter((cut) => cut > begun)));
  const disk = createDisk(root);
  let applied = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), entries.length]) {
    for (const entry of entries.slice(applied, cut)) disk.apply(entry);
    applied = cut;
    const { files } = disk.image(fateFor(chance.pick(MIXES), cut, disk.pending()));
    const shop = mkdtempSync(join(place, "image-"));
    for (const [path, content] of files) writeFileSync(join(shop, path), content);
    look(join(shop, "tillgate.db"));
    rmSync(shop, { recursive: true });
  }
}

function ask<T>(path: string, sql: string): T {
  const db = openReader(path);
  try {
    return db.prepare(sql).pluck().get() as T;
  } finally {
    db.close();
  }
}

it("a database that was migrated has the copy of before beside it, whenever the power went", async () => {
  const old = knownMigrations().length;
  const versions = new Set<number>();
  await everyCut("migrate", (path) => {
    openSound(path, 0, false).db.close();
    const version = ask<number>(path, "SELECT user_version FROM pragma_user_version");
    versions.add(version);
    expect(ask(path, "SELECT count(*) FROM orders")).toBe(60);
    if (version === old) return;
    const copy = `${path}.before-schema-${old + 1}`;
    expect(existsSync(copy)).toBe(true);
    expect(ask(copy, "SELECT count(*) FROM orders")).toBe(60);
  });
  expect([...versions].toSorted()).toEqual([old, old + 1]);
});

it("a damaged database is salvaged to no fewer orders, whenever the power went meanwhile; never to an empty shop", async () => {
  const found: number[] = [];
  await everyCut("salvage", (path) => {
    openSound(path, 1, true).db.close();
    found.push(ask<number>(path, "SELECT count(*) FROM orders"));
  });
  const uncut = found.at(-1) ?? 0;
  expect(uncut).toBeGreaterThan(40);
  // An old log whose end was not yet on disk may come back, and with it what was damaged.
  expect(Math.min(...found), `orders after each cut: ${found.join(", ")}`).toBe(uncut);
});
