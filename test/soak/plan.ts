/** A seed → who asks for what and when, and what is wrong at the printers and at Square meanwhile. */
import type { Faults as SquareFaults } from "../../adapters/square/sim/faults.ts";
import type { FaultsChange } from "../../drivers/escpos/sim/faults.ts";
import { type Chance, createChance } from "../crash/chance.ts";
import {
  copy,
  type Desk,
  refund,
  sale,
  type Taken,
  tab,
  ticket,
  voiding,
  type Wish,
} from "../crash/wishes.ts";

export const PRINTERS = ["front", "bar", "kitchen"] as const;
export type PrinterName = (typeof PRINTERS)[number];

export type PrinterFault =
  | { readonly type: "none" }
  /** The cable is pulled, and plugged in again after the phase. */
  | { readonly type: "gone" }
  | { readonly type: "faults"; readonly faults: FaultsChange };

export const PRINTER_FAULTS: readonly PrinterFault[] = [
  ...([{ type: "none" }, { type: "none" }, { type: "none" }, { type: "gone" }] as const),
  { type: "faults", faults: { paperOut: true } },
  { type: "faults", faults: { coverOpen: true } },
  { type: "faults", faults: { readBytesPerSecond: 2_000 } },
  { type: "faults", faults: { paperOutAfterLines: 120 } },
  { type: "faults", faults: { resetAfterBytes: 3_000 } },
];

export const SQUARE_FAULTS: readonly Partial<SquareFaults>[] = [
  ...[{}, {}, {}],
  { loseAnswerEvery: 3 },
  { serverErrorAfterCommitEvery: 3 },
  { serverErrorEvery: 3 },
  { truncateBodyEvery: 4 },
  { rateLimitEvery: 4, rateLimitRetryAfterSeconds: 1 },
  { unreachable: true },
];

/** 200 orders an hour in a busy shop, fifty-fold. */
const BUSY_PER_SECOND = (200 * 50) / 3_600;
/** The laws compare every paper with every wish: above so many that takes longer than the play. */
const MOST_WISHES = 5_000;
export const TILLS = 6;

/** Mean pause of a till between two wishes, ms. */
export function thinkMs(seconds: number): number {
  const perSecond = Math.min(BUSY_PER_SECOND * 1.6, MOST_WISHES / seconds);
  return (TILLS / perSecond) * 1_000;
}

/** An exponential pause: most are short, some long, as guests come. At most eight times the mean. */
export const nextPauseMs = (chance: Chance, meanMs: number): number =>
  Math.min(8, -Math.log(1 - chance.int(0, 9_999) / 10_000)) * meanMs;

export interface TillPlan {
  readonly till: string;
  readonly chance: Chance;
  /** The next wish of this till. What a till builds on is its own, and was told to it. */
  next(): Wish;
}

export function tillPlan(seed: number, index: number, nowMs: () => number): TillPlan {
  const chance = createChance(seed * 100 + index);
  const till = `front-${index + 1}`;
  const printer = PRINTERS[index % PRINTERS.length] ?? "front";
  const paid: Taken[] = [];
  const queue: Wish[] = [];
  let count = 0;
  const draw = (): readonly Wish[] => {
    const desk: Desk = { chance, till, at: new Date(nowMs()).toISOString() };
    count += 1;
    const name = `K${index + 1}-${String(count).padStart(5, "0")}`;
    const what = chance.pick(["sale", "sale", "sale", "sale", "tab", "back", "ticket"] as const);
    const order = what === "back" ? paid.splice(chance.int(0, paid.length), 1)[0] : undefined;
    if (order !== undefined) return [chance.pick([voiding, refund, copy])(desk, order)];
    if (what === "ticket") return [ticket(desk, name)];
    const { wishes, taken } = what === "tab" ? tab(desk, name) : sold(desk, name);
    if (taken !== null) paid.push(taken);
    return wishes;
  };
  return {
    till,
    chance,
    next() {
      if (queue.length === 0) queue.push(...draw());
      // A till that sold for an hour forgets its oldest sales.
      if (paid.length > 40) paid.shift();
      const wish = queue.shift();
      if (wish === undefined) throw new Error("a till without a wish");
      return onPrinter(wish, printer);
    },
  };
}

/** Nothing can be built on a sale that its till gave up. */
function sold(desk: Desk, name: string): ReturnType<typeof tab> {
  const { wish, taken } = sale(desk, name);
  return { wishes: [wish], taken: wish.isAbandoned ? null : taken };
}

/** The same wish with its paper from this till's printer. */
function onPrinter(wish: Wish, printer: PrinterName): Wish {
  const { print, printer: direct } = wish.body;
  const body = {
    ...wish.body,
    ...(print === undefined ? {} : { print: { ...(print as object), printer } }),
    ...(direct === undefined ? {} : { printer }),
  };
  return { ...wish, body };
}
