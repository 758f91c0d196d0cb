import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type EscposSim, type EscposSimOptions, startEscposSim } from "./sim.ts";

/** receiptio knows port 9100 only; an address of its own keeps it away from everything else on this machine. */
const RECEIPTIO_HOST = "127.0.0.9";
const RECEIPTIO = join(
  dirname(createRequire(import.meta.url).resolve("receiptio/package.json")),
  "bin",
  "cli.js",
);

let folder = "";
const sims: EscposSim[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "escpos-sim-"));
});
afterEach(async () => {
  while (sims.length > 0) await sims.pop()?.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(options: EscposSimOptions): Promise<EscposSim> {
  const sim = await startEscposSim({ linesPerSecond: 500, ...options });
  sims.push(sim);
  return sim;
}
const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from([part]))),
  );
const marker = (id: string): Buffer => bytes(0x1d, "(H", 6, 0, "00", id);
const CUT = bytes(0x1d, "V", 0x42, 0);

/** A client in the raw: `heard` grows, `until` waits for it. */
async function call(sim: EscposSim) {
  const socket = net.connect(sim.port, sim.host);
  let heard = Buffer.alloc(0);
  let look = () => {};
  socket.on("data", (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    look();
  });
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  const until = (hex: string): Promise<void> =>
    new Promise((resolve) => {
      look = () => heard.toString("hex") === hex && resolve();
      look();
    });
  return { socket, until, heard: () => heard.toString("hex") };
}

describe("the simulated printer, judged by receiptio", () => {
  const receiptio = (...args: string[]): Promise<string> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [RECEIPTIO, "-d", RECEIPTIO_HOST, ...args],
        (_, stdout, stderr) => resolve(`${stdout}${stderr}`.trim()),
      );
      child.stdin?.end();
    });
  const printReceipt = async (): Promise<string> => {
    const source = join(folder, "coffee.receipt");
    await writeFile(source, "Coffee | 3.80\n---\n^Total | ^3.80\n");
    return receiptio("-c", "42", "-t", "10", "-l", "en", source);
  };

  it("prints a receipt with success", async () => {
    const sim = await start({ host: RECEIPTIO_HOST, port: 9100 });
    expect(await printReceipt()).toBe("success");
    await expect.poll(() => sim.papers()).toMatchObject([{ cut: "partial", truncated: false }]);
    expect(sim.papers()[0]?.lines.join("\n")).toContain("3.80");
  });
  it.each([
    ["online", {}],
    ["coveropen", { coverOpen: true }],
    ["paperempty", { paperOut: true }],
  ])("is %s", async (state, faults) => {
    const sim = await start({ host: RECEIPTIO_HOST, port: 9100 });
    sim.setFaults(faults);
    expect(await receiptio("-q")).toBe(state);
  });
  it("tells a job that its paper is out", async () => {
    const sim = await start({ host: RECEIPTIO_HOST, port: 9100 });
    sim.setFaults({ paperOut: true });
    expect(await printReceipt()).toBe("paperempty");
  });
});

describe("the simulated printer", () => {
  it("answers a marker only when what stands before it is on paper", async () => {
    const sim = await start({ linesPerSecond: 20 });
    const { socket, until } = await call(sim);
    socket.write(bytes("a\nb\nc", marker("P001").toString("latin1"), 0x10, 0x04, 0x01));
    await until("12"); // real-time status overtakes the printing
    expect(sim.state().linesPrinted).toBeLessThan(3);
    socket.write("\n");
    await until(`12372250303031${"00"}`);
    expect(sim.state().linesPrinted).toBe(3);
    socket.destroy();
  });
  it("listens to the second client when the first is gone", async () => {
    const sim = await start({});
    const first = await call(sim);
    first.socket.write(bytes(0x10, 0x04, 0x01));
    await first.until("12");
    const second = await call(sim);
    second.socket.write(bytes(0x10, 0x04, 0x04));
    first.socket.write(bytes(0x10, 0x04, 0x01));
    await first.until("1212");
    expect(second.heard()).toBe("");
    first.socket.end();
    await second.until("12");
    second.socket.destroy();
  });
  it("sends its status by itself when the cover opens", async () => {
    const sim = await start({});
    const { socket, until } = await call(sim);
    socket.write(bytes(0x1d, "a", 0xff));
    await until("10000000");
    sim.setFaults({ coverOpen: true });
    await until("1000000038000000");
    socket.destroy();
  });
  it("tears the paper of a job whose line breaks, and writes it down", async () => {
    const ledger = join(folder, "ledger.jsonl");
    const sim = await start({ ledger, paperDir: folder });
    sim.setFaults({ resetAfterBytes: 4 });
    const { socket } = await call(sim);
    socket.write(bytes("a\nb\nc\n", CUT.toString("latin1")));
    await expect.poll(() => sim.papers()).toMatchObject([{ lines: ["a", "b"], cut: null, truncated: true }]);
    const written = (await readFile(ledger, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(written).toMatchObject([{ type: "paper", lines: ["a", "b"], truncated: true }]);
    expect(await readdir(folder)).toContain("0001.txt");
  });
  it("loses what was not printed when the power goes", async () => {
    const sim = await start({ linesPerSecond: 10 });
    const { socket } = await call(sim);
    socket.write(bytes("a\nb\nc\nd\n", CUT.toString("latin1")));
    await expect.poll(() => sim.state().uncutLines).toBeGreaterThan(0);
    sim.powerCycle();
    expect(sim.papers()).toMatchObject([{ truncated: true }]);
    expect(sim.state()).toMatchObject({ bufferedBytes: 0, uncutLines: 0 });
  });
  it("is broken and mended over HTTP", async () => {
    const sim = await start({ controlPort: 0 });
    const at = `http://127.0.0.1:${sim.controlPort}`;
    const put = (body: object) => fetch(`${at}/faults`, { method: "PUT", body: JSON.stringify(body) });
    expect(await (await put({ paperOut: true })).json()).toMatchObject({
      online: false,
      faults: { paperOut: true },
    });
    expect((await put({ paperOot: true })).status).toBe(400);
    await fetch(`${at}/paper/load`, { method: "POST" });
    expect(await (await fetch(`${at}/state`)).json()).toMatchObject({ online: true });
    expect(await (await fetch(`${at}/papers`)).json()).toEqual([]);
  });
});
