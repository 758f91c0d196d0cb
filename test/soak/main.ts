/**
 * Hours of a busy shop in minutes: what must stay flat stays flat, and all ledgers agree at the end.
 *   npm run soak:core -- --minutes 5 [--seed 1] [--plant memory|handle|wal|loop]
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { judge } from "../crash/judge.ts";
import { BOUNDS, judgeSeries, round, type Sample } from "./judge.ts";
import { close, type Progress, play } from "./play.ts";
import { openSoakShop } from "./site.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    plant: { type: "string" },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.minutes) * 60;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const PROGRESS_EVERY_S = 10;
/** Read by the planted leaks below. */
const plant =
  values.plant === undefined
    ? {}
    : {
        NODE_OPTIONS: `--import ${new URL("./plants.mjs", import.meta.url).href}`,
        SOAK_PLANT: values.plant,
      };

let toldAt = 0;
function progress(sample: Sample, { wishes, papers, square, printers }: Progress): void {
  if (sample.at < toldAt + PROGRESS_EVERY_S) return;
  toldAt = sample.at;
  const parts = [
    `${Math.round(sample.at)} s`,
    `${wishes} wishes, ${papers} papers, ${sample.depth} waiting`,
    `RSS ${Math.round(sample.rssMb)} MB, heap ${Math.round(sample.heapMb)}, ${sample.fds} files, ${sample.handles} handles`,
    `WAL ${round(sample.walMb)} MB, loop ${Math.round(sample.loopP99Ms)} ms, ${Math.round(sample.stolenMs)} ms stolen`,
    `Square ${square}; ${printers}`,
  ];
  say(parts.join(" · "));
}

const folder = mkdtempSync(join(tmpdir(), "tillgate-soak-"));
say(`seed ${seed}, ${values.minutes} minutes, ${folder}`);
await using shop = await openSoakShop({ folder: join(folder, "shop"), env: plant });
const { samples, incidents } = await play(shop, { seed, seconds, onSample: progress });
writeFileSync(join(folder, "samples.json"), JSON.stringify(samples));
const verdicts = judgeSeries(samples);
say("");
say(
  `${"".padEnd(22)}${["2nd quarter", "last quarter", "per minute"].map((head) => head.padStart(14)).join("")}`,
);
for (const { measure, start, end, slope, faults } of verdicts) {
  const cells = [start, end, slope].map((value) => String(round(value)).padStart(14)).join("");
  say(`${BOUNDS[measure].name.padEnd(22)}${cells}  ${faults.length === 0 ? "flat" : "NOT FLAT"}`);
}
const drifted = verdicts.filter(({ faults }) => faults.length > 0);
for (const { faults } of drifted) for (const fault of faults) say(`  ✗ ${fault}`);
const found = await close(shop, incidents).then(judge, (error: unknown) => [String(error)]);
const told = shop.book.entries().filter((entry) => entry.told !== null).length;
say(`\n${told} wishes answered; ledgers: ${found.length === 0 ? "all agree" : `${found.length} faults`}`);
for (const fault of found) say(`  ✗ ${fault}`);
const failed = drifted.length + (found.length === 0 ? 0 : 1);
if (failed === 0) rmSync(folder, { recursive: true });
else say(`again: npm run soak:core -- --minutes ${values.minutes} --seed ${seed}   (left in ${folder})`);
say(`${verdicts.length + 1 - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
