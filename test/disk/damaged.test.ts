/** A database that is damaged under a running gateway, and a disk that takes no writes when it starts: the built gateway, for real. */
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { makeOrderInput } from "../help/orders.ts";
import { openShop, type Shop } from "../help/shop/shop.ts";
import { mayMount, mountDisk, remountDisk, unmountDisk } from "../help/small-disk.ts";
import { newFolder } from "../help/store.ts";

const PAGE_BYTES = 1024;

const sell = (shop: Shop, id: string) =>
  shop.api.send("POST", "/v1/orders", { ...makeOrderInput({ id }), till: "front-1" });

const isSalvage = (entry: { readonly action: string }): boolean => entry.action === "store.salvaged";

const openQuietShop = () => openShop({ folder: newFolder(), name: "Test", linesPerSecond: 400 });

it("a database damaged while selling is salvaged without hand work: told, nothing acknowledged lost in silence, selling goes on", async () => {
  await using shop = await openQuietShop();
  await shop.startGateway();
  for (let n = 0; n < 60; n += 1) expect((await sell(shop, `before-${n}`)).status).toBe(201);
  damageLeaves(shop.database);
  const met = await shop.api.get("/v1/orders?limit=500");
  expect(met).toMatchObject({ status: 503, body: { code: "store_read_only", after: "wait" } });
  await shop.api.until("/v1/audit", ({ body }) => body.items?.some(isSalvage));
  await shop.api.until("/readyz", ({ status }) => status === 200);
  const after = await sell(shop, "after");
  expect(after).toMatchObject({ status: 201, body: { series: "B", receiptNumber: 1 } });
  const { body } = await shop.api.get("/v1/audit");
  const salvage = body.items.find(isSalvage);
  const lost = new Set(salvage.detail.lostOrders as string[]);
  for (let n = 0; n < 60; n += 1) {
    const { status } = await shop.api.get(`/v1/orders/before-${n}`);
    expect(status === 200 || lost.has(`before-${n}`)).toBe(true);
  }
});

it.runIf(mayMount)(
  "a disk that takes no writes at the start is told on /readyz, and found again when it does",
  async () => {
    await using shop = await openQuietShop();
    const folder = `${shop.folder}/data`;
    mkdirSync(folder, { recursive: true });
    mountDisk(folder, "size=200m,ro");
    try {
      const starting = shop.startGateway();
      const { body } = await shop.api.until("/readyz", ({ status }) => status === 503);
      expect(body).toMatchObject({ ready: false, reasons: [{ code: "store_read_only" }] });
      expect(await sell(shop, "early")).toMatchObject({ status: 503, body: { code: "store_read_only" } });
      remountDisk(folder, "rw");
      await starting;
      expect((await sell(shop, "later")).status).toBe(201);
    } finally {
      await shop.stopGateway();
      unmountDisk(folder);
    }
  },
);

it("any page damaged while selling: each acknowledged order is there as it was, or its loss is said", async () => {
  await using shop = await openQuietShop();
  await shop.startGateway();
  const sold = new Map<string, number>();
  const wrong: string[] = [];
  const said: string[] = [];
  for (const [round, { table, type }] of PLACES.entries()) {
    for (let n = 0; n < 25; n += 1) {
      const { status, body } = await sell(shop, `r${round}-${n}`);
      expect(status).toBe(201);
      sold.set(body.id, body.receiptNumber);
    }
    damagePageOf(shop.database, table, type);
    for (const id of sold.keys()) await shop.api.get(`/v1/orders/${id}`);
    // The next sale meets it, or the next start does.
    await sell(shop, `met-${round}`);
    await shop.killGateway();
    await shop.startGateway();
    const { salvages, silent } = await lossesIn(shop, sold);
    said.push(`${table}: ${salvages} salvages`);
    wrong.push(...silent.map((one) => `${table}: ${one}`));
  }
  expect(wrong, said.join(", ")).toEqual([]);
  expect(said.at(-1), "damage was met").not.toContain(": 0 ");
});

/** Where a worn card may strike: rows, an index, the key's memory, the duties. */
const PLACES = [
  { table: "journal", type: "leaf" },
  { table: "job", type: "leaf" },
  { table: "orders", type: "internal" },
  { table: "idempotency", type: "leaf" },
] as const;

/** Which acknowledged orders (id to receipt number) are gone or changed, and of these which nobody spoke of. They are forgotten then. */
async function lossesIn(shop: Shop, sold: Map<string, number>) {
  const { body } = await shop.api.get("/v1/audit?limit=500");
  const salvages = (body.items as Entry[]).filter(isSalvage);
  const lost = new Set(salvages.flatMap(({ detail }) => detail.lostOrders));
  let unnamed = salvages.reduce((sum, { detail }) => sum + detail.lostFacts, 0);
  const silent: string[] = [];
  for (const [id, number] of sold) {
    const answer = await shop.api.get(`/v1/orders/${id}`);
    if (answer.status === 200 && answer.body.receiptNumber === number) continue;
    sold.delete(id);
    if (!lost.has(id) && unnamed-- <= 0) silent.push(`${id} is ${answer.status} in silence`);
  }
  return { salvages: salvages.length, silent };
}

interface Entry {
  readonly action: string;
  readonly detail: { readonly lostOrders: readonly string[]; readonly lostFacts: number };
}

/** Pages that hold rows of orders: a table's root lost would be more than a worn card does to one file at once. */
const damageLeaves = (path: string): void => damagePageOf(path, "orders", "leaf");

function damagePageOf(path: string, name: string, type: "leaf" | "internal"): void {
  const db = new Database(path);
  db.pragma("wal_checkpoint(TRUNCATE)");
  const pages = db
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY pageno")
    .pluck()
    .all(name, type) as number[];
  db.close();
  const page = pages[Math.min(1, pages.length - 1)];
  if (page === undefined) throw new Error(`${name} has no ${type} page`);
  const fd = openSync(path, "r+");
  writeSync(fd, Buffer.alloc(PAGE_BYTES, 0x5a), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
  closeSync(fd);
}
