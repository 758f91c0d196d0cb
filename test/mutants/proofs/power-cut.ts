/**
 * A day of a real gateway is recorded; then the plug is pulled behind each answer to a till and each receipt that was cut, where a
 * promise has just left the house. The disk keeps nothing that was not synced.
 */
import { fork } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRecord } from "../../disk/lab/record.ts";
import type { Pull } from "../../powercut/cuts.ts";
import type { PullsOptions, Verdict } from "../../powercut/judge-pulls.ts";
import { type Knowledge, lookFromOutside } from "../../powercut/outside.ts";
import { recordDay } from "../../powercut/record-day.ts";
import { CONNECT, filesOf, loadRecording } from "../../powercut/recording.ts";
import type { Bench, Proof } from "../mutant.ts";

const PLAYER = join(import.meta.dirname, "../../powercut/player.mjs");
/** Three tills; most receipts wait for the printer when the tills are done, so that no sale's sync hides what theirs lacks. */
const SEED = 1;
/** Longer than an answer takes to leave. */
const SYNC_MS = 10;
/** Spread over the day. A sale has most to lose: itself, its number, its duties. Papers are few, and all of them count. */
const SALES = 10;
const OTHERS = 4;

export const powerCut: Proof = {
  name: "a power cut behind each promise",
  async judge({ dist, folder, isFound }) {
    const recording = join(folder, "day");
    await recordDay({
      dist,
      folder: recording,
      seed: SEED,
      mornings: 1,
      squareOrders: 4,
      middle: "restart",
      syncDelayMs: SYNC_MS,
    });
    return faultsUntil(isFound, { dist, folder: recording, place: join(folder, "after") });
  },
};

/** Of all images up to the one that shows what is looked for. */
async function faultsUntil(
  isFound: Bench["isFound"],
  { dist, folder, place }: Pick<PullsOptions, "dist" | "folder" | "place">,
): Promise<readonly string[]> {
  mkdirSync(place);
  const only = pullsBehindPromises(folder);
  const player = fork(PLAYER, { execArgv: [], stdio: "inherit" });
  const options: PullsOptions = { dist, folder, place, seed: SEED, count: only.length, only };
  let judged = 0;
  const faults: string[] = [];
  player.on("message", (message: unknown) => {
    const verdict = message as Verdict;
    judged += 1;
    faults.push(...verdict.faults);
    if (verdict.faults.some(isFound)) player.kill();
  });
  player.send(options);
  const code = await new Promise((resolve) => player.once("exit", resolve));
  if (faults.length === 0 && (code !== 0 || judged < only.length)) {
    throw new Error(`the player ended with ${code} after ${judged} of ${only.length} images`);
  }
  return faults;
}

const toldTills = ({ told }: Knowledge): number => told.filter(({ wish }) => wish !== CONNECT).length;

function pullsBehindPromises(folder: string): readonly Pull[] {
  const entries = parseRecord(readFileSync(filesOf(folder).record));
  const recording = loadRecording(folder);
  const outside = lookFromOutside(recording, entries);
  const known = (cut: number) => outside.at(cut);
  const cuts = outside.moments
    .map((entry) => entry + 1)
    .toSorted((a, b) => a - b)
    // What a till was told last it asks once more: something must be left that it does not.
    .filter((cut) => toldTills(known(cut)) > recording.tills.length);
  const isPaper = (cut: number): boolean => known(cut).papers.length > known(cut - 1).papers.length;
  const answers = cuts.filter((cut) => !isPaper(cut));
  const wishes = recording.tills.flatMap((till) => till.wishes);
  const sales = new Set(wishes.filter(({ type }) => type === "sale").map(({ id }) => id));
  const isSale = (cut: number): boolean => {
    const before = known(cut - 1).told;
    return known(cut).told.some((answer) => sales.has(answer.wish) && !before.includes(answer));
  };
  const chosen = [
    ...cuts.filter(isPaper),
    ...spread(answers.filter(isSale), SALES),
    ...spread(
      answers.filter((cut) => !isSale(cut)),
      OTHERS,
    ),
  ];
  return chosen.toSorted((a, b) => a - b).map((cut) => ({ cut, mix: "lost" }));
}

function spread(cuts: readonly number[], count: number): readonly number[] {
  const step = Math.max(1, Math.ceil(cuts.length / count));
  return cuts.filter((_, index) => index % step === 0);
}
