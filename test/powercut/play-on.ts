/** After a cut the tills ask again for what they got no answer to, and go on; then all that can be said against the gateway. */
import { setTimeout as sleep } from "node:timers/promises";
import { openReader } from "../../src/store/database.ts";
import { type Book, createBook } from "../crash/book.ts";
import { readRecords } from "../crash/evidence.ts";
import { judge } from "../crash/judge.ts";
import { isQuiet, printAgain } from "../crash/play.ts";
import { work } from "../crash/till.ts";
import { createTrap } from "../crash/trap.ts";
import type { Wish } from "../crash/wishes.ts";
import type { Knowledge } from "./outside.ts";
import { CONNECT, type Recording } from "./recording.ts";
import type { ShopAfter } from "./shop-after.ts";
import { connectSquare, pullFromSquare } from "./shop-config.ts";

const REST_MS = 30_000;
const LOOK_EVERY_MS = 15;

/** Empty: nothing was lost, doubled or left open. */
export async function playOn(
  shop: ShopAfter,
  recording: Recording,
  known: Knowledge,
): Promise<readonly string[]> {
  const promised = await promisedFaults(shop, known);
  if (!promised.isConnected) await connectSquare(shop.api, recording.squarePort);
  const { book, next } = openBook(recording, known);
  const tills = next.map((wishes) => work({ api: shop.api, trap: createTrap(), gateway: UP }, book, wishes));
  await orEnded(shop, Promise.all(tills));
  await orEnded(shop, pullAll(shop));
  await orEnded(shop, rest(shop));
  await printAgain(shop);
  await orEnded(shop, rest(shop));
  const square = shop.square.ledger();
  const papers = [...known.papers, ...shop.printer.papers()];
  await shop.stop();
  const ours = square.orders.filter(({ reference_id }) => reference_id !== undefined);
  const theirs = square.orders.filter(({ reference_id }) => reference_id === undefined);
  const incidents = [...promised.faults, ...pulledFaults(shop.database, theirs)];
  return judge({
    book: book.entries(),
    records: readRecords(shop.database),
    square: { ...square, orders: ours },
    ...{ papers, incidents },
  });
}

const UP = { up: () => Promise.resolve() };

/** An account that a person connected and was told so stays connected. */
async function promisedFaults(
  { api }: ShopAfter,
  { told }: Knowledge,
): Promise<{ readonly isConnected: boolean; readonly faults: readonly string[] }> {
  const { body } = await api.get("/integrations/pos/status");
  const isConnected = body.integrations.length > 0;
  const wasTold = told.some(({ wish }) => wish === CONNECT);
  const faults = wasTold && !isConnected ? ["Square was connected, and is not any more"] : [];
  return { isConnected, faults };
}

/**
 * The ledger as it stood at the cut, and what the tills do next: all ask again for what is open; one of them, another from cut to
 * cut, also asks again for what it was told last, and goes on with its day.
 */
function openBook(
  recording: Recording,
  { asked, told }: Knowledge,
): { readonly book: Book; readonly next: readonly (readonly Wish[])[] } {
  const book = createBook();
  const busy = told.length % recording.tills.length;
  const next = recording.tills.map(({ wishes }, index) => {
    const begun = wishes.filter(({ id }) => asked.some(({ wish }) => wish === id));
    const isTold = ({ id }: Wish): boolean => told.some(({ wish }) => wish === id);
    const open = begun.filter((wish) => !isTold(wish) && !wish.isAbandoned);
    const last = index === busy ? begun.filter(isTold).slice(-1) : [];
    const fresh = index === busy ? wishes.slice(begun.length, begun.length + 1) : [];
    book.adds([...begun, ...fresh]);
    return [...last.map(oneMore), ...open.map(oneMore), ...fresh.map(stubborn)];
  });
  const wishes = new Map(recording.tills.flatMap((till) => till.wishes.map((wish) => [wish.id, wish])));
  for (const { wish: id } of asked) {
    const wish = wishes.get(id);
    if (wish) book.asks(wish);
  }
  for (const { wish: id, told: answer } of told) {
    const wish = wishes.get(id);
    if (wish) book.hears(wish, answer);
  }
  return { book, next };
}

const oneMore = (wish: Wish): Wish => ({ ...wish, isDoubled: false, waitSeconds: 0 });
const stubborn = (wish: Wish): Wish => ({ ...oneMore(wish), isAbandoned: false });

/** An account that was connected just now is opened behind its answer. @throws Error it cannot be pulled from */
async function pullAll({ api }: ShopAfter): Promise<void> {
  const deadline = performance.now() + REST_MS;
  for (;;) {
    try {
      return await pullFromSquare(api);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** @throws Error it does not come to rest */
async function rest({ api }: ShopAfter): Promise<void> {
  const deadline = performance.now() + REST_MS;
  for (;;) {
    const { body } = await api.get("/v1/status");
    if (isQuiet(body)) return;
    if (performance.now() > deadline) {
      throw new Error(`the shop does not come to rest: ${JSON.stringify([body.queues, body.destinations])}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

const orEnded = <T>({ running }: ShopAfter, act: Promise<T>): Promise<T> =>
  Promise.race([act, running.then(() => Promise.reject(new Error("the gateway ended by itself")))]);

/** Each order that Square rang up itself was pulled: the cursor never ran ahead of its pages. */
function pulledFaults(database: string, orders: readonly { readonly id: string }[]): readonly string[] {
  const db = openReader(database);
  try {
    const pulled = new Set(db.prepare("SELECT vendor_id FROM vendor_order").pluck().all());
    return orders
      .filter(({ id }) => !pulled.has(id))
      .map(({ id }) => `Square's order ${id} was never pulled`);
  } finally {
    db.close();
  }
}
