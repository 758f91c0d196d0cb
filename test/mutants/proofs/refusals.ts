/** Tills that ask for what cannot be: each is refused, and leaves no trace among what is taken. */
import { createChance } from "../../crash/chance.ts";
import { judge } from "../../crash/judge.ts";
import { evidenceIn, rest } from "../../crash/play.ts";
import { openSite, type Shop } from "../../crash/site.ts";
import { work } from "../../crash/till.ts";
import { type Desk, refund, sale, type Wish } from "../../crash/wishes.ts";
import type { Proof } from "../mutant.ts";

const LINES_PER_SECOND = 2_000;
const ROUNDS = 3;

export const refusals: Proof = {
  name: "tills that are refused",
  async judge({ dist, folder }) {
    await using site = await openSite(folder, { dist });
    await using shop = await site.openShop(LINES_PER_SECOND);
    await shop.gateway.start(null);
    const desk: Desk = { chance: createChance(11), till: "front-1", at: new Date().toISOString() };
    for (let round = 1; round <= ROUNDS; round += 1) {
      const sold = sale(desk, `R-${round}`);
      await ask(shop, sold.wish);
      const back = refund(desk, sold.taken);
      await refuse(shop, { ...back, body: { ...back.body, amount: 1_000_000 } });
      await refuse(shop, { ...sold.wish, body: { ...sold.wish.body, lines: [], payments: [] } });
      await ask(shop, back);
      await refuse(shop, {
        ...refund(desk, sold.taken),
        body: { ...back.body, id: "r2", amount: 1_000_000 },
      });
    }
    await rest(shop);
    await shop.gateway.stop();
    return judge(evidenceIn(shop));
  },
};

async function ask(shop: Shop, asked: Wish): Promise<void> {
  const wish = { ...asked, isAbandoned: false, waitSeconds: 0 };
  shop.book.adds([wish]);
  await work(shop, shop.book, [wish]);
}

/** Under a key of its own: this till never asks for it again. */
async function refuse({ api }: Shop, { path, body }: Wish): Promise<void> {
  const { status, body: answer } = await api.send("POST", path, body);
  if (status < 400 || status >= 500) {
    throw new Error(`${path} was to be refused: ${status} ${JSON.stringify(answer)}`);
  }
}
