/** A whole shop whose built gateway stands on a disk to experiment on, with tills at work and the crash suite's laws for what is left. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../../crash/judge.ts";
import { makePlan } from "../../crash/plan.ts";
import { evidenceIn, printAgain, rest } from "../../crash/play.ts";
import { openSite, type Shop } from "../../crash/site.ts";
import { work } from "../../crash/till.ts";
import type { Wish } from "../../crash/wishes.ts";
import type { Answer } from "../../help/shop/calls.ts";
import { newFolder } from "../../help/store.ts";
import { type DiskLab, openDiskLab } from "../lab/disk-lab.ts";

const LINES_PER_SECOND = 2_000;
/** A disk may be sick for seconds: the tills ask again each 100 ms until it is not. */
const MOST_REFUSALS = 400;
const REFUSED = [429, 503];

export interface SickShop extends AsyncDisposable {
  readonly shop: Shop;
  readonly lab: DiskLab;
  /** So many tills work beside each other, each through its first wishes; resolves when all are done. */
  sell(tills: number, wishes: number): Promise<void>;
  /** What the tills were told: refusals, and those that did not say when to come again. */
  readonly told: { refused: number; readonly rude: string[] };
  /** All rests, the gateway stops, the witnesses speak. Nothing: all laws hold. */
  verdict(): Promise<readonly string[]>;
}

export async function openSickShop(): Promise<SickShop> {
  const folder = newFolder();
  const place = join(folder, "site");
  const lab = openDiskLab(join(folder, "control"), join(place, "data"), null);
  const site = await openSite(place, { env: lab.env });
  const shop = await site.openShop(LINES_PER_SECOND);
  const told: SickShop["told"] = { refused: 0, rude: [] };
  const send: Shop["api"]["send"] = async (...ask) => {
    const answer = await shop.api.send(...ask);
    note(told, answer);
    return answer;
  };
  let round = 0;
  const till = { ...shop, api: { ...shop.api, send } };
  return {
    ...{ shop, lab, told },
    async sell(tills, count) {
      round += 1;
      const wishes = wishesOf(round, tills, count);
      shop.book.adds(wishes.flat());
      await Promise.all(wishes.map((own) => work(till, shop.book, own, MOST_REFUSALS)));
    },
    async verdict() {
      await rest(shop);
      await printAgain(shop);
      await rest(shop);
      const code = await shop.gateway.stop();
      return [...told.rude, ...(code === 0 ? [] : [`stopped with ${code}`]), ...judge(evidenceIn(shop))];
    },
    async [Symbol.asyncDispose]() {
      lab.setFault(null);
      lab.delaySyncs(0);
      lab.stallSyncs({ every: 0, ms: 0 });
      await shop[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
      lab[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function note(told: SickShop["told"], { status, headers, body }: Answer): void {
  if (!REFUSED.includes(status)) return;
  told.refused += 1;
  if (!(Number(headers.get("retry-after")) > 0))
    told.rude.push(`${status} without Retry-After: ${JSON.stringify(body)}`);
}

/** Other orders in each round. A till that gives up proves nothing here: each asks until it is told. */
function wishesOf(round: number, tills: number, count: number): readonly (readonly Wish[])[] {
  const found: (readonly Wish[])[] = [];
  for (let seed = round * 100; found.length < tills; seed += 1)
    for (const { wishes } of makePlan(seed, null, Date.now()).tills)
      found.push(wishes.slice(0, count).map((wish) => ({ ...wish, isAbandoned: false })));
  return found.slice(0, tills);
}
