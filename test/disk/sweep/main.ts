/** npm run disk-faults -- [--seed N] [--all]: a failure of the disk at each call of a store's day, and damage in each page of its file. */
import { parseArgs } from "node:util";
import { newFolder } from "../../help/store.ts";
import { damageEveryPage } from "../damage/every-page.ts";
import { casesOf, nameOf, OPS, openBench } from "./sweep.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    /** Every call and every page; else so many of each kind of call, others with each seed. */
    all: { type: "boolean", default: false },
    "per-op": { type: "string", default: "40" },
    /** Only cases whose name contains it. */
    only: { type: "string", default: "" },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seed = Number(values.seed);
const sum = { passed: 0, failed: 0 };

await sweep();
if (values.only === "") {
  const { passed, failed } = await damageEveryPage({ seed, stride: values.all ? 1 : 3 }, say);
  sum.passed += passed;
  sum.failed += failed;
}
say(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed > 0 ? 1 : 0;

async function sweep(): Promise<void> {
  await using bench = await openBench(newFolder());
  const perOp = values.all ? Number.POSITIVE_INFINITY : Number(values["per-op"]);
  for (const [start, calls] of Object.entries(bench.calls))
    say(`a day of the ${start} shop: ${OPS.map((op) => `${calls[op]} ${op}`).join(", ")}`);
  const cases = casesOf(bench, { seed, perOp }).filter((one) => nameOf(one).includes(values.only));
  let missed = 0;
  for (const one of cases) {
    const { name, wrong, hit } = await bench.run(one);
    if (!hit) missed += 1;
    sum[wrong.length === 0 ? "passed" : "failed"] += 1;
    if (wrong.length > 0) say(`FAILED ${name}\n  ${wrong.join("\n  ")}`);
  }
  say(`seed ${seed}: ${cases.length} failures of the disk, ${missed} of them met by nobody`);
}
