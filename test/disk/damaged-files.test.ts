/** Files of a shop that are gone, cut, overwritten or changed in silence while the gateway was down; the built store opens them. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newFolder, openTestStore } from "../help/store.ts";
import {
  copyShop,
  cutTo,
  type DamagedShop,
  damageBytes,
  damagePage,
  endWell,
  KINDS,
  makeShop,
  overwrite,
} from "./damage/damage.ts";
import { damageEveryPage } from "./damage/every-page.ts";
import { openDamaged } from "./damage/judge-damage.ts";
import { type StoreProcess, startStoreProcess } from "./sweep/store-process.ts";

const WAL_HEAD_BYTES = 32;
const FRAME_BYTES = 24 + 1024;

let shop: DamagedShop;
let store: StoreProcess;
beforeAll(async () => {
  const folder = join(newFolder(), "shop");
  mkdirSync(folder);
  shop = await makeShop(folder);
  store = startStoreProcess({});
});
afterAll(() => store.kill());

const copy = () => copyShop(shop, join(newFolder(), "copy"));

it("opens a shop that was killed, with all of its orders", async () => {
  expect(await openDamaged(store, copy(), shop)).toEqual({ end: "sound", wrong: [] });
});

it.each([
  [
    "a frame in its middle",
    (wal: string) => damageBytes(wal, WAL_HEAD_BYTES + 2 * FRAME_BYTES, 900, "noise", 1),
  ],
  ["its header", (wal: string) => damageBytes(wal, 0, WAL_HEAD_BYTES, "noise", 1)],
  ["its second half, which is gone", (wal: string) => cutTo(wal, Math.floor(statSync(wal).size / 2))],
  ["all of it, which is gone", (wal: string) => rmSync(wal)],
])("a log that lost %s is salvaged and said, not cut in silence", async (_, damage) => {
  const path = copy();
  damage(`${path}-wal`);
  expect(await openDamaged(store, path, shop)).toEqual({ end: "salvaged", wrong: [] });
});

it.each([
  ["was cut to nothing", (path: string) => cutTo(path, 0), "is empty"],
  ["is missing", (path: string) => rmSync(path), "is missing"],
])(
  "a shop whose database %s is not taken for a new one, and opens when it is back",
  async (_, damage, words) => {
    const path = copy();
    const whole = readFileSync(path);
    damage(path);
    const opened = await store.ask({ do: "open", path });
    expect(opened).toMatchObject({
      ok: false,
      code: "store_read_only",
      message: expect.stringContaining(words),
    });
    expect(existsSync(path) ? statSync(path).size : 0).toBe(0);
    overwrite(path, whole);
    expect(await openDamaged(store, path, shop)).toEqual({ end: "sound", wrong: [] });
  },
);

it("a file that is no database stays as it is, and a backup is asked for", async () => {
  const path = copy();
  const noise = Buffer.alloc(100_000, "what a card reader left here ");
  overwrite(path, noise);
  rmSync(`${path}-wal`);
  expect(await openDamaged(store, path, shop)).toEqual({ end: "refused", wrong: [] });
  expect(readFileSync(path)).toEqual(noise);
});

it.each(KINDS)("a shop finds its sales again when the first page is %s", async (kind) => {
  const path = copy();
  endWell(path);
  damagePage(path, 0, kind, 7);
  expect(await openDamaged(store, path, shop)).toEqual({ end: "salvaged", wrong: [] });
});

it.each(KINDS)("a shop finds its sales again when the root of its journal is %s", async (kind) => {
  const path = copy();
  endWell(path);
  const db = new Database(path, { readonly: true });
  const root = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'journal'").pluck().get());
  db.close();
  damagePage(path, root - 1, kind, 7);
  expect(await openDamaged(store, path, shop)).toEqual({ end: "salvaged", wrong: [] });
});

it("a letter changed in the name of a column is put right, and no sale is lost", async () => {
  const path = copy();
  endWell(path);
  const file = readFileSync(path);
  // Where it was before the table was last altered it may stand, too.
  for (let at = file.indexOf("due_at_ms"); at >= 0; at = file.indexOf("due_at_ms", at))
    file.write("due_at_mz", at);
  overwrite(path, file);
  expect(await openDamaged(store, path, shop)).toEqual({ end: "salvaged", wrong: [] });
});

it("rows that share one number do not hold up the start for ever", async () => {
  const path = copy();
  endWell(path);
  numberAlike(path);
  expect(await openDamaged(store, path, shop)).toEqual({ end: "salvaged", wrong: [] });
});

/** On the first leaf of `orders` all rows but the last get the number of the first one. */
function numberAlike(path: string): void {
  const db = new Database(path, { readonly: true });
  const root = Number(db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'orders'").pluck().get());
  db.close();
  const file = readFileSync(path);
  const pageAt = (page: number): Buffer => file.subarray((page - 1) * 1024, page * 1024);
  // An interior page's cells begin with their child; a leaf's with their length, then the row's number.
  const leaf = pageAt(pageAt(root).readUInt32BE(pageAt(root).readUInt16BE(12)));
  const places = Array.from({ length: leaf.readUInt16BE(3) }, (_, row) => {
    const cell = leaf.readUInt16BE(8 + 2 * row);
    return (leaf[cell] ?? 0) < 0x80 ? cell + 1 : cell + 2;
  });
  for (const place of places.slice(0, -1)) leaf[place] = leaf[places[0] ?? 0] ?? 0;
  overwrite(path, file);
}

it("a database that lost its end is salvaged", async () => {
  const path = copy();
  cutTo(path, Math.floor(statSync(path).size / 2));
  const { wrong } = await openDamaged(store, path, shop);
  expect(wrong).toEqual([]);
});

it("a price that changed on the disk is found by its hash, told once on the status and in the audit, while sales go on", async () => {
  const path = copy();
  const forger = new Database(path);
  forger.exec("DROP TRIGGER journal_only_grows_u");
  forger.exec("UPDATE journal SET body = replace(body, '760', '761') WHERE seq = 4");
  forger.close();
  {
    await using test = await openTestStore(path);
    await expect
      .poll(() => test.store.state().changedRows, { timeout: 20_000 })
      .toEqual([{ table: "journal", seq: 4 }]);
    expect(test.store.state().state).toBe("ok");
    expect(test.states.at(-1)?.changedRows).toHaveLength(1);
  }
  const db = new Database(path, { readonly: true });
  const told = db.prepare("SELECT subject FROM audit WHERE action = 'store.rows_changed'").pluck().all();
  db.close();
  expect(told).toEqual(["journal 4"]);
});

it("any page damaged: every order is there or its loss is said, and no number is given twice", async () => {
  const said: string[] = [];
  const { failed } = await damageEveryPage({ seed: 5, stride: 40 }, (line) => void said.push(line));
  expect(said.filter((line) => line.startsWith("FAILED"))).toEqual([]);
  expect(failed).toBe(0);
});

it("a fact that bytes on the disk made unreadable is told when it is asked for, and is salvaged around", async () => {
  const path = copy();
  const db = new Database(path);
  // The triggers are put in the way of programs; a disk knows none.
  db.exec(
    `DROP TRIGGER journal_only_grows_u; UPDATE journal SET body = replace(body, '}', ']') WHERE seq = 7`,
  );
  db.close();
  expect(await openDamaged(store, path, shop)).toEqual({ end: "salvaged", wrong: [] });
});
