/** npm run sim -- square --port 4001: one guest's simulator alone, from source. Its README lists its flags and where it lies. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const [name = "", ...args] = process.argv.slice(2);
const file = ["drivers", "adapters"].map((kind) => join(root, kind, name, "sim.ts")).find(existsSync);
if (!/^[a-z][a-z0-9-]*$/.test(name) || file === undefined) {
  console.error(`npm run sim -- <driver or adapter> [flags]: there is no simulator ${JSON.stringify(name)}`);
  process.exit(1);
}
const child = spawn(process.execPath, ["--import", "tsx", file, ...args], { stdio: "inherit", cwd: root });
child.on("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
