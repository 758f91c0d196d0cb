/** Every call of a day fails once, and from there on for a while, on a copy of the same shop; laws.ts judges each. */
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DiskFault, type DiskLab, type DiskOp, openDiskLab } from "../lab/disk-lab.ts";
import { endDay, type Ledger, newLedger, openingDay, playDay } from "./day.ts";
import { judge } from "./laws.ts";
import { ProcessDied, type StoreProcess, startStoreProcess } from "./store-process.ts";

export const OPS: readonly DiskOp[] = ["open", "read", "write", "sync", "truncate", "unlink", "rename"];
const STARTS = ["existing", "first"] as const;

export interface Case {
  readonly start: (typeof STARTS)[number];
  readonly fault: DiskFault;
}
export const nameOf = ({ start, fault }: Case): string =>
  `${start} shop: ${fault.errno}${fault.half ? " half-written" : ""} on ${fault.ops.join()} ${fault.after + 1}${fault.times > 1 ? " and what follows" : ""}`;

export interface Verdict {
  readonly name: string;
  readonly wrong: readonly string[];
  /** The fault was met. */
  readonly hit: boolean;
}

/** So many calls fail where a failure lasts. */
const LASTING = 40;

export interface Bench extends AsyncDisposable {
  /** Calls of one day without a fault. */
  readonly calls: Readonly<Record<(typeof STARTS)[number], Readonly<Record<DiskOp, number>>>>;
  run(one: Case): Promise<Verdict>;
}

export async function openBench(folder: string): Promise<Bench> {
  const ground = join(folder, "disk");
  const kept = join(folder, "kept");
  for (const one of [ground, kept]) mkdirSync(one, { recursive: true });
  const lab = openDiskLab(join(folder, "control"), ground, null);
  const bench = { lab, store: startStoreProcess(lab.env), ground, kept };
  const opening = newLedger();
  const shop = join(ground, "shop");
  mkdirSync(shop);
  await openingDay(bench.store, join(shop, "tillgate.db"), opening);
  cpSync(shop, join(kept, "existing"), { recursive: true });
  mkdirSync(join(kept, "first"));
  const calls = {
    existing: await countCalls(bench, "existing"),
    first: await countCalls(bench, "first"),
  };
  return {
    calls,
    run: (one) => runCase(bench, one, opening),
    async [Symbol.asyncDispose]() {
      await bench.store.kill();
      lab[Symbol.dispose]();
    },
  };
}

interface Parts {
  readonly lab: DiskLab;
  store: StoreProcess;
  readonly ground: string;
  readonly kept: string;
}

async function countCalls(bench: Parts, start: Case["start"]): Promise<Readonly<Record<DiskOp, number>>> {
  const path = lay(bench, start);
  const before = OPS.map((op) => bench.lab.calls(op));
  const ledger = newLedger();
  const left = await playDay(bench.store, path, ledger);
  const after = OPS.map((op) => bench.lab.calls(op));
  await endDay(bench.store, path, ledger, left);
  return Object.fromEntries(
    OPS.map((op, index) => [op, (after[index] ?? 0) - (before[index] ?? 0)]),
  ) as Record<DiskOp, number>;
}

/** A fresh copy; its name is used once, so nothing of another case can be taken for it. */
let laid = 0;
function lay(bench: Parts, start: Case["start"]): string {
  laid += 1;
  const shop = join(bench.ground, `shop-${laid}`);
  cpSync(join(bench.kept, start), shop, { recursive: true });
  return join(shop, "tillgate.db");
}

async function runCase(bench: Parts, one: Case, opening: Ledger): Promise<Verdict> {
  const path = lay(bench, one.start);
  const name = nameOf(one);
  const ledger = newLedger();
  if (one.start === "existing") for (const id of opening.acknowledged) ledger.acknowledged.add(id);
  let hit = false;
  try {
    bench.lab.setFault(one.fault);
    const left = await playDay(bench.store, path, ledger);
    hit = bench.lab.faultCounts().hits > 0;
    bench.lab.setFault(null);
    await endDay(bench.store, path, ledger, left);
    const wrong = judge(path, ledger);
    if (wrong.length === 0) rmSync(join(path, ".."), { recursive: true });
    return { name, hit, wrong };
  } catch (error) {
    bench.lab.setFault(null);
    await bench.store.kill();
    bench.store = startStoreProcess(bench.lab.env);
    return { name, hit, wrong: [error instanceof ProcessDied ? `died: ${error.message}` : String(error)] };
  }
}

/** All kinds of failure at every call, or at `perOp` of each kind of call, others with each seed. */
export function casesOf(
  bench: Pick<Bench, "calls">,
  { seed, perOp }: { readonly seed: number; readonly perOp: number },
): readonly Case[] {
  return STARTS.flatMap((start) =>
    OPS.flatMap((op) =>
      placesOf(bench.calls[start][op], seed, perOp).flatMap((after) =>
        faultsAt(op, after).map((fault) => ({ start, fault })),
      ),
    ),
  );
}

function placesOf(calls: number, seed: number, most: number): readonly number[] {
  const stride = Math.max(1, Math.floor(calls / most));
  const places: number[] = [];
  for (let at = seed % stride; at < calls; at += stride) places.push(at);
  return places;
}

function faultsAt(op: DiskOp, after: number): readonly DiskFault[] {
  const kinds = (["EIO", "ENOSPC"] as const).flatMap((errno) => [
    { errno, times: 1, half: false },
    { errno, times: LASTING, half: op === "write" },
  ]);
  return kinds.map((kind) => ({ ops: [op], path: "", after, ...kind }));
}
