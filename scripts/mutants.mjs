/** npm run mutants: the product with one small wrong change each; the proofs must catch every one of them by name. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

process.chdir(join(import.meta.dirname, ".."));
// Mutants are cut from the sources: a build of older ones would be judged instead.
const build = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
if (build.status !== 0) process.exit(1);
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", "test/mutants/main.ts", ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
