/** Many seeds, a few shops beside each other: starts and waits of one fill the pauses of another. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { judge } from "./judge.ts";
import { type KillKind, makePlan, type Plan } from "./plan.ts";
import { play } from "./play.ts";
import { openSite, type Site } from "./site.ts";

export interface SeedsOptions {
  readonly first: number;
  readonly count: number;
  /** How many gateways live at a time. */
  readonly shops: number;
  /** null: each in turn. */
  readonly kind: KillKind | null;
  /** For databases and logs; of a seed that failed the log stays. */
  readonly folder: string;
  readonly say: (text: string) => void;
}

export interface Tally {
  passed: number;
  failed: number;
  /** Kills by step; those whose step never came are "at rest". */
  readonly kills: Map<string, number>;
}

export async function playAll(options: SeedsOptions): Promise<Tally> {
  const seeds = Array.from({ length: options.count }, (_, index) => options.first + index);
  const tally: Tally = { passed: 0, failed: 0, kills: new Map() };
  const shops = Array.from({ length: Math.min(options.shops, options.count) }, async (_, index) => {
    const folder = join(options.folder, `shop-${index + 1}`);
    await using site = await openSite(folder);
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      const plan = makePlan(seed, options.kind, Date.now());
      const faults = await verdictOn(site, plan, tally.kills);
      if (faults.length === 0) tally.passed += 1;
      else {
        tally.failed += 1;
        cpSync(folder, join(options.folder, `seed-${seed}`), { recursive: true });
        options.say(report(plan, faults, options.kind));
      }
      const done = tally.passed + tally.failed;
      if (done % 25 === 0) options.say(`${done} of ${options.count}`);
    }
  });
  await Promise.all(shops);
  options.say(`kills: ${[...tally.kills].map(([step, count]) => `${step} ${count}`).join(", ")}`);
  return tally;
}

async function verdictOn(site: Site, plan: Plan, kills: Tally["kills"]): Promise<readonly string[]> {
  try {
    const { evidence, sprung } = await play(site, plan);
    for (const [index, kill] of plan.kills.entries()) {
      const where = sprung[index] ? `${kill.step}${kill.isWhileClosing ? " while closing" : ""}` : "at rest";
      kills.set(where, (kills.get(where) ?? 0) + 1);
    }
    return judge(evidence);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

/** All that is needed to see it again. */
function report(plan: Plan, faults: readonly string[], kind: KillKind | null): string {
  const again = `npm run crash -- --seed ${plan.seed} --seeds 1${kind === null ? "" : ` --kind ${kind}`}`;
  const wishes = plan.tills.map(
    ({ till, wishes: own }) => `${till}: ${own.map(({ id, type }) => `${id} ${type}`).join(", ")}`,
  );
  return [
    `seed ${plan.seed} failed; again: ${again}`,
    ...faults.map((fault) => `  ✗ ${fault}`),
    `  kills ${JSON.stringify(plan.kills)}`,
    `  Square's faults ${JSON.stringify(plan.faults)}, ${plan.linesPerSecond} lines per second`,
    ...wishes.map((line) => `  ${line}`),
  ].join("\n");
}
