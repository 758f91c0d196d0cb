import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log } from "../core/log.ts";
import { openServiceManager } from "./systemd.ts";

/** A stand-in for systemd: a unix datagram socket that prints every message, its lines joined by a blank. */
const LISTENER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True:
    print(s.recv(4096).decode().replace("\\n", " ").strip(), flush=True)
`;

let folder: string;
let listener: ChildProcess;
let heard: AsyncIterator<string>;
let warnings: string[];
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => warnings.push(message),
  error: () => undefined,
};

/** Next message that is not the barrier by which systemd-notify waits for its delivery. */
async function nextHeard(): Promise<string> {
  const { value } = await heard.next();
  return value === "BARRIER=1" ? nextHeard() : String(value);
}
const environment = (more: NodeJS.ProcessEnv = {}) => ({
  PATH: process.env["PATH"],
  NOTIFY_SOCKET: join(folder, "notify"),
  ...more,
});

beforeEach(async () => {
  warnings = [];
  folder = await mkdtemp(join(tmpdir(), "tillgate-notify-"));
  listener = spawn("python3", ["-c", LISTENER, join(folder, "notify")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (listener.stdout === null) throw new Error("the listener has no output");
  heard = createInterface({ input: listener.stdout })[Symbol.asyncIterator]();
  expect(await nextHeard()).toBe("listening");
});
afterEach(async () => {
  listener.kill();
  await once(listener, "exit");
  await rm(folder, { recursive: true });
});

describe("under systemd", () => {
  it("is told when the gateway takes orders and when it closes", async () => {
    const manager = openServiceManager(environment(), 1, log);
    await manager.ready("2 devices,\n1 vendor");
    expect(await nextHeard()).toBe("READY=1 STATUS=2 devices, 1 vendor");
    await manager.status("offline since 12:03");
    expect(await nextHeard()).toBe("STATUS=offline since 12:03");
    await manager.stopping();
    expect(await nextHeard()).toBe("STOPPING=1");
    expect(warnings).toEqual([]);
  });

  it("hears from a healthy gateway twice per watchdog interval, until it closes", async () => {
    const closing = new AbortController();
    const manager = openServiceManager(environment({ WATCHDOG_USEC: "40000", WATCHDOG_PID: "77" }), 77, log);
    const watching = manager.watch(() => true, closing.signal);
    expect([await nextHeard(), await nextHeard(), await nextHeard()]).toEqual([
      "WATCHDOG=1",
      "WATCHDOG=1",
      "WATCHDOG=1",
    ]);
    closing.abort();
    await watching;
  });

  it("hears nothing from a gateway that is not healthy", async () => {
    const closing = new AbortController();
    const manager = openServiceManager(environment({ WATCHDOG_USEC: "2000" }), 1, log);
    let asked = 0;
    const neverHealthy = () => {
      asked += 1;
      if (asked === 3) closing.abort();
      return false;
    };
    await manager.watch(neverHealthy, closing.signal);
    await manager.stopping();
    expect(await nextHeard()).toBe("STOPPING=1");
  });

  it.each([
    ["no watchdog is set", {}],
    ["the watchdog is another process's", { WATCHDOG_USEC: "2000", WATCHDOG_PID: "78" }],
  ])("is left alone where %s", async (_, more) => {
    const manager = openServiceManager(environment(more), 77, log);
    await manager.watch(() => true, new AbortController().signal);
    await manager.stopping();
    expect(await nextHeard()).toBe("STOPPING=1");
  });

  it("does not close the shop when its socket is gone", async () => {
    const manager = openServiceManager(environment({ NOTIFY_SOCKET: join(folder, "gone") }), 1, log);
    await manager.ready("open");
    expect(warnings).toEqual(["systemd was not told"]);
  });
});

it("says nothing outside of systemd", async () => {
  const manager = openServiceManager({ PATH: "" }, 1, log);
  await manager.ready("open");
  await manager.stopping();
  expect(warnings).toEqual([]);
});
