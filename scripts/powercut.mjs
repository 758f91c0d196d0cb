/** npm run powercut -- --images 1000: records real days of the gateway and pulls the plug at many places; ledgers outside judge. */
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
  ["--import", "tsx", "test/powercut/main.ts", ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
