/** npm run powercut -- --images 1000: records real days of the gateway and pulls the plug at many places; ledgers outside judge. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

process.chdir(join(import.meta.dirname, ".."));
const { status } = spawnSync(
  process.execPath,
  ["--import", "tsx", "test/powercut/main.ts", ...process.argv.slice(2)],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
