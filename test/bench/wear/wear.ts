/**
 * What an order of 1 KiB writes to the disk: log and checkpoints, counted at the system calls. A card dies of these bytes.
 * Long enough that checkpoints are in it as in a shop's year.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openDiskLab } from "../../disk/lab/disk-lab.ts";
import { makeHistory } from "../history.ts";
import { alone, type Bench, type Row } from "../row.ts";
import type { WearOrder } from "./shop.ts";

const HISTORY = { quick: 20_000, full: 200_000 } as const;
const GOALS = [
  { atOnce: 1, kib: 13 },
  { atOnce: 64, kib: 3 },
] as const;

export const wearBench: Bench = {
  name: "wear",
  async run({ isQuick, folder, say }) {
    const path = join(folder, "shop.db");
    say("making the history");
    await makeHistory(path, isQuick ? HISTORY.quick : HISTORY.full);
    const lab = openDiskLab(join(folder, "control"), folder, null);
    const shop = fork(join(import.meta.dirname, "shop.ts"), [path], { env: { ...process.env, ...lab.env } });
    await once(shop, "message");
    const ask = async (order: WearOrder): Promise<void> => {
      shop.send(order);
      await once(shop, "message");
    };
    const rows: Row[] = [];
    for (const { atOnce, kib } of GOALS) {
      // Where one checkpoint more or less falls weighs little in so many.
      const count = (isQuick ? 3_200 : 12_800) * (atOnce === 1 ? 1 : 4);
      await ask({ count: 320, atOnce });
      const before = lab.bytesWritten();
      await ask({ count, atOnce });
      const value = (lab.bytesWritten() - before) / count / 1_024;
      const name = `bytes written per order of 1 KiB, ${atOnce} per group`;
      rows.push(alone({ name, value, unit: "KiB" }, { atMost: kib }));
    }
    shop.disconnect();
    await once(shop, "exit");
    lab[Symbol.dispose]();
    return rows;
  },
};
