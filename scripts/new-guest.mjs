/** Writes the folder of a new driver or adapter from scripts/templates/. Its tests are red until it is filled. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ID = /^[a-z][a-z0-9-]{0,39}$/;
const ROOT = join(import.meta.dirname, "..");

/**
 * @param {{ guest: "driver" | "adapter", id: string | undefined, kind?: string }} wish
 * A template "driver.printer.ts.txt" is taken for that kind only; ".txt" keeps compilers away from templates.
 */
export function writeGuest({ guest, id, kind }) {
  if (id === undefined || !ID.test(id))
    fail(`the id is 1-40 of a-z 0-9 -, and begins with a letter: ${id ?? "(none)"}`);
  const folder = join(ROOT, `${guest}s`, id);
  if (existsSync(folder)) fail(`${guest}s/${id} exists already`);
  const templates = join(ROOT, "scripts/templates", guest);
  mkdirSync(join(folder, "fixtures"), { recursive: true });
  for (const name of readdirSync(templates)) {
    const target = targetOf(name, kind);
    if (target === undefined) continue;
    const text = readFileSync(join(templates, name), "utf8");
    writeFileSync(join(folder, target), filled(text, id, kind));
  }
  writeFileSync(
    join(folder, "fixtures", "README.md"),
    "Captured bytes, one file per exchange: what was sent, what came, which model and firmware, by whom.\n",
  );
  // A long name moves line breaks and the order of imports.
  spawnSync(join(ROOT, "node_modules/.bin/biome"), ["check", "--write", "--log-level=error", folder], {
    cwd: ROOT,
  });
  console.log(
    `${guest}s/${id} is written; its README says what to fill in. Then: npx vitest run --config test/vitest.config.ts ${guest}s/${id}`,
  );
}

function targetOf(name, kind) {
  const [base, ...endings] = name.replace(/\.txt$/, "").split(".");
  if (endings.length < 2 || endings[0] === "test") return [base, ...endings].join(".");
  return endings[0] === kind ? [base, ...endings.slice(1)].join(".") : undefined;
}

const filled = (text, id, kind) =>
  text
    .replaceAll("{{id}}", id)
    .replaceAll("{{Name}}", pascalCase(id))
    .replaceAll("{{kind}}", kind ?? "");

const pascalCase = (id) => id.replace(/(^|-)([a-z0-9])/g, (_, _dash, letter) => letter.toUpperCase());

export function fail(message) {
  console.error(message);
  process.exit(1);
}
