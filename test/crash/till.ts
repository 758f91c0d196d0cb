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
const MOST_REFUSALS = 50;
/** Nobody answers: dead, or closing, and soon back. */
const UNANSWERED_MS = 20;

/** `most`: refusals of one wish until the till complains. */
export async function work(
  shop: TillShop,
  book: Book,
  wishes: readonly Wish[],
  most = MOST_REFUSALS,
): Promise<void> {
  for (const wish of wishes) {
    await askUntilTold(shop, book, wish, most);
    if (wish.isDoubled && book.isTold(wish)) await askUntilTold(shop, book, wish, most);
  }
}

async function askUntilTold(shop: TillShop, book: Book, wish: Wish, most: number): Promise<void> {
  let refusals = 0;
  while (refusals < most) {
    await shop.gateway.up();
    const end = await ask(shop, book, wish);
    if (end === "over" || (end === "unanswered" && wish.isAbandoned)) return;
    if (end === "refused") refusals += 1;
    await sleep(end === "refused" ? PATIENCE_MS : UNANSWERED_MS);
  }
  book.complains(wish, `refused ${most} times`);
}

type End = "over" | "refused" | "unanswered";

async function ask(shop: TillShop, book: Book, wish: Wish): Promise<End> {
  book.asks(wish);
  const answer = await send(shop, wish);
  if (answer === null) return "unanswered";
  const end = note(book, wish, answer);
  shop.trap.allow("till_answered", 1);
  return end;
}

/** null: the line broke before a whole answer was there. */
async function send({ api, trap }: TillShop, wish: Wish): Promise<Answer | null> {
  const headers = {
    "idempotency-key": wish.id,
    ...(wish.waitSeconds > 0 ? { prefer: `wait=${wish.waitSeconds}` } : {}),
  };
  try {
    const answering = api.send("POST", wish.path, wish.body, headers);
    trap.allow("till_asked", 1);
    return await answering;
  } catch (error) {
    // fetch says TypeError for every broken line.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function note(book: Book, wish: Wish, answer: Answer): End {
  if (NOT_NOW.includes(answer.status)) return "refused";
  if (answer.status < 300) book.hears(wish, toldBy(answer));
  else book.complains(wish, `answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return "over";
}

const toldBy = ({ status, body }: Answer): Told => ({
  status,
  id: body.id,
  receiptNumber: body.receiptNumber ?? null,
});
