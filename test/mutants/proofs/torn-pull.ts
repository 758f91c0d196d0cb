/** Orders of Square's own till are pulled while the disk fails at each write in turn. The next pull must bring what is missing. */
import { join } from "node:path";
import { openReader } from "../../../src/store/database.ts";
import { openSite, type Shop } from "../../crash/site.ts";
import { openDiskLab } from "../../disk/lab/disk-lab.ts";
import type { Proof } from "../mutant.ts";

/** Beyond the writes of a page with its cursor, and of the two commits that a wrong program may make of them. */
const WRITES = 16;
const STEP = 2;
/** Pulls overlap by two minutes: what was rung up longer ago does not come again by itself. */
const APART_MS = 600_000;

export const tornPull: Proof = {
  name: "a pull on a disk that fails while it is written to",
  async judge({ dist, folder }) {
    using lab = openDiskLab(join(folder, "control"), folder, null);
    await using site = await openSite(join(folder, "site"), { dist, env: lab.env });
    await using shop = await site.openShop(2_000);
    await shop.gateway.start(null);
    for (let after = 0; after <= WRITES; after += STEP) {
      shop.square.faults.set({ clockSkewMs: after * APART_MS });
      ringUp(shop, `Coffee ${after}`);
      lab.setFault({
        ops: ["write"],
        errno: "ENOSPC",
        path: "tillgate.db-wal",
        after,
        times: 1,
        half: false,
      });
      await shop.api.send("POST", "/integrations/pos/sync/orders", {});
      lab.setFault(null);
      await shop.api.until("/readyz", ({ status }) => status === 200);
    }
    shop.square.faults.set({ clockSkewMs: (WRITES + STEP) * APART_MS });
    const last = await shop.api.send("POST", "/integrations/pos/sync/orders", {});
    await shop.gateway.stop();
    if (last.status !== 200) throw new Error(`the last pull: ${last.status} ${JSON.stringify(last.body)}`);
    return pulledLaw(shop);
  },
};

function ringUp({ square }: Shop, name: string): void {
  const line_items = [{ name, quantity: "1", base_price_money: { amount: 100, currency: "EUR" } }];
  square.seedOrder({ order: { location_id: "L1", line_items }, tender: "CASH" });
}

/** What Square has and a pull went past is here: the cursor never stands behind a page that does not. */
function pulledLaw({ square, database }: Shop): readonly string[] {
  const db = openReader(database);
  const pulled = new Set(db.prepare("SELECT vendor_id FROM vendor_order").pluck().all());
  db.close();
  return square
    .ledger()
    .orders.filter(({ id }) => !pulled.has(id))
    .map(({ id, line_items }) => `Square's order ${id} (${line_items?.[0]?.name}) was never pulled`);
}
