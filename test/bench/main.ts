/**
 * Measures, each figure beside its baseline in the same run.
 *   npm run bench -- [--json FILE] [--quick] [--large] [--only NAME[,NAME]]
 * Goals are reported, not asserted: the exit code says whether all was measured, not whether all was reached.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drainBench } from "./drain/drain.ts";
import { growthBench } from "./growth.ts";
import { httpBench } from "./http.ts";
import { memoryBench } from "./memory.ts";
import { peersBench } from "./peers.ts";
import { printBench } from "./print.ts";
import { printingBench } from "./printing/printing.ts";
import { type Bench, type BenchOptions, type Row, round } from "./row.ts";
import { startBench } from "./start.ts";
import { wearBench } from "./wear/wear.ts";

const BENCHES: readonly Bench[] = [
  httpBench,
  drainBench,
  growthBench,
  wearBench,
  startBench,
  memoryBench,
  printBench,
  printingBench,
  peersBench,
];

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    quick: { type: "boolean", default: false },
    large: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const wanted = values.only?.split(",");
const unknown = wanted?.filter((name) => !BENCHES.some((bench) => bench.name === name)) ?? [];
if (unknown.length > 0) {
  throw new Error(
    `--only takes ${BENCHES.map(({ name }) => name).join(", ")}; unknown: ${unknown.join(", ")}`,
  );
}

const rows: Row[] = [];
const folder = mkdtempSync(join(tmpdir(), "tillgate-bench-"));
for (const bench of BENCHES.filter(({ name }) => wanted?.includes(name) ?? true)) {
  const own = join(folder, bench.name);
  mkdirSync(own);
  const options: BenchOptions = {
    ...{ isQuick: values.quick, isLarge: values.large, folder: own },
    say: (text) => void process.stderr.write(`${bench.name}: ${text}\n`),
  };
  for (const row of await bench.run(options)) {
    rows.push(row);
    show(row);
  }
  rmSync(own, { recursive: true });
}
rmSync(folder, { recursive: true });
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report(), null, 2)}\n`);
const promised = rows.filter(({ goal }) => goal !== null);
process.stdout.write(`${promised.filter(({ met }) => met).length} of ${promised.length} goals met\n`);

function show({ name, value, unit, baseline, ratio, goal, met }: Row): void {
  const beside = ratio === null ? "" : `  ${ratio.toFixed(2)} x (${baseline})`;
  const verdict = met === null ? "      " : met ? "met   " : "MISSED";
  const wanted = goal === null ? "" : `  goal ${goal}`;
  process.stdout.write(`${verdict}  ${name}: ${round(value)} ${unit}${beside}${wanted}\n`);
}

function report() {
  const [cpu] = cpus();
  return {
    at: new Date().toISOString(),
    machine: {
      cpu: cpu?.model.trim() ?? "unknown",
      cores: cpus().length,
      node: process.version,
      arch: process.arch,
    },
    quick: values.quick,
    rows,
  };
}
