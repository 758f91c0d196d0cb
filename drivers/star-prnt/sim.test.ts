/** The simulated printer, judged from outside by receiptio, which knows Star printers. */
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { PrinterSim } from "../../test/help/printer-sim/printer-sim.ts";
import { contract } from "./sim.ts";

/** receiptio knows port 9100 only; an address of its own keeps it away from everything else on this machine. */
const HOST = "127.0.0.19";
const RECEIPTIO = join(
  dirname(createRequire(import.meta.url).resolve("receiptio/package.json")),
  "bin",
  "cli.js",
);

let folder = "";
const sims: PrinterSim[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-sim-"));
});
afterEach(async () => {
  while (sims.length > 0) await sims.pop()?.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(): Promise<PrinterSim> {
  const sim = await contract.start({ host: HOST, port: 9100, linesPerSecond: 500 });
  sims.push(sim);
  return sim;
}
const receiptio = (...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [RECEIPTIO, "-d", HOST, ...args], (_, stdout, stderr) =>
      resolve(`${stdout}${stderr}`.trim()),
    );
    child.stdin?.end();
  });

describe("receiptio with the simulated printer", () => {
  it.each(["star", "starline", "stargraphic"])("prints a receipt with success (%s)", async (command) => {
    const sim = await start();
    const source = join(folder, "coffee.receipt");
    await writeFile(source, "Coffee | 3.80\n---\n^Total | ^3.80\n");
    expect(await receiptio("-p", command, "-c", "48", "-t", "10", "-l", "en", source)).toBe("success");
    await expect.poll(() => sim.papers()).toMatchObject([{ cut: "partial", truncated: false }]);
    if (command !== "stargraphic") expect(sim.papers()[0]?.lines.join("\n")).toContain("3.80");
  });
  it.each([
    ["online", {}],
    ["coveropen", { coverOpen: true }],
    ["paperempty", { paperOut: true }],
  ])("is %s", async (state, faults) => {
    const sim = await start();
    sim.setFaults(faults);
    expect(await receiptio("-q")).toBe(state);
  });
  it("has an error when its cutter jammed", async () => {
    const sim = await start();
    sim.setFaults({ cutterJams: true });
    const source = join(folder, "jam.receipt");
    await writeFile(source, "Coffee | 3.80\n");
    expect(await receiptio("-p", "star", "-c", "48", "-t", "5", "-l", "en", source)).toBe("error");
  });
});

it("runs as a program that says where it is", async () => {
  const program = spawn(
    process.execPath,
    ["--import", "tsx", new URL("sim.ts", import.meta.url).pathname, "--port", "0", "--control", "0"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  try {
    const { value } = await createInterface({ input: program.stdout })[Symbol.asyncIterator]().next();
    const { control } = JSON.parse(value) as { control: number };
    const state = await fetch(`http://127.0.0.1:${control}/state`).then((answer) => answer.json());
    expect(state).toMatchObject({ online: true, papers: 0 });
  } finally {
    program.kill();
  }
});
