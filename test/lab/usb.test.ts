/** usb:// lines on a real kernel, to an emulated printer that keeps what it gets. */
import { open } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Link } from "../../src/core/transport.ts";
import { createTransport } from "../../src/transports/open.ts";
import { readUsbDevices } from "../../src/transports/usb-devices.ts";
import { silentLog } from "../help/silent-log.ts";
import { asNobody } from "./help/nobody.ts";
import { clearTableAfterEach, type LabPrinter, printerOnTable, SOON } from "./help/table.ts";
import type { PrinterSpec } from "./usb/descriptors.ts";

clearTableAfterEach();

const forever = new AbortController().signal;
const RAW = { front: "raw" } as const;
const AT = "usb://04b8:0e15/LAB0001";
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

describe("a usb:// line", () => {
  it("carries every byte in order, both ways, and ends its reader when the cable is pulled", async () => {
    const { printer, link } = await line();
    const reading = readAll(link);
    await link.write(job(50_000), forever);
    expect((await printer.received()).equals(job(50_000))).toBe(true);
    await printer.say(job(9_000));
    await link.write(job(10), forever);
    await expect.poll(async () => (await printer.state()).takenBytes, SOON).toBe(50_010);
    await printer.say(job(3));
    await expect.poll(async () => (await printer.state()).unsaidBytes, SOON).toBe(0);
    await printer.pull();
    expect((await reading).equals(Buffer.concat([job(9_000), job(3)]))).toBe(true);
    await expect(link.write(job(10), forever)).rejects.toMatchObject(OFFLINE);
    await link[Symbol.asyncDispose]();
    await link[Symbol.asyncDispose]();
  });
  it("finds the endpoints of a printer that numbers them its own way, behind a drive with its manual", async () => {
    const { printer, link } = await line({ out: 3, in: 6, withStorage: true });
    await link.write(job(5_000), forever);
    expect(await printer.received()).toHaveLength(5_000);
    await link[Symbol.asyncDispose]();
  });
  it("talks to an Epson that calls its class vendor-specific", async () => {
    const { printer, link } = await line({ productId: 0x0202, as: "vendor" }, "usb://04b8:0202/LAB0001");
    await link.write(job(100), forever);
    expect(await printer.received()).toHaveLength(100);
    await link[Symbol.asyncDispose]();
  });
  it("gives the printer back to the kernel when it is closed, and can be opened again", async () => {
    const { printer, link } = await line();
    expect(await readUsbDevices()).toMatchObject([{ driver: "usbfs" }]);
    await link[Symbol.asyncDispose]();
    await expect.poll(readUsbDevices, SOON).toMatchObject([{ driver: "usblp", lp: "/dev/usb/lp0" }]);
    const again = await createTransport(AT, silentLog).open(forever);
    await again.write(job(10), forever);
    expect(await printer.received()).toHaveLength(10);
    await again[Symbol.asyncDispose]();
  });
  it("is offline when nothing is plugged in, and when it is given up before it is open", async () => {
    await expect(createTransport(AT, silentLog).open(forever)).rejects.toMatchObject(
      saying("not plugged in"),
    );
    await expect(createTransport(AT, silentLog).open(AbortSignal.abort())).rejects.toMatchObject(OFFLINE);
  });
  it("says that nothing was taken when it is given up before the first byte", async () => {
    const { printer, link } = await line();
    await expect(link.write(job(10), AbortSignal.abort())).rejects.toMatchObject(OFFLINE);
    expect(await printer.received()).toHaveLength(0);
    await link[Symbol.asyncDispose]();
  });
});

describe("a usb:// printer that does not take its bytes", () => {
  it("leaves a doubt when it is given up in the middle, and gets none of the rest later", async () => {
    const { printer, link } = await line();
    await printer.wire({ nak: true });
    const letGo = new AbortController();
    const writing = link.write(job(20_000), letGo.signal);
    await expect.poll(async () => (await printer.state()).waitingOut, SOON).toBe(1);
    letGo.abort();
    await expect(writing).rejects.toMatchObject(DOUBT);
    await printer.wire({ nak: false });
    await link[Symbol.asyncDispose]();
    const again = await createTransport(AT, silentLog).open(forever);
    await again.write(job(7), forever);
    expect((await printer.received()).equals(job(7))).toBe(true);
    await again[Symbol.asyncDispose]();
  });
  it("gets all of it slowly where it is slow", async () => {
    const { printer, link } = await line();
    await printer.wire({ bytesPerSecond: 40_000 });
    await link.write(job(20_000), forever);
    expect((await printer.received()).equals(job(20_000))).toBe(true);
    await link[Symbol.asyncDispose]();
  });
  it("leaves a doubt when it refuses, and takes the next job on a new line", async () => {
    const { printer, link } = await line();
    await printer.wire({ stallOut: 1 });
    await expect(link.write(job(10), forever)).rejects.toMatchObject(DOUBT);
    await link[Symbol.asyncDispose]();
    const again = await createTransport(AT, silentLog).open(forever);
    await again.write(job(7), forever);
    expect((await printer.received()).equals(job(7))).toBe(true);
    await again[Symbol.asyncDispose]();
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
    await expect(link.write(job(20_000), forever)).rejects.toMatchObject({
      ...DOUBT,
      message: expect.stringContaining("4096 of 20000"),
    });
    await link[Symbol.asyncDispose]();
  });
  it("is read on after it refused to be read, and where it answers with nothing", async () => {
    const { printer, link } = await line();
    await printer.wire({ stallIn: 1 });
    const reading = readAll(link);
    await printer.say(job(5));
    await expect.poll(async () => (await printer.state()).unsaidBytes, SOON).toBe(0);
    await printer.wire({ stallIn: 2, emptyAnswers: true });
    await printer.say(job(6));
    await expect.poll(async () => (await printer.state()).unsaidBytes, SOON).toBe(0);
    await link.write(job(10), forever);
    await link[Symbol.asyncDispose]();
    expect(await reading).toHaveLength(11);
  });
});

describe("the end of a usb:// line", () => {
  it("is good when the printer took everything and is well", async () => {
    const { link } = await line();
    await link.write(job(5_000), forever);
    await expect(link.finish(AbortSignal.timeout(20_000))).resolves.toBeUndefined();
    await link[Symbol.asyncDispose]();
  });
  it("is in doubt while the printer says that it has no paper, and when it is gone", async () => {
    const { printer, link } = await line();
    await printer.wire({ portStatus: 0x38 });
    await expect(link.finish(AbortSignal.timeout(300))).rejects.toMatchObject(DOUBT);
    const finishing = expect(link.finish(AbortSignal.timeout(20_000))).rejects.toMatchObject(DOUBT);
    await printer.pull();
    await finishing;
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

describe("which printer is meant by usb://", () => {
  it("is asked where two are equal, and each is reached by its port", async () => {
    const [left, right] = [
      await printerOnTable({ ...RAW, serial: null }),
      await printerOnTable({ ...RAW, serial: null }),
    ];
    await left.plugIn(1);
    await right.plugIn(4);
    const both = ["means 2 printers", "usb://04b8:0e15\\?port=1-2", "usb://04b8:0e15\\?port=1-5"];
    await expect(createTransport("usb://04b8:0e15", silentLog).open(forever)).rejects.toMatchObject(
      saying(...both),
    );
    const link = await createTransport("usb://04b8:0e15?port=1-5", silentLog).open(forever);
    await link.write(job(5), forever);
    await link[Symbol.asyncDispose]();
    expect([await left.received(), await right.received()]).toEqual([Buffer.alloc(0), job(5)]);
  });
  it("is asked where two have the same serial number", async () => {
    for (const port of [0, 1]) await (await printerOnTable(RAW)).plugIn(port);
    await expect(createTransport(AT, silentLog).open(forever)).rejects.toMatchObject(
      saying("means 2 printers", "port=1-1"),
    );
  });
  it("is clear by its serial number wherever it is plugged in, and by its port only there", async () => {
    const { printer, link } = await line();
    await printer.pull();
    await link[Symbol.asyncDispose]();
    await printer.plugIn(6);
    const again = await createTransport(AT, silentLog).open(forever);
    await again.write(job(5), forever);
    await again[Symbol.asyncDispose]();
    expect(await printer.received()).toHaveLength(5);
    await expect(createTransport("usb://04b8:0e15?port=1-1", silentLog).open(forever)).rejects.toMatchObject(
      OFFLINE,
    );
  });
});

describe("a usb:// printer that may not be opened", () => {
  it("is said to be held while another program prints through the kernel's driver", async () => {
    const printer = await printerOnTable(RAW);
    const { lp = "" } = await printer.plugIn();
    const cups = await open(lp, "r+");
    await expect(createTransport(AT, silentLog).open(forever)).rejects.toMatchObject(
      saying("held by another program"),
    );
    await cups.close();
  });
  it("is said to be held while another program has it as we would", async () => {
    const { printer, link } = await line();
    await expect(createTransport(AT, silentLog).open(forever)).rejects.toMatchObject(
      saying("held by another program"),
    );
    await link.write(job(5), forever);
    expect(await printer.received()).toHaveLength(5);
    await link[Symbol.asyncDispose]();
  });
  it("needs the group lp, and the error says so and gives the rule for udev", async () => {
    const printer = await printerOnTable(RAW);
    await printer.plugIn();
    await asNobody([], () =>
      expect(createTransport(AT, silentLog).open(forever)).rejects.toMatchObject(
        saying("group lp", "idVendor.*04b8", "0e15"),
      ),
    );
    await asNobody(["lp"], async () => {
      const link = await createTransport(AT, silentLog).open(forever);
      await link.write(job(5), forever);
      await link[Symbol.asyncDispose]();
    });
    expect(await printer.received()).toHaveLength(5);
  });
});
