/** A day with one of every wish, in which the gateway is killed at a named moment: test/crash with one moment at a time. */
import { judge } from "../../crash/judge.ts";
import { namedDay } from "../../crash/named-day.ts";
import type { Plan } from "../../crash/plan.ts";
import { evidenceIn, play } from "../../crash/play.ts";
import { openSite } from "../../crash/site.ts";
import type { Kill } from "../../crash/trap.ts";
import type { Proof } from "../mutant.ts";

const LINES_PER_SECOND = 900;

interface Bad {
  readonly kills: readonly Kill[];
  readonly faults: Plan["faults"];
  /** Each wish is asked once more after it was answered. */
  readonly isDoubled: boolean;
}

export const killedDay = (name: string, { kills, faults, isDoubled }: Bad): Proof => ({
  name,
  async judge({ dist, folder }) {
    await using site = await openSite(folder, { dist });
    await using shop = await site.openShop(LINES_PER_SECOND);
    const plan = namedDay(kills);
    const tills = plan.tills.map(({ till, wishes }) => ({
      till,
      wishes: wishes.map((wish) => ({ ...wish, isDoubled })),
    }));
    const sprung = await play(shop, { ...plan, tills, faults });
    if (sprung.includes(false)) throw new Error("the gateway did not die where it should");
    return judge(evidenceIn(shop));
  },
});
