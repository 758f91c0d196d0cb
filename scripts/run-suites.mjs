/**
 * Runs the checks and the tests, shows each as it comes, and counts: a check is one, a test is one.
 * A suite that did not report counts as one failure: silence is never green.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = (name) => join("node_modules", ".bin", name);

const CHECKS = [
  ["build", process.execPath, "scripts/build.mjs"],
  ["format and lint", bin("biome"), "ci", "--error-on-warnings", "."],
  ["types", "npm", "run", "--silent", "types"],
  ["floors", bin("depcruise"), "--config", ".dependency-cruiser.cjs", "src", "drivers", "adapters", "test"],
  ["dead code", bin("knip")],
];

/** Programs that count for themselves: their last line is "N passed, N failed". */
const PROOFS = [
  ["power cuts", "test/powercut/main.ts", "--images", "1150"],
  ["mutants", "test/mutants/main.ts"],
];
/** The same, in a guest kernel: WITHOUT_LAB=1 leaves it out, where there is no emulator. */
const LAB = ["printers on a real kernel", "scripts/lab"];

const total = { passed: 0, failed: 0 };

for (const [name, command, ...args] of CHECKS) count(name, run(name, command, args) ? 1 : 0, 1);
countTests();
for (const [name, ...args] of PROOFS) await countProof(name, process.execPath, ["--import", "tsx", ...args]);
if (!process.env.WITHOUT_LAB) await countProof(LAB[0], "bash", LAB.slice(1));
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > CHECKS.length ? 0 : 1;

function run(name, command, args) {
  console.log(`== ${name}`);
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error !== undefined) console.log(String(error));
  return status === 0;
}

function count(name, passed, all) {
  total.passed += passed;
  total.failed += all - passed;
  if (passed < all) console.log(`== ${name}: ${all - passed} failed`);
}

function countTests() {
  const folder = mkdtempSync(join(tmpdir(), "tillgate-test-"));
  const report = join(folder, "vitest.json");
  const args = ["run", "--config", "test/vitest.config.ts", "--reporter=default", "--reporter=json"];
  const ok = run("tests", bin("vitest"), [...args, `--outputFile.json=${report}`]);
  const { passed, failed } = readReport(report);
  rmSync(folder, { recursive: true });
  // A file that cannot be loaded, or an error outside of a test, fails no test but the run.
  const unseen = ok || failed > 0 ? 0 : 1;
  count("tests", passed, passed + failed + unseen);
}

/** Its output is shown as it comes, and its last line is read. */
async function countProof(name, program, args) {
  console.log(`== ${name}`);
  const child = spawn(program, args, { stdio: ["inherit", "pipe", "inherit"] });
  const closed = once(child, "close");
  let text = "";
  for await (const chunk of child.stdout) {
    process.stdout.write(chunk);
    text = (text + chunk).slice(-200);
  }
  const [code] = await closed;
  const last = /(\d+) passed, (\d+) failed\s*$/.exec(text);
  const [passed, failed] = [Number(last?.[1] ?? 0), Number(last?.[2] ?? 0)];
  const isSilent = last === null || (code !== 0 && failed === 0);
  count(name, passed, passed + failed + (isSilent ? 1 : 0));
}

function readReport(file) {
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    return { passed: report.numPassedTests, failed: report.numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
