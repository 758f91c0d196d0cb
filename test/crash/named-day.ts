/** A morning made by hand, with one of every wish: what a test needs to name what it looks at. */
import { type Chance, createChance } from "./chance.ts";
import type { Plan } from "./plan.ts";
import type { Kill } from "./trap.ts";
import { copy, type Desk, refund, sale, tab, ticket, voiding } from "./wishes.ts";

/** Sales in cash, with a receipt; a tab that is changed and paid; nobody is impatient. */
const steady = (): Chance => ({
  ...createChance(0),
  happens: (share) => share > 0.5,
  pick(items) {
    const item = items[1] ?? items[0];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  },
});

export function namedDay(kills: readonly Kill[]): Plan {
  const desk: Desk = { chance: steady(), till: "front-1", at: new Date().toISOString() };
  const copied = sale(desk, "N-1");
  const opened = tab(desk, "N-2");
  const refunded = sale(desk, "N-3");
  const voided = sale(desk, "N-4");
  const wishes = [
    ...[copied.wish, copy(desk, copied.taken)],
    ...opened.wishes,
    ...[refunded.wish, refund(desk, refunded.taken)],
    ...[voided.wish, voiding(desk, voided.taken)],
    ticket(desk, "N-5"),
  ];
  return { seed: 0, tills: [{ till: desk.till, wishes }], kills, faults: {} };
}

export const killAt = (step: Kill["step"], nth: number, afterMicros = 0): Kill => ({
  ...{ step, nth, afterMicros, isWhileClosing: false },
});
