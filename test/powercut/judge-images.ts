/** Many images of many recordings, a process each: the tally, and what was found. */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PullsOptions, Verdict } from "./judge-pulls.ts";

export interface Tally {
  /** Judged, each different from all others in disk or outside. */
  images: number;
  /** Built, and the same as one before. */
  repeated: number;
  /** With changes that were not synced; of them with some lost, with some torn. */
  open: number;
  lost: number;
  torn: number;
  readonly failures: Failure[];
}

export interface Failure {
  readonly folder: string;
  readonly verdict: Verdict;
}

export interface JudgeOptions extends Omit<PullsOptions, "folder" | "place" | "count" | "only"> {
  /** Of recordings, made by recordDay. */
  readonly folders: readonly string[];
  /** Altogether. */
  readonly images: number;
  /** Processes at a time. */
  readonly players: number;
  readonly only: PullsOptions["only"];
  readonly tell: (verdict: Verdict, folder: string) => void;
}

export async function judgeImages(options: JudgeOptions): Promise<Tally> {
  const { folders, images, players } = options;
  const tally: Tally = { images: 0, repeated: 0, open: 0, lost: 0, torn: 0, failures: [] };
  const waiting = folders.map((folder, index) => ({
    folder,
    count: Math.floor(images / folders.length) + (index < images % folders.length ? 1 : 0),
  }));
  const seats = Array.from({ length: players }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await judgeOne(options, next, tally);
    }
  });
  await Promise.all(seats);
  return tally;
}

const NOTHING_JUDGED: Verdict = {
  ...{ pull: { cut: 0, mix: "lost" }, isKnown: false, pending: 0, lost: 0, torn: 0, faults: [] },
};

async function judgeOne(
  { dist, seed, only, tell }: JudgeOptions,
  { folder, count }: { readonly folder: string; readonly count: number },
  tally: Tally,
): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), "tillgate-powercut-"));
  const player = fork(join(import.meta.dirname, "player.mjs"), { execArgv: [], stdio: "inherit" });
  const options: PullsOptions = { dist, folder, place, seed, count, only };
  let last: Verdict | undefined;
  player.on("message", (message: unknown) => {
    const verdict = message as Verdict;
    last = verdict;
    add(tally, folder, verdict);
    tell(verdict, folder);
  });
  player.send(options);
  const code = await new Promise((resolve) => player.once("exit", resolve));
  rmSync(place, { recursive: true, force: true });
  if (code === 0) return;
  const faults = [
    `the process ended with ${code} on the image that follows this one: the gateway took it down`,
  ];
  const verdict = { ...(last ?? NOTHING_JUDGED), isKnown: false, faults };
  add(tally, folder, verdict);
  tell(verdict, folder);
}

function add(tally: Tally, folder: string, verdict: Verdict): void {
  if (verdict.isKnown) {
    tally.repeated += 1;
    return;
  }
  tally.images += 1;
  if (verdict.pending > 0) tally.open += 1;
  if (verdict.lost > 0) tally.lost += 1;
  if (verdict.torn > 0) tally.torn += 1;
  if (verdict.faults.length > 0) tally.failures.push({ folder, verdict });
}
