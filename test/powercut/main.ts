/**
 * Records days of a real gateway, pulls the plug at many places of each, and judges what starts on the disk that is left.
 *   npm run powercut -- --images 1000 [--seed 1] [--recordings 6] [--players 6] [--dist FOLDER]
 * FOLDER: a plain build (node scripts/build.mjs --plain --out FOLDER) within this repository; by itself one is made.
 * A recording in which something was found is kept; one image of it again:
 *   npm run powercut -- --recording FOLDER --seed N --cut N --mix MIX
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildPlain } from "../help/shop/plain-build.ts";
import type { Pull } from "./cuts.ts";
import { MIXES } from "./fates.ts";
import { judgeImages, type Tally } from "./judge-images.ts";
import type { Verdict } from "./judge-pulls.ts";
import { recordDay } from "./record-day.ts";

const DAYS_AT_A_TIME = 3;

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    recordings: { type: "string", default: "6" },
    // An image mostly waits: for paper, for a bell, for rest.
    players: { type: "string", default: "6" },
    dist: { type: "string" },
    recording: { type: "string" },
    cut: { type: "string" },
    mix: { type: "string" },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const seed = Number(values.seed);
const dist = values.dist === undefined ? buildPlain("powercut") : resolve(values.dist);
const only = pullsFrom(values.cut, values.mix);
const began = performance.now();
const place = values.recording === undefined ? mkdtempSync(join(tmpdir(), "tillgate-powercut-")) : null;
const folders = place === null ? [resolve(values.recording ?? "")] : await recordAll(place);

let judged = 0;
const tally = await judgeImages({
  ...{
    dist,
    folders,
    seed,
    images: only ? only.length : Number(values.images),
    players: Number(values.players),
    only,
  },
  tell(verdict, folder) {
    judged += 1;
    if (judged % 100 === 0) say(`${judged} images`);
    if (verdict.faults.length > 0) say(report(verdict, folder));
  },
});
const failed = tally.failures.length;
if (failed === 0 && place !== null) rmSync(place, { recursive: true });
say(summary(tally));
say(`${tally.images - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && tally.images > 0 ? 0 : 1;

function pullsFrom(cut: string | undefined, mix: string | undefined): readonly Pull[] | null {
  if (cut === undefined) return null;
  const known = MIXES.find((one) => one === mix);
  if (known === undefined) throw new Error(`--mix is one of ${MIXES.join(", ")}`);
  return [{ cut: Number(cut), mix: known }];
}

/** Every other day has so much to pull and to write that pages are many and the log is carried over. */
async function recordAll(inFolder: string): Promise<readonly string[]> {
  const days = Array.from({ length: Number(values.recordings) }, (_, index) => index);
  const record = async (index: number): Promise<string> => {
    const isLong = index % 2 === 1;
    const folder = join(inFolder, `day-${seed + index}`);
    await recordDay({
      ...{ dist, folder, seed: seed + index, mornings: 2, syncDelayMs: 0 },
      ...(isLong ? { squareOrders: 420, middle: "checkpoint" } : { squareOrders: 12, middle: "restart" }),
    });
    return folder;
  };
  const made: string[] = [];
  const desks = Array.from({ length: DAYS_AT_A_TIME }, async () => {
    for (let next = days.shift(); next !== undefined; next = days.shift()) made[next] = await record(next);
  });
  await Promise.all(desks);
  say(`${made.length} days recorded after ${Math.round((performance.now() - began) / 1_000)} s`);
  return made;
}

/** All that is needed to see it again. */
function report({ pull, faults, pending, lost, torn }: Verdict, folder: string): string {
  return [
    `${basename(folder)}, cut ${pull.cut}, ${pull.mix}: ${pending} changes open, ${lost} lost, ${torn} torn; again:`,
    `  npm run powercut -- --recording ${folder} --seed ${seed} --cut ${pull.cut} --mix ${pull.mix}`,
    ...faults.map((fault) => `  ✗ ${fault}`),
  ].join("\n");
}

function summary({ images, repeated, open, lost, torn }: Tally): string {
  const seconds = Math.round((performance.now() - began) / 1_000);
  return `${images} different images (${repeated} came twice): ${open} with changes that were not synced, ${lost} lost some, ${torn} torn; ${seconds} s`;
}
