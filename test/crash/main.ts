/**
 * Kills a real gateway at every step of capture, print and send, and judges by ledgers outside of it.
 *   npm run crash -- --seeds 300 [--seed FIRST] [--kind order] [--shops 3]
 * A seed that failed is played again by --seed N --seeds 1.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { KILL_KINDS } from "./plan.ts";
import { playAll } from "./seeds.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    kind: { type: "string" },
    shops: { type: "string", default: "4" },
  },
});
const kind = KILL_KINDS.find((known) => known === values.kind) ?? null;
if (values.kind !== undefined && kind === null) throw new Error(`--kind is one of ${KILL_KINDS.join(", ")}`);

const folder = mkdtempSync(join(tmpdir(), "tillgate-crash-"));
const { passed, failed } = await playAll({
  ...{ first: Number(values.seed), count: Number(values.seeds), shops: Number(values.shops), kind, folder },
  say: (text) => void process.stdout.write(`${text}\n`),
});
if (failed === 0) rmSync(folder, { recursive: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
