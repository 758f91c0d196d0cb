/** What happens once in a database's life, to be recorded: rare-work.ts migrate|salvage FOLDER. A file `begun` stands when it begins. */
import { closeSync, fsyncSync, openSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openWriter } from "../../src/store/database.ts";
import { draftOf } from "../../src/store/draft.ts";
import { openSound } from "../../src/store/mend/salvage.ts";
import { knownMigrations, migrate } from "../../src/store/migrate.ts";
import { captured, makeOrderInput } from "../help/orders.ts";
import { openTestStore } from "../help/store.ts";

const PAGE_BYTES = 1024;
const ORDERS = 60;

const [work, folder = ""] = process.argv.slice(2);
const path = join(folder, "tillgate.db");
await fill();
if (work === "salvage") damage();
const mark = openSync(join(folder, "begun"), "w");
fsyncSync(mark);
closeSync(mark);
if (work === "salvage") openSound(path, Date.now(), true).db.close();
else migrateOn();

async function fill(): Promise<void> {
  await using test = await openTestStore(path);
  const asked = { key: null, actor: "test", till: null };
  for (let n = 0; n < ORDERS; n += 1) {
    const draft = draftOf(captured(makeOrderInput({ id: `order-${n}` })));
    await test.store.run("captureOrder", { ...asked, draft, contentHash: Buffer.alloc(32, n) });
  }
}

function damage(): void {
  const fd = openSync(path, "r+");
  const at = Math.floor(statSync(path).size / PAGE_BYTES / 2) * PAGE_BYTES;
  writeSync(fd, Buffer.alloc(3 * PAGE_BYTES, 0x5a), 0, 3 * PAGE_BYTES, at);
  fsyncSync(fd);
  closeSync(fd);
}

function migrateOn(): void {
  const db = openWriter(path);
  const steps = knownMigrations();
  const next = { version: steps.length + 1, name: "next.sql", sql: "ALTER TABLE meta ADD COLUMN more TEXT" };
  migrate(db, path, [...steps, next]);
  db.close();
}
