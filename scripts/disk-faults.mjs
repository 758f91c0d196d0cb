/** npm run disk-faults -- [--seed N] [--all]: fails the disk at each call of a real store's day, and damages each page of its file. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
process.chdir(root);
if (
  !existsSync("dist/src/store/thread/worker.js") &&
  spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" }).status !== 0
) {
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", "test/disk/sweep/main.ts", ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
