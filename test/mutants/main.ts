/**
 * Proves the proofs: each mutant must be caught by its law, and the same proof must pass on the unchanged product in the same run.
 *   npm run mutants -- [--only NAME[,NAME]] [--times N] [--beside N]
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPlain } from "../help/shop/plain-build.ts";
import { buildWith } from "./build.ts";
import { MUTANTS } from "./list.ts";
import type { Edit, Mutant, Proof } from "./mutant.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    times: { type: "string", default: "1" },
    beside: { type: "string", default: "3" },
  },
});
const names = values.only?.split(",") ?? MUTANTS.map(({ name }) => name);
const unknown = names.filter((name) => !MUTANTS.some((mutant) => mutant.name === name));
if (unknown.length > 0) {
  const known = MUTANTS.map(({ name }) => name).join(", ");
  throw new Error(`--only takes ${known}; unknown: ${unknown.join(", ")}`);
}

interface Trial {
  readonly name: string;
  readonly proof: Proof;
  readonly edits: readonly Edit[];
  /** null: of the unchanged product nothing is expected. */
  readonly law: RegExp | null;
  /** Why it failed; null: it passed. */
  readonly fault: (verdict: readonly string[]) => string | null;
}

const control = (proof: Proof): Trial => ({
  ...{ name: `unchanged: ${proof.name}`, proof, edits: [], law: null },
  fault: (verdict) => (verdict.length === 0 ? null : "the product itself was found wrong"),
});

const trial = ({ name, caughtBy, edits, law }: Mutant): Trial => ({
  ...{ name, proof: caughtBy, edits, law },
  fault(verdict) {
    if (verdict.length === 0) return `not caught by ${caughtBy.name}`;
    return verdict.some((line) => law.test(line)) ? null : `caught, but not by the law ${law}`;
  },
});

const wanted = MUTANTS.filter(({ name }) => names.includes(name));
const proofs = [...new Set(wanted.map(({ caughtBy }) => caughtBy))];
const trials = Array.from({ length: Number(values.times) }, () => [
  ...proofs.map(control),
  ...wanted.map(trial),
]).flat();
const home = mkdtempSync(join(tmpdir(), "tillgate-mutants-"));
const tally = { passed: 0, failed: 0 };
process.stdout.write(`${trials.length} trials; building\n`);
const plain = buildPlain("mutants");
// Each waits most of the time: for a printer, a start, a sync.
await Promise.all(Array.from({ length: Number(values.beside) }, work));
if (tally.failed === 0) rmSync(home, { recursive: true });
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
// What a failed trial left open must not keep the process.
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1);

async function work(): Promise<void> {
  for (let next = trials.shift(); next !== undefined; next = trials.shift()) await run(next);
}

async function run({ name, proof, edits, law, fault }: Trial): Promise<void> {
  const beganMs = performance.now();
  const place = mkdtempSync(join(home, "trial-"));
  const { verdict, failure } = await judged({ proof, edits, law }, place);
  const because = failure ?? fault(verdict);
  const seconds = ((performance.now() - beganMs) / 1_000).toFixed(1);
  const head = because === null ? `passed  ${name}` : `FAILED  ${name}: ${because} (see ${place})`;
  const broken = verdict.filter((line) => law?.test(line));
  const shown = (because === null ? broken.slice(0, 1) : verdict.slice(0, 5)).map(
    (line) => `          ${line.slice(0, 200)}`,
  );
  process.stdout.write(`${[`${head}  ${seconds} s`, ...shown].join("\n")}\n`);
  if (because === null) {
    tally.passed += 1;
    rmSync(place, { recursive: true, force: true });
  } else tally.failed += 1;
}

/** A mutant that cannot be built, or that breaks down before anybody can judge, proves nothing. */
async function judged(
  { proof, edits, law }: Pick<Trial, "proof" | "edits" | "law">,
  place: string,
): Promise<{ readonly verdict: readonly string[]; readonly failure: string | null }> {
  try {
    const folder = join(place, "shop");
    mkdirSync(folder);
    const dist = buildWith(edits, plain, join(place, "program"));
    const isFound = (fault: string): boolean => law === null || law.test(fault);
    return { verdict: await proof.judge({ dist, folder, isFound }), failure: null };
  } catch (error) {
    return { verdict: [], failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
