/** The mixes: what becomes of un-synced changes at a cut. The same seed tears the same sectors. */
import { type Chance, createChance } from "../crash/chance.ts";
import type { Fate, Pending } from "./disk.ts";

/** lost, kept: all of it. some: a random share. early: what was told first, as a slow disk would. torn: some, and sectors apart. */
export const MIXES = ["lost", "kept", "some", "early", "torn"] as const;
export type Mix = (typeof MIXES)[number];

/** `pending`: all that is open at the cut, in order. */
export function fateFor(mix: Mix, seed: number, pending: readonly Pending[]): Fate {
  const chance = createChance(seed);
  switch (mix) {
    case "lost":
      return { names: () => 0, sizes: () => 0, write: () => "lost", sector: () => false };
    case "kept":
      return {
        names: (changes) => changes.length,
        sizes: (changes) => changes.length,
        write: () => "kept",
        sector: () => true,
      };
    case "some": {
      const share = chance.pick([0.2, 0.5, 0.8]);
      return { ...byChance(chance), write: () => (chance.happens(share) ? "kept" : "lost") };
    }
    case "early": {
      const until = pending[chance.int(0, Math.max(0, pending.length - 1))]?.seq ?? 0;
      const early = (changes: readonly Pending[]): number => changes.filter(({ seq }) => seq <= until).length;
      return {
        ...{ names: early, sizes: early, sector: () => true },
        write: ({ seq }) => (seq <= until ? "kept" : "lost"),
      };
    }
    case "torn":
      return { ...byChance(chance), write: () => chance.pick(["lost", "kept", "torn", "torn"] as const) };
  }
}

const byChance = (chance: Chance): Pick<Fate, "names" | "sizes" | "sector"> => ({
  names: (changes) => chance.int(0, changes.length),
  sizes: (changes) => chance.int(0, changes.length),
  sector: () => chance.happens(0.5),
});
