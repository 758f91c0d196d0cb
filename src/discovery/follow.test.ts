/** A printer that moved: real datagrams on loopback's many addresses, a clock in the test's hand. */
import { createSocket } from "node:dgram";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../test/help/silent-log.ts";
import { createFinder } from "./finder.ts";
import { type Followed, followDevices } from "./follow.ts";
import { startEpsonCard } from "./sim/enpc.ts";

const IDENTITY = "mac:00:26:ab:12:34:56";
const CARD = { model: "TM-m30", mac: "0026ab123456", heldBy: null };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.();
});

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, () => resolve()));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** A shop of one printer, whose card answers at `answersAt`. */
async function shop(
  device: Partial<Followed>,
  answersAt: string | null,
  { onWarning = () => {}, cards = {} }: { onWarning?: () => void; cards?: Record<string, string> } = {},
) {
  const enpc = await freePort();
  if (answersAt !== null) {
    const card = await startEpsonCard(answersAt, enpc, { ...CARD, address: answersAt });
    closers.push(async () => card[Symbol.asyncDispose]());
  }
  const networks = () => ["127.0.0.2", "127.0.0.3"].map((broadcast) => ({ address: "127.0.0.1", broadcast }));
  const finder = createFinder({
    around: {
      ports: { enpc, sdp: await freePort(), mdns: await freePort(), snmp: await freePort(), print: 1 },
      ...{ networks, listUsbPrinters: async () => [], listSerialPorts: async () => [] },
      ...{ listenMs: 300, log: silentLog },
    },
    ...{
      drivers: new Map(),
      devices: () => [],
      newId: () => "scan",
      nowMs: () => 0,
      changed: () => undefined,
    },
  });
  const away: Followed = {
    ...{ id: "front", at: "tcp://127.0.0.2:9100", identity: IDENTITY, source: "api" },
    readiness: { state: "offline", sinceMs: 0, reason: "gone" },
  };
  const told = { moved: [] as string[], warned: [] as (string | null)[], searched: 0 };
  const stop = new AbortController();
  let nowMs = 0;
  const following = followDevices(
    {
      devices: () => [{ ...away, ...device }],
      locate(identity, signal) {
        told.searched += 1;
        return finder.locate(identity, signal);
      },
      cards: async () => new Map(Object.entries(cards)),
      move: async (_, at) => void told.moved.push(at),
      warn(_, warning) {
        told.warned.push(warning);
        onWarning();
      },
      log: silentLog,
      time: {
        monotonicMs: () => nowMs,
        async pause(ms) {
          nowMs += ms;
          // Two minutes of the shop's time.
          if (nowMs >= 120_000) stop.abort();
        },
      },
    },
    stop.signal,
  );
  await following;
  return told;
}

describe("a printer that got another address", () => {
  it("is found again by its identity, and used there", async () => {
    const { moved } = await shop({}, "127.0.0.3");
    expect(moved[0]).toBe("tcp://127.0.0.3:9100");
  });
  it("keeps its port, also on a recorded line", async () => {
    const at = "record+tcp://127.0.0.2:9107?to=/tmp/x.hex";
    const { moved } = await shop({ at }, "127.0.0.3");
    expect(moved[0]).toBe("record+tcp://127.0.0.3:9107?to=/tmp/x.hex");
  });
  it("stays where the installer's file says, with a warning that tells the new address", async () => {
    const { moved, warned } = await shop({ source: "file" }, "127.0.0.3");
    expect(moved).toEqual([]);
    expect(warned[0]).toBe(
      "it is at tcp://127.0.0.3:9100 now, but the config file says tcp://127.0.0.2:9100: the file wins, change it",
    );
  });
  it("is no longer warned of when it is back where the file says", async () => {
    let readiness: Followed["readiness"] = { state: "offline", sinceMs: 0, reason: "gone" };
    const back = {
      source: "file" as const,
      get readiness() {
        return readiness;
      },
    };
    const onWarning = () => {
      readiness = { state: "ready", sinceMs: 0, warnings: [] };
    };
    const { warned } = await shop(back, "127.0.0.3", { onWarning });
    expect(warned).toEqual([expect.stringContaining("127.0.0.3"), null]);
  });
  it("is looked for also when another printer answers in its place", async () => {
    const works: Partial<Followed> = { readiness: { state: "ready", sinceMs: 0, warnings: [] } };
    const swapped = { cards: { "127.0.0.2": "mac:00:26:ab:99:99:99" } };
    const { moved, warned } = await shop(works, "127.0.0.3", swapped);
    expect(moved[0]).toBe("tcp://127.0.0.3:9100");
    expect(warned).toContain(
      "another device answers at tcp://127.0.0.2:9100: its network card is mac:00:26:ab:99:99:99",
    );
    const own = await shop(works, "127.0.0.2", { cards: { "127.0.0.2": IDENTITY } });
    expect(own).toEqual({ moved: [], warned: [], searched: 0 });
  });
  it("is not moved while it answers where it was, and looked for less and less often", async () => {
    const there = await shop({}, "127.0.0.2");
    expect(there).toEqual({ moved: [], warned: [], searched: 2 });
    expect(await shop({}, null)).toEqual({ moved: [], warned: [], searched: 2 });
  });
  it.each([
    ["without an identity", { identity: null }],
    ["that works", { readiness: { state: "ready", sinceMs: 0, warnings: [] } }],
    ["that waits for paper", { readiness: { state: "needs_person", sinceMs: 0, reason: "paper_out" } }],
    ["on a serial cable", { at: "serial:///dev/ttyUSB0" }],
  ] satisfies [string, Partial<Followed>][])("is not looked for %s", async (_, device) => {
    expect((await shop(device, "127.0.0.3")).searched).toBe(0);
  });
});
