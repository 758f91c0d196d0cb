/** npm run bench -- --quick: what an order costs, each figure beside a baseline of the same run. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
process.chdir(root);
if (
  !existsSync("dist/src/cli.js") &&
  spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" }).status !== 0
) {
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", "test/bench/main.ts", ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
