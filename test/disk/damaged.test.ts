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

/** Pages that hold rows of orders: a table's root lost would be more than a worn card does to one file at once. */
function damageLeaves(path: string): void {
  const db = new Database(path);
  db.pragma("wal_checkpoint(TRUNCATE)");
  const leaf = db
    .prepare(
      "SELECT pageno FROM dbstat WHERE name = 'orders' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 1",
    )
    .pluck()
    .get() as number;
  db.close();
  const fd = openSync(path, "r+");
  writeSync(fd, Buffer.alloc(PAGE_BYTES, 0x5a), 0, PAGE_BYTES, (leaf - 1) * PAGE_BYTES);
  closeSync(fd);
}
