/** Many seeds in a few shops beside each other: starts and waits of one fill the pauses of another. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { judge } from "./judge.ts";
import { type KillKind, makePlan, type Plan } from "./plan.ts";
import { evidenceIn, play } from "./play.ts";
import { openSite, type Shop, type Site } from "./site.ts";

export interface SeedsOptions {
  readonly first: number;
  readonly count: number;
  /** How many gateways live at a time. */
  readonly shops: number;
  /** null: each in turn. */
  readonly kind: KillKind | null;
  /** For databases and logs; those of a seed that failed stay. */
  readonly folder: string;
  readonly say: (text: string) => void;
}

export interface Tally {
  passed: number;
  failed: number;
  /** Kills by step; those whose step never came are "too late". */
  readonly kills: Map<string, number>;
}

/** A shop is kept for so many seeds: its books grow, and each seed spares the others a start. */
const SEEDS_OF_A_SHOP = 10;
/** 80 is a TM-T88; faster ones leave time for more seeds. */
const LINES_PER_SECOND = [400, 900, 2_000];

export async function playAll(options: SeedsOptions): Promise<Tally> {
  const { first, count, folder } = options;
  const tally: Tally = { passed: 0, failed: 0, kills: new Map() };
  const starts = Array.from(
    { length: Math.ceil(count / SEEDS_OF_A_SHOP) },
    (_, index) => first + index * SEEDS_OF_A_SHOP,
  );
  const sites = Array.from({ length: Math.min(options.shops, starts.length) }, async (_, index) => {
    const place = join(folder, `shop-${index + 1}`);
    await using site = await openSite(place);
    for (let from = starts.shift(); from !== undefined; from = starts.shift()) {
      const to = Math.min(from + SEEDS_OF_A_SHOP, first + count);
      await playShop({ options, tally, site, place }, from, to);
    }
  });
  await Promise.all(sites);
  options.say(`kills: ${[...tally.kills].map(([step, times]) => `${step} ${times}`).join(", ")}`);
  return tally;
}

interface Round {
  readonly options: SeedsOptions;
  readonly tally: Tally;
  readonly site: Site;
  readonly place: string;
}

/** A failed seed closes its shop: what is wrong there would be found again by every seed after it. */
async function playShop(round: Round, from: number, to: number): Promise<void> {
  const { options, tally, site, place } = round;
  let opened = from;
  let shop = await site.openShop(linesPerSecond(opened));
  for (let seed = from; seed < to; seed += 1) {
    const plan = makePlan(seed, options.kind, Date.now());
    const faults = await verdictOn(shop, plan, tally.kills, seed + 1 === to);
    if (faults.length === 0) tally.passed += 1;
    else {
      tally.failed += 1;
      cpSync(place, join(options.folder, `seed-${seed}`), { recursive: true });
      options.say(report(plan, faults, { opened, kind: options.kind }));
      await shop[Symbol.asyncDispose]();
      opened = seed + 1;
      shop = await site.openShop(linesPerSecond(opened));
    }
    const done = tally.passed + tally.failed;
    if (done % 25 === 0) options.say(`${done} of ${options.count}`);
  }
  await shop[Symbol.asyncDispose]();
}

const linesPerSecond = (seed: number): number => LINES_PER_SECOND[seed % LINES_PER_SECOND.length] ?? 400;

async function verdictOn(
  shop: Shop,
  plan: Plan,
  kills: Tally["kills"],
  isLast: boolean,
): Promise<readonly string[]> {
  try {
    const sprung = await play(shop, plan);
    for (const [index, kill] of plan.kills.entries()) {
      const where = sprung[index] ? `${kill.step}${kill.isWhileClosing ? " while closing" : ""}` : "too late";
      kills.set(where, (kills.get(where) ?? 0) + 1);
    }
    if (isLast) await shop.gateway.stop();
    return judge(evidenceIn(shop));
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

/** All that is needed to see it again. */
function report(
  plan: Plan,
  faults: readonly string[],
  { opened, kind }: { readonly opened: number; readonly kind: KillKind | null },
): string {
  const again = (seed: number, count: number): string =>
    `npm run crash -- --seed ${seed} --seeds ${count}${kind === null ? "" : ` --kind ${kind}`}`;
  const tills = plan.tills.map(
    ({ till, wishes }) => `${till}: ${wishes.map(({ id, type }) => `${id} ${type}`).join(", ")}`,
  );
  return [
    `seed ${plan.seed} failed; alone: ${again(plan.seed, 1)}`,
    `  with those before it in its shop: ${again(opened, plan.seed - opened + 1)}`,
    ...faults.map((fault) => `  ✗ ${fault}`),
    `  kills ${JSON.stringify(plan.kills)}`,
    `  Square's faults ${JSON.stringify(plan.faults)}`,
    ...tills.map((line) => `  ${line}`),
  ].join("\n");
}
