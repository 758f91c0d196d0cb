/** The proof bites: on the same disk, with the same images, a program that does not sync before it answers loses what it promised. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, expect, it } from "vitest";
import { createChance } from "../crash/chance.ts";
import { portOf } from "../crash/watched-printer.ts";
import { openDiskLab } from "../disk/lab/disk-lab.ts";
import { parseRecord, type RecordEntry } from "../disk/lab/record.ts";
import { createDisk } from "./disk.ts";
import { fateFor, MIXES } from "./fates.ts";

const IMAGES = 150;
const folder = mkdtempSync(join(tmpdir(), "tillgate-bites-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function record(
  synchronous: string,
): Promise<{ readonly root: string; readonly entries: readonly RecordEntry[] }> {
  const place = join(folder, synchronous);
  const root = join(place, "disk");
  mkdirSync(root, { recursive: true });
  using lab = openDiskLab(join(place, "control"), root, join(place, "record.bin"));
  const server = createServer((socket) => void socket.resume());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const script = join(import.meta.dirname, "row-writer.mjs");
  const args = [script, join(root, "rows.db"), synchronous, String(portOf(server))];
  const program = spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...lab.env } });
  expect((await once(program, "exit"))[0]).toBe(0);
  await new Promise((resolve) => server.close(resolve));
  return { root, entries: parseRecord(readFileSync(join(place, "record.bin"))) };
}

/** Images that lack a row which was acknowledged before the cut, and images that SQLite cannot read. */
async function judged(synchronous: string): Promise<{ readonly losing: number; readonly broken: number }> {
  const { root, entries } = await record(synchronous);
  const chance = createChance(1);
  const first = entries.findIndex(({ type }) => type === "send");
  const cuts = Array.from({ length: IMAGES }, () => chance.int(first, entries.length - 1)).toSorted(
    (a, b) => a - b,
  );
  const disk = createDisk(root);
  const sum = { losing: 0, broken: 0 };
  let applied = 0;
  for (const cut of cuts) {
    for (const entry of entries.slice(applied, cut)) disk.apply(entry);
    applied = cut;
    const { files } = disk.image(fateFor(chance.pick(MIXES), cut, disk.pending()));
    const rows = rowsIn(files);
    if (rows === null) sum.broken += 1;
    else if (rows < acknowledgedBefore(entries, cut)) sum.losing += 1;
  }
  return sum;
}

function acknowledgedBefore(entries: readonly RecordEntry[], cut: number): number {
  const last = entries.slice(0, cut).findLast((entry) => entry.type === "send");
  return last?.type === "send" ? Number(last.data.toString()) : 0;
}

/** null: it cannot be read. */
function rowsIn(files: ReadonlyMap<string, Buffer>): number | null {
  const place = mkdtempSync(join(folder, "image-"));
  for (const [path, content] of files) writeFileSync(join(place, path), content);
  const db = new Database(join(place, "rows.db"));
  try {
    if (db.pragma("integrity_check", { simple: true }) !== "ok") return null;
    return Number(db.prepare("SELECT count(*) FROM row").pluck().get());
  } catch {
    return null;
  } finally {
    db.close();
    rmSync(place, { recursive: true });
  }
}

it("rows that were acknowledged under synchronous FULL survive every cut", async () => {
  expect(await judged("FULL")).toEqual({ losing: 0, broken: 0 });
});

it("under NORMAL many cuts lose some, and no file is broken: only the ledger outside can tell", async () => {
  const { losing, broken } = await judged("NORMAL");
  expect(broken).toBe(0);
  expect(losing).toBeGreaterThan(IMAGES / 4);
});
