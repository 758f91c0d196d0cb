/** A till at work: it asks, and asks again with the same key and body, until it is told. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Calls } from "../help/shop/calls.ts";
import type { Book, Told } from "./book.ts";
import type { Trap } from "./trap.ts";
import type { Wish } from "./wishes.ts";

export interface TillShop {
  readonly api: Calls;
  readonly trap: Trap;
  readonly gateway: { up(): Promise<void> };
}

/** "Not now": the same again, a little later. */
const NOT_NOW = [429, 503];
const PATIENCE_MS = 100;
/** A gateway that refuses for so long will not take it at all. */
const MOST_TRIES = 50;

export async function work(shop: TillShop, book: Book, wishes: readonly Wish[]): Promise<void> {
  for (const wish of wishes) {
    await askUntilTold(shop, book, wish);
    if (wish.isDoubled && book.isTold(wish)) await askUntilTold(shop, book, wish);
  }
}

async function askUntilTold(shop: TillShop, book: Book, wish: Wish): Promise<void> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    await shop.gateway.up();
    const answer = await ask(shop, book, wish);
    if (answer === null) {
      if (wish.isAbandoned) return;
    } else if (answer.status < 300) {
      return;
    } else if (!NOT_NOW.includes(answer.status)) {
      book.complains(wish, `answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return;
    }
    await sleep(answer === null ? 5 : PATIENCE_MS);
  }
  book.complains(wish, `not taken in ${MOST_TRIES} tries`);
}

/** null: no answer came. */
async function ask({ api, trap }: TillShop, book: Book, wish: Wish): Promise<Answer | null> {
  book.asks(wish);
  const headers = {
    "idempotency-key": wish.id,
    ...(wish.waitSeconds > 0 ? { prefer: `wait=${wish.waitSeconds}` } : {}),
  };
  try {
    const answering = api.send("POST", wish.path, wish.body, headers);
    trap.allow("till_asked", 1);
    const answer = await answering;
    if (answer.status < 300) book.hears(wish, toldBy(answer));
    trap.allow("till_answered", 1);
    return answer;
  } catch (error) {
    // fetch says TypeError for every broken line; anything else is a fault of the test.
    if (error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

const toldBy = ({ status, body }: Answer): Told => ({
  status,
  id: body.id,
  receiptNumber: body.receiptNumber ?? null,
});
