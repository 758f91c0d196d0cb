import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseOptions, type IFlattenedRuleSet } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const require = createRequire(import.meta.url);
const rules = require("../../.dependency-cruiser.cjs") as {
  forbidden: { name: string }[];
  options: ICruiseOptions;
};
const PACKAGES = [
  "better-sqlite3",
  "bonjour-service",
  "pino",
  "zod",
  "leftpad",
  "test-tool",
  "undici",
  "fastify",
  "smol-toml",
  "commander",
  "pngjs",
];

/** One import that each rule must refuse: rule, file, what it imports. */
const BREAKS: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ["no-circular", "src/store/circle-a.ts", "./circle-b.ts"],
  ["no-missing", "src/store/missing.ts", "./nowhere.ts"],
  ["floor-lib", "src/lib/breaks.ts", "../core/thing.ts"],
  ["floor-core", "src/core/breaks.ts", "../store/thing.ts"],
  ["floor-store", "src/store/breaks.ts", "../dispatch/thing.ts"],
  ["floor-transports", "src/transports/breaks.ts", "../devices/thing.ts"],
  ["floor-printing", "src/printing/breaks.ts", "../store/thing.ts"],
  ["floor-config", "src/config/breaks.ts", "../store/thing.ts"],
  ["floor-ops", "src/ops/breaks.ts", "../store/thing.ts"],
  ["floor-discovery", "src/discovery/breaks.ts", "../devices/thing.ts"],
  ["floor-devices", "src/devices/breaks.ts", "../store/thing.ts"],
  ["floor-vendors", "src/vendors/breaks.ts", "../devices/thing.ts"],
  ["floor-dispatch", "src/dispatch/breaks.ts", "../api/thing.ts"],
  ["floor-api", "src/api/breaks.ts", "../devices/thing.ts"],
  ["floor-doors", "src/doors/breaks.ts", "../api/thing.ts"],
  ["floor-dashboard", "src/dashboard/breaks.ts", "../core/thing.ts"],
  ["core-does-nothing", "src/core/reads-a-file.ts", "node:fs"],
  ["core-needs-little", "src/core/brings.ts", "leftpad"],
  ["one-room-sqlite", "src/api/reads-the-file.ts", "better-sqlite3"],
  ["one-room-wires", "src/devices/opens-a-socket.ts", "node:net"],
  ["one-room-http-servers", "src/vendors/serves.ts", "fastify"],
  ["one-room-http-clients", "src/store/calls-out.ts", "undici"],
  ["one-room-logs-and-metrics", "src/store/logs.ts", "pino"],
  ["one-room-processes", "src/devices/starts-a-program.ts", "node:child_process"],
  ["one-room-toml", "src/ops/reads-config.ts", "smol-toml"],
  ["one-room-finding", "src/api/looks-around.ts", "bonjour-service"],
  ["one-room-commands", "src/ops/takes-commands.ts", "commander"],
  ["one-room-type-setting", "src/api/draws.ts", "pngjs"],
  ["nobody-imports-the-roof", "src/api/looks-up.ts", "../main.ts"],
  ["no-tools-in-product", "src/store/uses-a-tool.ts", "test-tool"],
  ["no-test-code-in-product", "src/store/uses-a-test.ts", "../../test/thing.ts"],
  ["guests-use-the-door", "drivers/breaks/index.ts", "../../src/core/thing.ts"],
  ["guests-use-the-door", "drivers/visits/index.ts", "../breaks/index.ts"],
  ["guests-bring-no-packages", "adapters/breaks/index.ts", "leftpad"],
  ["guest-packages-drivers-thermal-dialects", "drivers/thermal-dialects/index.ts", "leftpad"],
  ["guests-touch-no-system", "drivers/breaks/files.ts", "node:fs"],
  ["house-does-not-know-guests", "src/devices/knows.ts", "../../drivers/good/index.ts"],
  ["door-is-for-guests", "src/store/uses-the-door.ts", "../sdk.ts"],
  ["door-shows-rules-not-rooms", "src/sdk.ts", "./store/thing.ts"],
];

/** Imports that the same rules must let pass. */
const ALLOWED: readonly (readonly [file: string, imported: string])[] = [
  ["drivers/good/index.ts", "../../src/sdk.ts"],
  ["drivers/good/digest.ts", "node:crypto"],
  ["drivers/good/sim.ts", "node:net"],
  ["adapters/good/sim/server.ts", "fastify"],
  ["adapters/good/adapter.test.ts", "../../src/core/thing.ts"],
  ["src/store/opens.ts", "better-sqlite3"],
  ["src/store/opens-core.ts", "../core/thing.ts"],
  ["src/core/uses-zod.ts", "zod"],
  ["src/cli/program.ts", "../main.ts"],
  ["src/main.ts", "./store/thing.ts"],
];

let house: string;
let caught: ReadonlySet<string>;

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(house, file)), { recursive: true });
  await writeFile(join(house, file), text);
}

/** A house of one-line files, with stand-ins for the packages they import. */
async function build(): Promise<void> {
  const rooms = ["lib", "core", "store", "devices", "dispatch", "api"];
  for (const room of rooms) await write(`src/${room}/thing.ts`, "export {};\n");
  await write("test/thing.ts", "export {};\n");
  await write("src/store/circle-b.ts", 'import "./circle-a.ts";\n');
  const imports = [...BREAKS.map(([, file, imported]) => [file, imported] as const), ...ALLOWED];
  for (const [file, imported] of imports) await write(file, `import "${imported}";\n`);
  const [tools, products] = [["test-tool"], PACKAGES.filter((name) => name !== "test-tool")];
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, "1.0.0"]));
  await write(
    "package.json",
    JSON.stringify({ type: "module", dependencies: versions(products), devDependencies: versions(tools) }),
  );
  await write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "nodenext", target: "es2023" } }));
  for (const name of PACKAGES) {
    await write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: "1.0.0", main: "index.js" }),
    );
    await write(`node_modules/${name}/index.js`, "");
  }
  await symlink(dirname(require.resolve("typescript/package.json")), join(house, "node_modules/typescript"));
}

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), "tillgate-house-"));
  await build();
  const ruleSet = { forbidden: rules.forbidden } as unknown as IFlattenedRuleSet;
  const { output } = await cruise(["src", "drivers", "adapters", "test"], {
    ...rules.options,
    baseDir: house,
    ruleSet,
    validate: true,
  });
  if (typeof output === "string") throw new Error(output);
  caught = new Set(output.summary.violations.map((violation) => `${violation.rule.name} ${violation.from}`));
});
afterAll(async () => {
  await rm(house, { recursive: true });
});

describe("the floors", () => {
  it.each(BREAKS)("%s: refuses %s when it imports %s", (rule, file) => {
    expect(caught).toContain(`${rule} ${file}`);
  });

  it.each(ALLOWED)("let %s import %s", (file) => {
    expect([...caught].filter((violation) => violation.endsWith(` ${file}`))).toEqual([]);
  });

  it("have no rule that was never seen to catch something", () => {
    expect(
      rules.forbidden.map((rule) => rule.name).filter((name) => !BREAKS.some(([rule]) => rule === name)),
    ).toEqual([]);
  });
});
