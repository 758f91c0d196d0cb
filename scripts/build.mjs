/**
 * Source → dist/: the program and the dashboard by vite, the data beside them by copy. Simulators are part of it: the demo runs them.
 *   node scripts/build.mjs [--plain] [--out FOLDER]
 * The program is bundled: a few files are read in a fraction of the time that hundreds take. --plain: one file for each source file.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { extname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";

/** Folders that hold data which the program reads at run time. */
const DATA = ["src/store/migrations", "src/printing", "drivers", "adapters"];
const NO_DATA = new Set([".ts", ".tsx", ".md"]);
/** Found by their folder's name, so each stays a file of its own. What they share is in chunks. */
const GUESTS = ["drivers", "adapters"];
const GUEST_FILES = ["index.ts", "sim.ts"];
/** Packages that look for files beside themselves, such as native code, or that are `require`d when they are first needed. */
const STAY_PACKAGES = [
  "better-sqlite3",
  "serialport",
  "bonjour-service",
  "net-snmp",
  "@fastify/ajv-compiler",
  "@fastify/fast-json-stringify-compiler",
  "light-my-request",
  "bwip-js",
  "@napi-rs/canvas",
  "@fastify/swagger-ui",
  "usb",
];

/** In a bundle each source file keeps the address that it has in a plain build: what it looks for beside itself is found. */
const addresses = {
  name: "addresses",
  enforce: "pre",
  transform(code, id) {
    const path = relative(process.cwd(), id);
    if (!/^(src|drivers|adapters)\//.test(path) || !code.includes("import.meta.url")) return undefined;
    const address = `new URL("TO_DIST/${path.replace(/\.ts$/, ".js")}", import.meta.url).href`;
    return { code: code.replaceAll("import.meta.url", address), map: null };
  },
  renderChunk(code, { fileName }) {
    const up = "../".repeat(fileName.split("/").length - 1) || "./";
    return { code: code.replaceAll("TO_DIST/", up), map: null };
  },
  generateBundle(_options, files) {
    for (const file of Object.values(files)) if (file.type === "chunk") file.code = toAscii(file.code);
  },
};

/** A file with one letter beyond Latin-1 is kept by the engine in two bytes a letter: twice the memory, and read more slowly. */
function toAscii(code) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return code.replaceAll(/[^\0-\x7f]/g, escaped);
}

process.chdir(join(import.meta.dirname, ".."));
const { values } = parseArgs({
  options: { plain: { type: "boolean", default: false }, out: { type: "string", default: "dist" } },
});
const out = resolve(values.out);
/** Made aside and put in place whole: what runs from dist/ never meets half a build. */
const next = `${out}.next-${process.pid}`;
const last = `${out}.last-${process.pid}`;
process.on("exit", () => {
  for (const folder of [next, last]) rmSync(folder, { recursive: true, force: true });
});

if (values.plain) compile();
else await bundle();
for (const folder of DATA) copyData(folder);
await build({
  root: "src/dashboard",
  configFile: "src/dashboard/vite.config.ts",
  logLevel: "warn",
  build: { outDir: join(next, "dashboard"), emptyOutDir: true },
});
if (existsSync(out)) renameSync(out, last);
renameSync(next, out);

function compile() {
  const tsc = join("node_modules", ".bin", "tsc");
  const { status } = spawnSync(tsc, ["-p", "scripts/tsconfig.build.json", "--outDir", next], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}

async function bundle() {
  await build({
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true, external: STAY_PACKAGES },
    plugins: [addresses],
    build: {
      ssr: true,
      outDir: next,
      target: "es2023",
      minify: false,
      sourcemap: true,
      copyPublicDir: false,
      rolldownOptions: {
        input: Object.fromEntries(entries().map((file) => [file.replace(/\.ts$/, ""), file])),
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "chunks/[name]-[hash].js",
          // A map names the places in the sources; their text would make it eight times as large.
          sourcemapExcludeSources: true,
        },
      },
    },
  });
}

function entries() {
  const guests = GUESTS.flatMap((kind) =>
    readdirSync(kind, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => GUEST_FILES.map((file) => join(kind, name, file))),
  );
  return ["src/cli.ts", "src/store/thread/worker.ts", ...guests.filter(existsSync)];
}

function copyData(folder) {
  const wanted = (path) => !NO_DATA.has(extname(path)) && !path.includes("fixtures");
  cpSync(folder, join(next, folder), { recursive: true, filter: wanted });
}
