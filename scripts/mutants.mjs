/** npm run mutants: the product with one small wrong change each; the proofs must catch every one of them by name. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

process.chdir(join(import.meta.dirname, ".."));
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", "test/mutants/main.ts", ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
