/** usblp:// lines: the kernel's own printer driver between the gateway and an emulated printer that keeps what it gets. */
import { symlink, unlink, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Link } from "../../src/core/transport.ts";
import { createTransport } from "../../src/transports/open.ts";
import { silentLog } from "../help/silent-log.ts";
import { asNobody } from "./help/nobody.ts";
import { clearTableAfterEach, type LabPrinter, printerOnTable, SOON } from "./help/table.ts";
import type { PrinterSpec } from "./usb/descriptors.ts";

clearTableAfterEach();

const forever = new AbortController().signal;
const RAW = { front: "raw" } as const;
const AT = "usblp:///dev/usb/lp0";
const OFFLINE = { code: "device_offline", after: "wait" };
const DOUBT = { code: "outcome_unknown", after: "ask" };
const job = (bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
const saying = (...words: string[]) => ({ ...OFFLINE, message: expect.stringMatching(words.join(".*")) });

async function line(spec: Partial<PrinterSpec> = {}, at = AT): Promise<{ printer: LabPrinter; link: Link }> {
  const printer = await printerOnTable({ ...RAW, ...spec });
  await printer.plugIn();
  return { printer, link: await createTransport(at, silentLog).open(forever) };
}
async function readAll(link: Link): Promise<Buffer> {
  const chunks = [];
  for await (const chunk of link.incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const waits = (printer: LabPrinter) =>
  expect.poll(async () => (await printer.state()).waitingOut, SOON).toBe(1);

describe("a usblp:// line", () => {
  it("carries every byte in order, both ways, and ends its reader when the cable is pulled", async () => {
    const { printer, link } = await line();
    const reading = readAll(link);
    await link.write(job(50_000), forever);
    expect((await printer.received()).equals(job(50_000))).toBe(true);
    await printer.say(job(9_000));
    await expect.poll(async () => (await printer.state()).unsaidBytes, SOON).toBe(0);
    await link.write(job(10), forever);
    await printer.pull();
    expect((await reading).equals(job(9_000))).toBe(true);
    await expect(link.write(job(10), forever)).rejects.toMatchObject(OFFLINE);
    await link[Symbol.asyncDispose]();
    await link[Symbol.asyncDispose]();
  });
  it("is reached by a link to its node as well", async () => {
    await symlink("/dev/usb/lp0", "/dev/receipts");
    const { printer, link } = await line({}, "usblp:///dev/receipts");
    await link.write(job(100), forever);
    expect(await printer.received()).toHaveLength(100);
    await link[Symbol.asyncDispose]();
    await unlink("/dev/receipts");
  });
  it("loses no byte of a job that is closed at once", async () => {
    const { printer, link } = await line();
    await printer.wire({ bytesPerSecond: 40_000 });
    await link.write(job(10_000), forever);
    await link[Symbol.asyncDispose]();
    expect((await printer.received()).equals(job(10_000))).toBe(true);
  });
  it("is offline when nothing is plugged in, and when it is given up before it is open", async () => {
    await expect(createTransport(AT, silentLog).open(forever)).rejects.toMatchObject(
      saying("not plugged in"),
    );
    await expect(createTransport(AT, silentLog).open(AbortSignal.abort())).rejects.toMatchObject(OFFLINE);
  });
  it("writes no receipt over a file", async () => {
    await writeFile("/dev/shm/note", "keep");
    await expect(createTransport("usblp:///dev/shm/note", silentLog).open(forever)).rejects.toMatchObject(
      saying("no USB printer"),
    );
  });
  it("works again after a replug", async () => {
    const { printer, link } = await line();
    await printer.pull();
    await link[Symbol.asyncDispose]();
    await printer.plugIn(3);
    const again = await createTransport(AT, silentLog).open(forever);
    await again.write(job(5), forever);
    await again[Symbol.asyncDispose]();
    expect(await printer.received()).toHaveLength(5);
  });
});

describe("a usblp:// printer that does not take its bytes", () => {
  it("says that nothing was taken when it is given up before the first byte", async () => {
    const { printer, link } = await line();
    await expect(link.write(job(10), AbortSignal.abort())).rejects.toMatchObject(OFFLINE);
    expect(await printer.received()).toHaveLength(0);
    await link[Symbol.asyncDispose]();
  });
  it("leaves a doubt when it is given up in the middle, and gets none of the rest later", async () => {
    const { printer, link } = await line();
    await printer.wire({ nak: true });
    const letGo = new AbortController();
    const writing = link.write(job(20_000), letGo.signal);
    await waits(printer);
    letGo.abort();
    await expect(writing).rejects.toMatchObject(DOUBT);
    await printer.wire({ nak: false });
    await link[Symbol.asyncDispose]();
    const again = await createTransport(AT, silentLog).open(forever);
    await again.write(job(7), forever);
    expect((await printer.received()).equals(job(7))).toBe(true);
    await again[Symbol.asyncDispose]();
  });
  it("holds up nothing else in the gateway while four printers wait for paper", async () => {
    const printers = await Promise.all(
      [0, 1, 2, 3].map((n) => printerOnTable({ ...RAW, serial: `LAB${n}` })),
    );
    const places = await Promise.all(printers.map((printer, n) => printer.plugIn(n)));
    const lines = [];
    for (const [n, printer] of printers.entries()) {
      const link = await createTransport(`usblp://${places[n]?.lp}`, silentLog).open(forever);
      await printer.wire({ nak: true });
      const writing = link.write(job(20_000), forever);
      await waits(printer);
      lines.push({ printer, link, writing });
    }
    // Files go through the same few threads.
    await writeFile("/dev/shm/beside", "written");
    for (const { printer } of lines) await printer.wire({ nak: false });
    await Promise.all(lines.map(({ writing }) => writing));
    for (const { printer, link } of lines) {
      expect(await printer.received()).toHaveLength(20_000);
      await link[Symbol.asyncDispose]();
    }
  });
  it("does not hold up the end of its line", async () => {
    const { printer, link } = await line();
    await printer.wire({ nak: true });
    const writing = expect(link.write(job(20_000), forever)).rejects.toMatchObject(DOUBT);
    await expect.poll(async () => (await printer.state()).waitingOut, SOON).toBe(1);
    await link[Symbol.asyncDispose]();
    await writing;
  });
  it("leaves a doubt when its cable is pulled in the middle", async () => {
    const { printer, link } = await line();
    await printer.wire({ pullAfterBytes: 6_000 });
    await expect(link.write(job(20_000), forever)).rejects.toMatchObject(DOUBT);
    await link[Symbol.asyncDispose]();
  });
  it("may look as if it took a job that it refused, and so the line's end is never called good", async () => {
    const { printer, link } = await line();
    await printer.wire({ stallOut: 1 });
    await link.write(job(20_000), forever).catch(() => undefined);
    expect(await printer.received()).toHaveLength(0);
    await expect(link.finish(AbortSignal.timeout(200))).rejects.toMatchObject(DOUBT);
    await link[Symbol.asyncDispose]();
  });
});

describe("the end of a usblp:// line", () => {
  it("proves nothing: the kernel does not tell whether the last bytes were taken", async () => {
    const { link } = await line();
    await link.write(job(5_000), forever);
    await expect(link.finish(AbortSignal.timeout(200))).rejects.toMatchObject(DOUBT);
    await link[Symbol.asyncDispose]();
  });
  it("is seen also of a printer that never says anything", async () => {
    const { printer, link } = await line({ protocol: 1 });
    const reading = readAll(link);
    await link.write(job(10), forever);
    await printer.pull();
    expect(await reading).toHaveLength(0);
    await link[Symbol.asyncDispose]();
  });
});

describe("a usblp:// printer that may not be opened", () => {
  it("is said to be held while another program prints on it", async () => {
    const { link } = await line();
    await expect(createTransport(AT, silentLog).open(forever)).rejects.toMatchObject(
      saying("held by another program"),
    );
    await link[Symbol.asyncDispose]();
  });
  it("needs the group lp, and the error says so", async () => {
    const printer = await printerOnTable(RAW);
    await printer.plugIn();
    await asNobody([], () =>
      expect(createTransport(AT, silentLog).open(forever)).rejects.toMatchObject(saying("group lp")),
    );
    await asNobody(["lp"], async () => {
      const link = await createTransport(AT, silentLog).open(forever);
      await link.write(job(5), forever);
      await link[Symbol.asyncDispose]();
    });
    expect(await printer.received()).toHaveLength(5);
  });
});
