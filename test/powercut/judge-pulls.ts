/** One recording, cut by cut: the image of the disk, the shop that starts on it, and the verdict. Runs in a player process. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createChance } from "../crash/chance.ts";
import { parseRecord } from "../disk/lab/record.ts";
import { choosePulls, type Pull } from "./cuts.ts";
import { createDisk } from "./disk.ts";
import { fateFor } from "./fates.ts";
import { type Knowledge, lookFromOutside } from "./outside.ts";
import { playOn } from "./play-on.ts";
import { filesOf, loadRecording } from "./recording.ts";
import { openShopAfter } from "./shop-after.ts";

export interface PullsOptions {
  readonly dist: string;
  /** The recording's. */
  readonly folder: string;
  /** For the shops after a cut. */
  readonly place: string;
  readonly seed: number;
  readonly count: number;
  /** Only these, in the order of the record; null: as the seed has it. */
  readonly only: readonly Pull[] | null;
}

export interface Verdict {
  readonly pull: Pull;
  /** The same disk, and the same outside, as an image before it: it was not played again. */
  readonly isKnown: boolean;
  readonly pending: number;
  readonly lost: number;
  readonly torn: number;
  readonly faults: readonly string[];
}

export async function judgePulls(options: PullsOptions, tell: (verdict: Verdict) => void): Promise<void> {
  const { folder, seed, count, only } = options;
  const recording = loadRecording(folder);
  const files = filesOf(folder);
  const entries = parseRecord(readFileSync(files.record));
  const ledger = readFileSync(files.ledger, "utf8").split("\n");
  const outside = lookFromOutside(recording, entries);
  const disk = createDisk(recording.root);
  const seen = new Set<string>();
  let applied = 0;
  for (const pull of only === null
    ? choosePulls(entries, outside, { seed: seed * 1_009 + recording.seed, count })
    : only) {
    for (; applied < pull.cut; applied += 1) {
      const entry = entries[applied];
      if (entry) disk.apply(entry);
    }
    const own = (seed * 1_009 + recording.seed) * 1_000_003 + pull.cut;
    const image = disk.image(fateFor(pull.mix, own, disk.pending()));
    const known = outside.at(pull.cut);
    const lines = linesAt(known, own);
    const key = [image.hash, known.asked.length, known.told.length, known.papers.length, lines].join(" ");
    const { pending, lost, torn } = image;
    const isKnown = seen.has(key);
    seen.add(key);
    const faults = isKnown
      ? []
      : await verdictOn({ ...options, recording, image, ledger: ledger.slice(0, lines) }, known);
    tell({ pull, isKnown, pending, lost, torn, faults });
  }
}

/** A call that had left may have reached Square, or not. */
const linesAt = ({ vendorLines: { sure, possible } }: Knowledge, seed: number): number =>
  createChance(seed).int(sure, possible);

async function verdictOn(
  { place, ...options }: Omit<Parameters<typeof openShopAfter>[0], "folder"> & { readonly place: string },
  known: Knowledge,
): Promise<readonly string[]> {
  try {
    await using shop = await openShopAfter({ ...options, folder: join(place, "shop") });
    return await playOn(shop, options.recording, known);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}
