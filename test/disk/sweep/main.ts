/** npm run disk-faults -- [--seed N] [--all]: a store's day with a failure of the disk at each of its calls. */
import { parseArgs } from "node:util";
import { newFolder } from "../../help/store.ts";
import { casesOf, nameOf, OPS, openBench } from "./sweep.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    /** Every call; else so many of each kind. */
    all: { type: "boolean", default: false },
    "per-op": { type: "string", default: "60" },
    only: { type: "string", default: "" },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await using bench = await openBench(newFolder());
const perOp = values.all ? Number.POSITIVE_INFINITY : Number(values["per-op"]);
const cases = casesOf(bench, { seed: Number(values.seed), perOp });
for (const [start, calls] of Object.entries(bench.calls))
  say(`a day of the ${start} shop: ${OPS.map((op) => `${calls[op]} ${op}`).join(", ")}`);
let passed = 0;
let failed = 0;
let missed = 0;
for (const one of cases.filter((one) => nameOf(one).includes(values.only))) {
  const { name, wrong, hit } = await bench.run(one);

  if (!hit) missed += 1;
  if (wrong.length === 0) passed += 1;
  else {
    failed += 1;
    say(`FAILED ${name}\n  ${wrong.join("\n  ")}`);
  }
}
say(`seed ${values.seed}: ${cases.length} cases, ${missed} met no fault`);
say(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
