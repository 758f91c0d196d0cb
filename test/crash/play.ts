/** One seed in a shop, from the first life of its gateway to the last, and the evidence that lies there then. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Evidence, readRecords } from "./evidence.ts";
import type { Plan } from "./plan.ts";
import type { Shop } from "./site.ts";
import { work } from "./till.ts";
import type { Kill } from "./trap.ts";

const LOOK_EVERY_MS = 40;
/** A shop that has not come to rest by then never will. */
const REST_MS = 45_000;
/** Once the tills are done, a step that has not come by then does not come: an outage at Square can last for ever. */
const LAST_CHANCE_MS = 4_000;

/** For each planned kill: its step came. false: it did not, and the kill came once the tills were done. */
export async function play(shop: Shop, plan: Plan): Promise<readonly boolean[]> {
  const { book, gateway, square, trap } = shop;
  book.adds(plan.tills.flatMap(({ wishes }) => wishes));
  square.faults.set(plan.faults);
  const beginsDead = !gateway.isAlive();
  let areTillsDone = false;
  const tills = Promise.all(plan.tills.map(({ wishes }) => work(shop, book, wishes))).then(() => {
    areTillsDone = true;
  });
  const sprung: boolean[] = [];
  for (const [index, kill] of plan.kills.entries()) {
    if (index > 0 || beginsDead) await gateway.start(kill);
    else await threaten(shop, kill);
    await untilGone(shop, () => areTillsDone);
    sprung.push(trap.hasSprung());
  }
  square.faults.reset();
  await gateway.start(null);
  await Promise.race([tills, timeUp("the tills did not come to an end")]);
  await rest(shop);
  await printAgain(shop);
  await rest(shop);
  return sprung;
}

/** A shop that is open already is killed in the life it has; only a start needs a new one. */
async function threaten({ gateway }: Shop, kill: Kill): Promise<void> {
  if (kill.step !== "spawned") return gateway.threaten(kill);
  await gateway.stop();
  await gateway.start(kill);
}

export const evidenceIn = ({ book, gateway, square, printer, database }: Shop): Evidence => ({
  book: book.entries(),
  records: readRecords(database),
  square: square.ledger(),
  papers: printer.papers(),
  incidents: gateway.badEnds(),
});

async function untilGone(shop: Shop, areTillsDone: () => boolean): Promise<void> {
  let restlessUntil = Number.POSITIVE_INFINITY;
  while (shop.gateway.isAlive()) {
    if (areTillsDone() && restlessUntil === Number.POSITIVE_INFINITY) {
      restlessUntil = performance.now() + LAST_CHANCE_MS;
    }
    const isOver = performance.now() > restlessUntil || (areTillsDone() && (await isAtRest(shop)));
    if (isOver && !shop.trap.hasSprung()) {
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
export const isQuiet = ({ queues, destinations }: Status): boolean =>
  queues.every(({ waiting, running }) => waiting + running === 0) &&
  destinations.every(({ waiting, inFlight }) => waiting + inFlight === 0);

/** @throws Error it does not come to rest, or it is gone */
export async function rest(shop: Pick<Shop, "api">): Promise<void> {
  await shop.api.until("/v1/status", ({ body }) => isQuiet(body), REST_MS);
}

async function timeUp(message: string): Promise<never> {
  await sleep(REST_MS, undefined, { ref: false });
  throw new Error(message);
}

interface PrintJob {
  readonly id: string;
  readonly settledBy: string | null;
}

/** As an operator would: what nobody can vouch for comes out again, marked. */
export async function printAgain({ api }: Pick<Shop, "api">): Promise<void> {
  const { body } = await api.get("/v1/print-jobs?state=unconfirmed&limit=500");
  const open = (body.items as readonly PrintJob[]).filter(({ settledBy }) => settledBy === null);
  for (const { id } of open) {
    const answer = await api.send("POST", `/v1/print-jobs/${id}/retry`, {});
    if (answer.status !== 201) throw new Error(`retry of ${id}: ${JSON.stringify(answer.body)}`);
  }
}
