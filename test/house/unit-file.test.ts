import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const folder = new URL("../../systemd/", import.meta.url);
const read = (name: string) => readFile(new URL(name, folder), "utf8");

/** Settings of the unit that take away rights; the rest of it is how the service lives. */
const LIFE =
  /^(Description|Documentation|After|Type|NotifyAccess|Environment|Exec\w+|Group|Timeout\w+|Watchdog\w+|Restart\w*|StartLimit\w+|WantedBy|OOM\w+|MemoryMax|SystemCallErrorNumber|StateDirectoryMode|UMask)$/;

it("systemd understands every line of the unit", async () => {
  const aside = await mkdtemp(join(tmpdir(), "tillgate-unit-"));
  const unit = join(aside, "tillgate.service");
  // Neither Node nor the gateway need be installed where the tests run.
  await writeFile(unit, (await read("tillgate.service")).replaceAll("/usr/bin/node", process.execPath));
  const { stderr } = await run("systemd-analyze", ["verify", "--man=no", unit]);
  await rm(aside, { recursive: true });
  expect(stderr).toBe("");
});

it("every hardening line has its reason in the README", async () => {
  const readme = await read("README.md");
  const keys = [...(await read("tillgate.service")).matchAll(/^([A-Za-z]+)=/gm)].map(([, key]) => key ?? "");
  const reasonFor = (key: string) =>
    readme.includes(key) || (key.startsWith("ProtectKernel") && readme.includes("ProtectKernel*"));
  expect(keys.length).toBeGreaterThan(40);
  expect(keys.filter((key) => !LIFE.test(key) && !reasonFor(key))).toEqual([]);
});
