/** Source → dist/: the program by tsc, the data beside it by copy, the dashboard by vite. Simulators are part of it: the demo runs them. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { extname, join } from "node:path";

/** Folders that hold data which the program reads at run time. */
const DATA = ["src/store/migrations", "src/printing", "drivers", "adapters"];
const NO_DATA = new Set([".ts", ".tsx", ".md"]);

const bin = (name) => join("node_modules", ".bin", name);

process.chdir(join(import.meta.dirname, ".."));
rmSync("dist", { recursive: true, force: true });
run(bin("tsc"), "-p", "scripts/tsconfig.build.json");
for (const folder of DATA) copyData(folder);
if (existsSync("src/dashboard/index.html")) buildDashboard();

function run(command, ...args) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

function copyData(folder) {
  if (!existsSync(folder)) return;
  const wanted = (path) => !NO_DATA.has(extname(path)) && !path.includes("fixtures");
  cpSync(folder, join("dist", folder), { recursive: true, filter: wanted });
}

function buildDashboard() {
  const own = "src/dashboard/vite.config.ts";
  const config = existsSync(own) ? ["--config", own] : [];
  run(
    bin("vite"),
    "build",
    "src/dashboard",
    ...config,
    "--outDir",
    join(process.cwd(), "dist/dashboard"),
    "--emptyOutDir",
  );
}
