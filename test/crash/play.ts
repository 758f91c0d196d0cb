/** One seed from its first life to its last, and the evidence it leaves. */
import { setTimeout as sleep } from "node:timers/promises";
import { createBook } from "./book.ts";
import { type Evidence, readRecords } from "./evidence.ts";
import type { Plan } from "./plan.ts";
import type { Shop, Site } from "./site.ts";
import { work } from "./till.ts";

export interface Played {
  readonly evidence: Evidence;
  /** For each planned kill: its step came. false: all was quiet before, and the kill came then. */
  readonly sprung: readonly boolean[];
}

const LOOK_EVERY_MS = 20;
/** A shop that has not come to rest by then never will. */
const REST_MS = 45_000;

export async function play(site: Site, plan: Plan): Promise<Played> {
  await using shop = await site.openShop(plan);
  const book = createBook(plan.tills.flatMap(({ wishes }) => wishes));
  let areTillsDone = false;
  const tills = Promise.all(plan.tills.map(({ wishes }) => work(shop, book, wishes))).then(() => {
    areTillsDone = true;
  });
  const sprung: boolean[] = [];
  for (const kill of plan.kills) {
    await shop.gateway.start(kill);
    await untilGone(shop, () => areTillsDone);
    sprung.push(shop.trap.hasSprung());
  }
  shop.square.faults.reset();
  await shop.gateway.start(null);
  await Promise.race([tills, timeUp("the tills did not come to an end")]);
  await rest(shop);
  const reprinted = await printAgain(shop);
  await rest(shop);
  const code = await shop.gateway.stop();
  return {
    sprung,
    evidence: {
      book: book.entries(),
      records: readRecords(shop.database),
      square: shop.square.ledger(),
      papers: shop.printer.papers(),
      reprinted,
      incidents: [...shop.gateway.ownEnds(), ...(code === 0 ? [] : [`the gateway closed with ${code}`])],
    },
  };
}

/** By the trap; or, when its step never comes, once all is quiet. */
async function untilGone(shop: Shop, areTillsDone: () => boolean): Promise<void> {
  const deadline = performance.now() + REST_MS;
  while (shop.gateway.isAlive()) {
    const isLate = performance.now() > deadline;
    if (isLate || (!shop.trap.hasSprung() && areTillsDone() && (await isAtRest(shop)))) {
      shop.trap.disarm();
      shop.gateway.kill();
    }
    await sleep(LOOK_EVERY_MS);
  }
  await shop.gateway.gone();
}

async function isAtRest({ api }: Shop): Promise<boolean> {
  try {
    return isQuiet((await api.get("/v1/status")).body);
  } catch {
    return false;
  }
}

interface Status {
  readonly queues: readonly { readonly waiting: number; readonly running: number }[];
  readonly destinations: readonly { readonly waiting: number; readonly inFlight: number }[];
}
const isQuiet = ({ queues, destinations }: Status): boolean =>
  queues.every(({ waiting, running }) => waiting + running === 0) &&
  destinations.every(({ waiting, inFlight }) => waiting + inFlight === 0);

/** @throws Error it does not come to rest, or it is gone */
async function rest(shop: Shop): Promise<void> {
  await shop.api.until("/v1/status", ({ body }) => isQuiet(body), REST_MS);
}

async function timeUp(message: string): Promise<never> {
  await sleep(REST_MS, undefined, { ref: false });
  throw new Error(message);
}

/** As an operator would: what nobody can vouch for comes out again, marked. */
async function printAgain({ api }: Shop): Promise<readonly string[]> {
  const { body } = await api.get("/v1/print-jobs?state=unconfirmed&limit=500");
  const ids = (body.items as readonly { readonly id: string }[]).map(({ id }) => id);
  for (const id of ids) {
    const answer = await api.send("POST", `/v1/print-jobs/${id}/retry`, {});
    if (answer.status !== 201) throw new Error(`retry of ${id}: ${JSON.stringify(answer.body)}`);
  }
  return ids;
}
