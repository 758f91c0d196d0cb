/** Every wire that can be laid on this machine keeps what transport-suite.ts says; below, what single wires promise beyond that. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createTransport } from "../../src/transports/open.ts";
import { silentLog } from "../help/silent-log.ts";
import { memoryWire } from "../help/wires/memory-wire.ts";
import { type Cable, plugIn, serialWire } from "../help/wires/serial-wire.ts";
import { listenForLines, tcpWire } from "../help/wires/tcp-wire.ts";
import { transportSuite, type Wire } from "./transport-suite.ts";

const forever = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), "wires-"));
afterAll(() => rmSync(folder, { recursive: true }));
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  while (cleanUp.length > 0) await cleanUp.pop()?.();
});

const recorded: Wire = {
  ...tcpWire("127.0.0.1"),
  name: "a recorded line",
  async lay() {
    const far = await listenForLines("127.0.0.1");
    const at = `record+tcp://127.0.0.1:${far.port}?to=${join(folder, `${far.port}.hex`)}`;
    return { ...far, transport: createTransport(at, silentLog) };
  },
};

for (const wire of [memoryWire, tcpWire("127.0.0.1"), tcpWire("::1"), serialWire, recorded]) {
  transportSuite(wire);
}

describe("a serial line", () => {
  async function cable(path?: string): Promise<Cable> {
    const plugged = await plugIn(path);
    cleanUp.push(() => plugged.close());
    return plugged;
  }
  const open = async (at: string) => {
    const link = await createTransport(at, silentLog).open(forever);
    cleanUp.push(async () => link[Symbol.asyncDispose]());
    return link;
  };

  it("is opened again when its cable is plugged in again", async () => {
    const first = await cable();
    const at = `serial://${first.path}`;
    const link = await open(at);
    first.far.break();
    for await (const _ of link.incoming);
    await link[Symbol.asyncDispose]();
    await first.close();
    await expect(open(at)).rejects.toMatchObject({ message: expect.stringContaining("not plugged in") });
    const second = await cable(first.path);
    const again = await open(at);
    await again.write(Buffer.from("again"), forever);
    expect((await second.far.received(5)).toString()).toBe("again");
  });
  it("ends also when it is cut while bytes come, which reads as nothing for ever", async () => {
    const { path, far, out } = await cable();
    const link = await open(`serial://${path}`);
    far.send(Uint8Array.of(0x12));
    let got = 0;
    for await (const chunk of link.incoming) {
      got += chunk.length;
      // The reader stands here while the line goes: the next read finds a dead port, not a port that dies.
      far.break();
      await out;
    }
    expect(got).toBe(1);
  }, 10_000);
  it("is never shared by two devices of the gateway, also under two names", async () => {
    const { path } = await cable();
    const link = await open(`serial://${path}?baud=9600`);
    const { realpath } = await import("node:fs/promises");
    const other = `serial://${await realpath(path)}?baud=19200`;
    await expect(open(other)).rejects.toMatchObject({
      code: "device_busy",
      message: expect.stringContaining(`at serial://${path}?baud=9600`),
    });
    await link[Symbol.asyncDispose]();
    await (await open(other)).write(Buffer.from("mine"), forever);
  });
  it("is never shared with another program, and names it", async () => {
    const { path } = await cable();
    const program = spawn("flock", ["--exclusive", path, "sh", "-c", "echo locked; cat"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    cleanUp.push(async () => program.stdin.end());
    await new Promise((resolve) => program.stdout.once("data", resolve));
    await expect(open(`serial://${path}`)).rejects.toMatchObject({
      code: "device_busy",
      message: expect.stringMatching(/in use by process \d+ \(flock\)/),
    });
  });
  it("says what to do when the port cannot tell whether the printer is ready", async () => {
    const { path } = await cable();
    await expect(open(`serial://${path}?flow=dtrdsr`)).rejects.toMatchObject({
      code: "device_offline",
      message: expect.stringContaining("use flow=rtscts"),
    });
    await open(`serial://${path}?flow=xonxoff`); // and it let go of the port
  });
  it("stops while the device says XOFF, and takes XON and XOFF for no answer", async () => {
    const { path, far } = await cable();
    const link = await open(`serial://${path}?flow=xonxoff`);
    const heard = link.incoming[Symbol.asyncIterator]();
    far.send(Uint8Array.of(0x13, 0x41)); // XOFF, A
    expect((await heard.next()).value).toEqual(Uint8Array.of(0x41));
    const writing = link.write(Buffer.from("late"), forever);
    let came = 0;
    const coming = far.received(4).then((bytes) => {
      came = bytes.length;
    });
    far.send(Uint8Array.of(0x42));
    expect((await heard.next()).value).toEqual(Uint8Array.of(0x42));
    expect(came).toBe(0);
    far.send(Uint8Array.of(0x11)); // XON
    await Promise.all([coming, writing]);
    expect(came).toBe(4);
  });
  it("refuses what is no serial port", async () => {
    await expect(open("serial:///dev/null")).rejects.toMatchObject({
      message: expect.stringContaining("is no serial port"),
    });
  });
});

describe("a line over tcp", () => {
  it("tells a device that takes no line from one whose name nobody knows", async () => {
    const far = await listenForLines("127.0.0.1");
    await far.close();
    const open = (at: string) => createTransport(at, silentLog).open(forever);
    await expect(open(`tcp://127.0.0.1:${far.port}`)).rejects.toMatchObject({
      message: expect.stringContaining("another program may hold it"),
    });
    await expect(open("tcp://no-such-printer.invalid:9100")).rejects.toMatchObject({
      message: expect.stringMatching(/name/),
    });
  });
});

describe("a recorded line", () => {
  it("is written down with direction, time and hex, warned of, and readable by its owner only", async () => {
    const far = await listenForLines("127.0.0.1");
    cleanUp.push(() => far.close());
    const file = join(folder, "front.hex");
    const warnings: unknown[] = [];
    const log = { ...silentLog, warn: (_: string, facts?: object) => void warnings.push(facts) };
    const at = `record+tcp://127.0.0.1:${far.port}?to=${file}`;
    const [link, end] = await Promise.all([createTransport(at, log).open(forever), far.accept()]);
    await link.write(Uint8Array.of(0x10, 0x04, 0x01), forever);
    await end.received(3);
    end.send(Uint8Array.of(0x12));
    end.end();
    for await (const _ of link.incoming);
    await link[Symbol.asyncDispose]();
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => line.replace(/ \d+\.\d /, " "))).toEqual([
      expect.stringMatching(/^# tillgate recording of tcp:\/\/127\.0\.0\.1:\d+, begun 20/),
      "> 100401",
      "< 12",
      "= ended by the device",
      "= closed",
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(warnings).toEqual([{ address: `tcp://127.0.0.1:${far.port}`, file }]);
  });
  it("stops writing at its limit, and goes on printing", async () => {
    const far = await listenForLines("127.0.0.1");
    cleanUp.push(() => far.close());
    const file = join(folder, "full.hex");
    const at = `record+tcp://127.0.0.1:${far.port}?to=${file}`;
    const [link, end] = await Promise.all([createTransport(at, silentLog).open(forever), far.accept()]);
    const job = Buffer.alloc(1_024 * 1_024);
    const receiving = end.received(6 * job.length);
    for (let i = 0; i < 6; i++) await link.write(job, forever);
    expect(await receiving).toHaveLength(6 * job.length);
    end.end();
    await link[Symbol.asyncDispose]();
    const text = await readFile(file, "utf8");
    expect(text.length).toBeLessThan(11 * 1_024 * 1_024);
    expect(text.endsWith("# full: the recording ends here\n")).toBe(true);
  });
  it("is not opened when its file cannot be written: a recording that is missing is found out too late", async () => {
    const far = await listenForLines("127.0.0.1");
    cleanUp.push(() => far.close());
    const at = `record+tcp://127.0.0.1:${far.port}?to=/no/such/folder/x.hex`;
    await expect(createTransport(at, silentLog).open(forever)).rejects.toMatchObject({
      code: "device_offline",
      message: expect.stringContaining("/no/such/folder/x.hex"),
    });
  });
});
