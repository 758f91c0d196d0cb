/** Source → dist/: the program by tsc, the data beside it by copy, the dashboard by vite. Simulators are part of it: the demo runs them. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { extname, join } from "node:path";

/** Folders that hold data which the program reads at run time. */
const DATA = ["src/store/migrations", "src/printing", "drivers", "adapters"];
const NO_DATA = new Set([".ts", ".tsx", ".md"]);
/** Made aside and put in place whole: what runs from dist/ never meets half a build. */
const NEXT = `dist.next-${process.pid}`;
const LAST = `dist.last-${process.pid}`;

const bin = (name) => join("node_modules", ".bin", name);

process.chdir(join(import.meta.dirname, ".."));
process.on("exit", () => {
  for (const folder of [NEXT, LAST]) rmSync(folder, { recursive: true, force: true });
});
run(bin("tsc"), "-p", "scripts/tsconfig.build.json", "--outDir", NEXT);
for (const folder of DATA) copyData(folder);
run(
  bin("vite"),
  "build",
  "src/dashboard",
  "--config",
  "src/dashboard/vite.config.ts",
  "--outDir",
  join(process.cwd(), NEXT, "dashboard"),
  "--emptyOutDir",
  "--logLevel",
  "warn",
);
if (existsSync("dist")) renameSync("dist", LAST);
renameSync(NEXT, "dist");

function run(command, ...args) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

function copyData(folder) {
  const wanted = (path) => !NO_DATA.has(extname(path)) && !path.includes("fixtures");
  cpSync(folder, join(NEXT, folder), { recursive: true, filter: wanted });
}
