/** A seed → everything that will be asked for, where the gateway dies, and what is wrong at Square meanwhile. */
import type { Faults } from "../../adapters/square/sim.ts";
import { type Chance, createChance } from "./chance.ts";
import type { Kill, Step } from "./trap.ts";
import { copy, type Desk, refund, sale, type Taken, tab, ticket, voiding, type Wish } from "./wishes.ts";

/** What a kill is aimed at. */
export const KILL_KINDS = ["order", "print", "send", "event", "clock", "start", "stop"] as const;
export type KillKind = (typeof KILL_KINDS)[number];

export interface Plan {
  readonly seed: number;
  readonly tills: readonly { readonly till: string; readonly wishes: readonly Wish[] }[];
  /** One after another, each in a new life of the gateway. */
  readonly kills: readonly Kill[];
  readonly faults: Partial<Faults>;
}

/** `kind` null: each in turn. `nowMs`: when the orders are taken. */
export function makePlan(seed: number, kind: KillKind | null, nowMs: number): Plan {
  const chance = createChance(seed);
  const at = new Date(nowMs).toISOString();
  const first = kind ?? KILL_KINDS[seed % KILL_KINDS.length] ?? "order";
  const kills = [killFor(first, chance)];
  if (chance.happens(0.3)) kills.push(killFor(kind ?? chance.pick(KILL_KINDS), chance));
  const tills = Array.from({ length: chance.int(1, 3) }, (_, index) => {
    const till = `front-${index + 1}`;
    return { till, wishes: wishesOf({ chance, till, at }, `S${seed}${"abc"[index]}`) };
  });
  return { seed, tills, kills, faults: chance.pick(FAULTS) };
}

/** What Square does meanwhile; mended for the last life. An answer that never comes would hold each seed for a minute. */
const FAULTS: readonly Partial<Faults>[] = [
  {},
  {},
  {},
  { loseAnswerEvery: 2 },
  { loseAnswerEvery: 3 },
  { serverErrorAfterCommitEvery: 2 },
  { serverErrorEvery: 3 },
  { truncateBodyEvery: 3 },
  { rateLimitEvery: 4, rateLimitRetryAfterSeconds: 1 },
  { unreachable: true },
];

function killFor(kind: KillKind, chance: Chance): Kill {
  const soon = (mostMicros: number): number => (chance.happens(0.5) ? 0 : chance.int(1, mostMicros));
  const at = (step: Step, nth: number, afterMicros: number): Kill => ({
    ...{ step, nth, afterMicros, isWhileClosing: false },
  });
  switch (kind) {
    case "order":
      return chance.happens(0.5)
        ? // Parsed, committed, answered: all within a few milliseconds of the call.
          at("till_asked", chance.int(1, 8), chance.int(1, 9_000))
        : at("till_answered", chance.int(1, 8), soon(3_000));
    case "print":
      // A receipt is about 1,500 bytes; each is followed by a fence or two of confirmations.
      return chance.happens(0.6)
        ? at("printer_byte", chance.int(1, 5_000), soon(2_000))
        : at("printer_word", chance.int(1, 36), soon(4_000));
    case "send":
      return at(
        chance.pick(["vendor_asked", "vendor_committed", "vendor_answered"] as const),
        chance.int(1, 8),
        soon(4_000),
      );
    case "event":
      return at("event", chance.int(2, 30), soon(2_000));
    case "clock":
      return at("ready", 1, chance.int(1, 2_500_000));
    case "start":
      return at("spawned", 1, chance.int(100_000, 900_000));
    case "stop": {
      const steps = ["till_answered", "vendor_asked", "printer_byte"] as const;
      const kill = at(chance.pick(steps), chance.int(1, 8), chance.int(1, 60_000));
      return { ...kill, isWhileClosing: true };
    }
  }
}

/** A till's morning: each wish follows the answer to the one before. */
function wishesOf(desk: Desk, prefix: string): readonly Wish[] {
  const { chance } = desk;
  const paid: Taken[] = [];
  return Array.from({ length: chance.int(4, 8) }, (_, index) => {
    const name = `${prefix}-${String(index + 1).padStart(2, "0")}`;
    const next = chance.pick(["sale", "sale", "sale", "tab", "back", "ticket"] as const);
    const order =
      next === "back" ? paid.splice(chance.int(0, Math.max(0, paid.length - 1)), 1)[0] : undefined;
    if (order !== undefined) return [chance.pick([voiding, refund, copy])(desk, order)];
    if (next === "ticket") return [ticket(desk, name)];
    const { wishes, taken } = next === "tab" ? tab(desk, name) : sold(desk, name);
    if (taken !== null) paid.push(taken);
    return wishes;
  }).flat();
}

/** Nothing can be built on a sale that its till gave up. */
function sold(desk: Desk, name: string): { readonly wishes: readonly Wish[]; readonly taken: Taken | null } {
  const { wish, taken } = sale(desk, name);
  return { wishes: [wish], taken: wish.isAbandoned ? null : taken };
}
