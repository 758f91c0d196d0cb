/** Where the plug is pulled, and what then becomes of what was not synced: many places, most of them where it hurts. */
import { createChance } from "../crash/chance.ts";
import type { RecordEntry } from "../disk/lab/record.ts";
import { MIXES, type Mix } from "./fates.ts";
import type { Outside } from "./outside.ts";

/** Names one image of a recording. */
export interface Pull {
  /** So many entries of the record had taken effect. */
  readonly cut: number;
  readonly mix: Mix;
}

/** In the order of the record; `count` of them, or fewer where the record is short. */
export function choosePulls(
  entries: readonly RecordEntry[],
  outside: Outside,
  { seed, count }: { readonly seed: number; readonly count: number },
): readonly Pull[] {
  const chance = createChance(seed);
  const places = [
    // Directly behind an answer is where an order may be promised and not yet kept.
    outside.moments.map((entry) => entry + 1),
    // Before a sync everything is open; while it runs, and just after it, too much may be taken for safe.
    around(entries, "sync_begin"),
    around(entries, "sync_end"),
    ["rename", "link", "unlink", "create", "mkdir", "truncate"].flatMap((type) => around(entries, type)),
    around(entries, "send"),
  ];
  const anywhere = (): number => chance.int(1, entries.length);
  const chosen = new Map<string, Pull>();
  for (let tries = 0; chosen.size < count && tries < 20 * count; tries += 1) {
    const kind = places[tries % (places.length + 1)] ?? [];
    const cut = kind.length === 0 ? anywhere() : chance.pick(kind);
    const mix = chance.pick(MIXES);
    chosen.set(`${cut} ${mix}`, { cut, mix });
  }
  return [...chosen.values()].toSorted(
    (a, b) => a.cut - b.cut || MIXES.indexOf(a.mix) - MIXES.indexOf(b.mix),
  );
}

function around(entries: readonly RecordEntry[], type: string): readonly number[] {
  return entries
    .flatMap((entry, index) => (entry.type === type ? [index, index + 1] : []))
    .filter((cut) => cut > 0);
}
