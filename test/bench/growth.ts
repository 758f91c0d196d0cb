/** A shop is as fast after years as on its first day: an accept and a look at the outbox beside ever more history. */
import { rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "../../src/store/store.ts";
import { makeHistory } from "./history.ts";
import { openBenchStore } from "./open-bench-store.ts";
import { captureInput } from "./orders-to-accept.ts";
import { interleaved, median } from "./rounds.ts";
import { against, alone, type Bench, type BenchOptions, type Row } from "./row.ts";

/** What a million orders take on disk, with room for the log: measured. */
const BYTES_PER_ORDER = 3_000;
/** One, as a printer's lane looks for its next duty; a page, as the vendor's lane leases. */
const LOOKS = [1, 32];

export const growthBench: Bench = {
  name: "growth",
  async run(options) {
    const sizes = sizesFor(options);
    const figures = await measure(options, sizes);
    return sizes.slice(1).flatMap((size) => rowsOf(size, figures));
  },
};

function sizesFor({ isQuick, isLarge, folder, say }: BenchOptions): readonly number[] {
  if (isQuick) return [0, 100_000];
  if (!isLarge) return [0, 100_000, 1_000_000];
  const { bavail, bsize } = statfsSync(folder);
  const hasRoom = bavail * bsize > 2 * 6_100_000 * BYTES_PER_ORDER;
  if (!hasRoom) say("too little room on the disk for 5 million orders");
  return [0, 100_000, 1_000_000, ...(hasRoom ? [5_000_000] : [])];
}

type Figures = Readonly<Record<string, number>>;

async function measure({ isQuick, folder, say }: BenchOptions, sizes: readonly number[]): Promise<Figures> {
  const variants: Record<string, () => Promise<number>> = {};
  const opened: AsyncDisposable[] = [];
  for (const size of sizes) {
    const path = join(folder, `${size}.db`);
    say(`making ${size} orders`);
    await makeHistory(path, size);
    const shop = await openBenchStore(path);
    opened.push(shop);
    variants[`accept ${size}`] = () => acceptUs(shop.store, isQuick ? 60 : 150);
    for (const duties of LOOKS)
      variants[`look ${duties} ${size}`] = async () => claimUs(shop.store, duties, 100);
    // Warm: what a running gateway has in memory, and the code compiled.
    await acceptUs(shop.store, 100);
    for (const duties of LOOKS) claimUs(shop.store, duties, 500);
  }
  const figures = await interleaved(isQuick ? 6 : 16, variants);
  for (const shop of opened) await shop[Symbol.asyncDispose]();
  for (const size of sizes) rmSync(join(folder, `${size}.db`));
  return figures;
}

/** p50 of lonely accepts. */
async function acceptUs(store: Store, count: number): Promise<number> {
  const inputs = Array.from({ length: count }, (_, n) => captureInput(n, ["bench"]));
  const took: number[] = [];
  for (const input of inputs) {
    const began = performance.now();
    await store.run("captureOrder", input);
    took.push((performance.now() - began) * 1_000);
  }
  return median(took);
}

/** p50 of a look at so many of the oldest open duties. */
function claimUs(store: Store, duties: number, count: number): number {
  const took: number[] = [];
  for (let done = 0; done < count; done += 1) {
    const began = performance.now();
    store.read.openJobs("vendor:bench" as never, 0, duties);
    took.push((performance.now() - began) * 1_000);
  }
  return median(took);
}

function rowsOf(size: number, figures: Figures): readonly Row[] {
  const beside = (what: string, name: string): Row =>
    against(
      {
        name: `${name} beside ${size} orders, p50, warm`,
        value: figures[`${what} ${size}`] ?? Number.NaN,
        unit: "us",
      },
      { name: "beside none", value: figures[`${what} 0`] ?? Number.NaN },
      { atMost: 1.1 },
    );
  const next = {
    name: `look at the next open duty beside ${size} orders, p50`,
    value: figures[`look 1 ${size}`] ?? Number.NaN,
    unit: "us",
  };
  return [
    beside("accept", "accept"),
    beside("look 1", "look at the next open duty"),
    beside("look 32", "look at 32 open duties"),
    alone(next, { atMost: 100 }),
  ];
}
