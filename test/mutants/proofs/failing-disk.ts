/** Sales while the disk refuses a write or a sync, each time at another place of the commit. The till asks until it is told. */
import { join } from "node:path";
import { createChance } from "../../crash/chance.ts";
import { judge } from "../../crash/judge.ts";
import { evidenceIn, rest } from "../../crash/play.ts";
import { openSite } from "../../crash/site.ts";
import { work } from "../../crash/till.ts";
import { type Desk, sale } from "../../crash/wishes.ts";
import { type DiskFault, openDiskLab } from "../../disk/lab/disk-lab.ts";
import type { Proof } from "../mutant.ts";

const LINES_PER_SECOND = 2_000;
/** A sale's commit is some thirty writes to the log: at its head, in the middle of a page, further on. And one sync. */
const FAULTS: readonly Pick<DiskFault, "ops" | "errno" | "after" | "half">[] = [
  { ops: ["write"], errno: "ENOSPC", after: 0, half: false },
  { ops: ["write"], errno: "EIO", after: 7, half: true },
  { ops: ["write"], errno: "ENOSPC", after: 12, half: false },
  { ops: ["sync"], errno: "EIO", after: 0, half: false },
];

export const failingDisk: Proof = {
  name: "a disk that fails while it is written to",
  async judge({ dist, folder }) {
    using lab = openDiskLab(join(folder, "control"), folder, null);
    await using site = await openSite(join(folder, "site"), { dist, env: lab.env });
    await using shop = await site.openShop(LINES_PER_SECOND);
    await shop.gateway.start(null);
    const desk: Desk = { chance: createChance(7), till: "front-1", at: new Date().toISOString() };
    for (const [index, fault] of [null, ...FAULTS, null].entries()) {
      // Nothing else is written then: the fault meets the sale.
      await rest(shop);
      lab.setFault(fault && { ...fault, path: "tillgate.db-wal", times: 1 });
      const wish = { ...sale(desk, `D-${index}`).wish, isAbandoned: false, waitSeconds: 0 };
      shop.book.adds([wish]);
      await work(shop, shop.book, [wish]);
      const { hits } = lab.faultCounts();
      if (fault && hits === 0) throw new Error(`the disk never failed at ${JSON.stringify(fault)}`);
    }
    await rest(shop);
    await shop.gateway.stop();
    return judge(evidenceIn(shop));
  },
};
