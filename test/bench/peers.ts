/**
 * The same work by other durable queues, each in its durable setting, as a library: an accept is over when it is acknowledged.
 * Those that are not installed are told and left out: scripts/bench-peers.sh installs them.
 */
import { existsSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { openBenchStore } from "./open-bench-store.ts";
import { captureInput, sale } from "./orders-to-accept.ts";
import { PEERS, type RunningPeer } from "./peers/peers.ts";
import { interleaved } from "./rounds.ts";
import { against, type Bench, type BenchOptions, forInformation, type Row } from "./row.ts";

const AT_ONCE = [1, 8, 64] as const;
const COUNTS = { quick: { 1: 150, 8: 600, 64: 1_500 }, full: { 1: 400, 8: 2_000, 64: 6_000 } } as const;
const ROUNDS = { quick: 1, full: 4 } as const;

export const peersBench: Bench = {
  name: "peers",
  async run(options) {
    const folder = process.env["TILLGATE_BENCH_PEERS"] ?? join(homedir(), ".cache/tillgate-bench/peers");
    const running: RunningPeer[] = [];
    for (const peer of PEERS) {
      const started = existsSync(folder) ? await peer.start(folder, options.folder) : null;
      if (started) running.push(started);
      else options.say(`${peer.name} is not installed: npm run bench:peers`);
    }
    try {
      return await measureAll(options, running);
    } finally {
      for (const peer of running) await peer.stop();
    }
  },
};

async function measureAll(options: BenchOptions, peers: readonly RunningPeer[]): Promise<readonly Row[]> {
  await using shop = await openBenchStore(join(options.folder, "shop.db"));
  const log = await openRawLog(join(options.folder, "raw.log"));
  let made = 0;
  const makers: Record<string, () => Accept> = {
    tillgate() {
      const input = captureInput(made++, ["bench"]);
      return () => shop.store.run("captureOrder", input);
    },
    "raw log"() {
      const line = JSON.stringify(sale(made++, ["bench"]));
      return () => log.append(line);
    },
  };
  for (const peer of peers) {
    makers[peer.name] = () => {
      const order = sale(made++, ["bench"]);
      return () => peer.accept(order);
    };
  }
  const rows: Row[] = [];
  const mode = options.isQuick ? "quick" : "full";
  for (const atOnce of AT_ONCE) {
    options.say(`${atOnce} at once`);
    const count = COUNTS[mode][atOnce];
    const variants = Object.entries(makers).map(
      ([name, make]) => [name, () => perSecond(make, count, atOnce)] as const,
    );
    for (const [, run] of variants) await run();
    const figures: Readonly<Record<string, number>> = await interleaved(
      ROUNDS[mode],
      Object.fromEntries(variants),
    );
    rows.push(...rowsOf(atOnce, figures, peers));
  }
  await log.close();
  return rows;
}

type Accept = () => Promise<unknown>;

/** The orders are made before: only taking them is measured. */
async function perSecond(make: () => Accept, count: number, atOnce: number): Promise<number> {
  const accepts = Array.from({ length: count }, make);
  const till = async (): Promise<void> => {
    for (let accept = accepts.pop(); accept; accept = accepts.pop()) await accept();
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, till));
  return (count / (performance.now() - began)) * 1_000;
}

function rowsOf(
  atOnce: number,
  figures: Readonly<Record<string, number>>,
  peers: readonly RunningPeer[],
): readonly Row[] {
  const ours = {
    name: `accepts, ${atOnce} at once`,
    value: figures["tillgate"] ?? Number.NaN,
    unit: "orders/s",
  };
  const beside = (name: string, goal: number | null, note: string): Row => {
    const figure = { ...ours, name: `${ours.name}, against ${name}` };
    const row = against(
      figure,
      { name: `${name}${note}`, value: figures[name] ?? Number.NaN },
      { atLeast: goal ?? 0 },
    );
    return goal === null ? forInformation(row) : row;
  };
  return [
    beside("raw log", null, ", written in groups, fdatasync"),
    ...peers.map((peer) => beside(peer.name, atOnce === 64 ? peer.goal : null, `, ${peer.durability}`)),
  ];
}

/** The bound: lines in a file, all that wait in one write and one sync, while the next group gathers. */
async function openRawLog(path: string) {
  const file: FileHandle = await open(path, "a");
  let waiting: { readonly line: string; readonly done: () => void }[] = [];
  let busy = false;
  const flush = async (): Promise<void> => {
    if (busy || waiting.length === 0) return;
    busy = true;
    const group = waiting;
    waiting = [];
    await file.write(group.map(({ line }) => `${line}\n`).join(""));
    await file.datasync();
    busy = false;
    for (const { done } of group) done();
    void flush();
  };
  return {
    append: (line: string) =>
      new Promise<void>((done) => {
        waiting.push({ line, done });
        void flush();
      }),
    close: () => file.close(),
  };
}
