/** A look around, with real sockets on loopback: cards that answer as Epson's and Star's do, snmpd, a printer simulator, mDNS. */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import escpos from "../../drivers/escpos/index.ts";
import { startEscposSim } from "../../drivers/escpos/sim.ts";
import { startSnmpPrinter } from "../../test/help/lan/snmp-printer.ts";
import { silentLog } from "../../test/help/silent-log.ts";
import type { ScanState } from "../core/finding-devices.ts";
import { askByDatagram } from "../transports/datagrams.ts";
import { ENPC_FUNCTIONS, enpcQuestion, readEnpc } from "./enpc.ts";
import { createFinder } from "./finder.ts";
import { type ScanRequest, type Surroundings, scan } from "./scan.ts";
import { readSdp } from "./sdp.ts";
import { startCloneCard, startEpsonCard } from "./sim/enpc.ts";
import { startAnnouncedPrinter } from "./sim/mdns.ts";
import { startStarCard } from "./sim/sdp.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.();
});
const open = async <T extends AsyncDisposable>(starting: Promise<T>): Promise<T> => {
  const started = await starting;
  closers.push(async () => started[Symbol.asyncDispose]());
  return started;
};
const forever = new AbortController().signal;
const SIM = fileURLToPath(new URL("sim/main.ts", import.meta.url));
const HOST = "127.0.0.1";

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, HOST, () => resolve()));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** A network in which only what a test starts answers. */
async function around(change: Partial<Surroundings["ports"]> = {}): Promise<Surroundings> {
  const [enpc, sdp, mdns, snmp, print] = await Promise.all(Array.from({ length: 5 }, freePort));
  const unused = { enpc: enpc ?? 0, sdp: sdp ?? 0, mdns: mdns ?? 0, snmp: snmp ?? 0, print: print ?? 0 };
  return {
    ports: { ...unused, ...change },
    networks: () => [],
    listUsbPrinters: async () => [],
    listSerialPorts: async () => [],
    listenMs: 1_000,
    log: silentLog,
  };
}
const look = async (surroundings: Surroundings, request: Partial<ScanRequest> = {}) =>
  scan(surroundings, { sweep: false, hosts: [HOST], ...request }, forever);

const TM_M30 = { model: "TM-m30", mac: "0026ab123456", address: HOST, heldBy: null };

describe("a look around", () => {
  it("finds an Epson printer by its own protocol: model, card, and who holds its port", async () => {
    const card = await open(startEpsonCard(HOST, 0, { ...TM_M30, heldBy: "192.0.2.44" }));
    expect(await look(await around({ enpc: card.port }))).toMatchObject([
      {
        ...{ at: "tcp://127.0.0.1:9100", identity: "mac:00:26:ab:12:34:56", maker: "EPSON" },
        ...{ model: "TM-m30", via: ["enpc"], heldBy: "192.0.2.44" },
      },
    ]);
  });
  it("finds a clone that answers Epson's question in a form of its own", async () => {
    const card = await open(startCloneCard(HOST, 0, { model: "POS-80", mac: "00473c000001" }));
    expect(await look(await around({ enpc: card.port }))).toMatchObject([
      { identity: "mac:00:47:3c:00:00:01", model: "POS-80", maker: null },
    ]);
  });
  it("finds a Star printer by its own protocol", async () => {
    const star = { board: "TSP100LAN", model: "TSP143 (STR_T-001)", mac: "001162aabbcc" };
    const card = await open(startStarCard(HOST, 0, star));
    expect(await look(await around({ sdp: card.port }))).toMatchObject([
      { identity: "mac:00:11:62:aa:bb:cc", maker: "Star", model: "TSP143 (STR_T-001)", via: ["sdp"] },
    ]);
  });
  it("finds a printer that announces itself, with the port it names", async () => {
    const port = await freePort();
    await open(
      startAnnouncedPrinter(HOST, port, {
        ...{ service: "_pdl-datastream._tcp", name: "Kitchen", address: HOST, port: 9_107 },
        txt: { ty: "EPSON TM-T88VI", usb_MFG: "EPSON", usb_MDL: "TM-T88VI" },
      }),
    );
    const surroundings = {
      ...(await around({ mdns: port })),
      networks: () => [{ address: HOST, broadcast: HOST }],
    };
    expect(await look(surroundings, { hosts: [] })).toMatchObject([
      {
        ...{ at: "tcp://127.0.0.1:9107", name: "Kitchen", maker: "EPSON", model: "TM-T88VI" },
        ...{ via: ["mdns"], services: ["_pdl-datastream._tcp"] },
      },
    ]);
  });
  it("asks what it found by SNMP, and makes one printer of all answers", async () => {
    const snmp = await freePort();
    const agent = await startSnmpPrinter(snmp);
    closers.push(() => agent.close());
    const card = await open(startEpsonCard(HOST, 0, { ...TM_M30, model: "TM-T88VI" }));
    expect(await look(await around({ enpc: card.port, snmp }))).toMatchObject([
      {
        ...{ identity: "mac:00:26:ab:12:34:56", identities: ["mac:00:26:ab:12:34:56", "serial:X4QP001234"] },
        ...{ via: ["enpc", "snmp"], name: "EPSON-KITCHEN", model: "TM-T88VI" },
      },
    ]);
  });
  it("knocks at print ports only when it may, and prints nothing doing so", async () => {
    const sim = await startEscposSim({ linesPerSecond: 500 });
    closers.push(() => sim.close());
    const print = Number(new URL(sim.address).port);
    const surroundings = await around({ print });
    expect(await look(surroundings)).toEqual([]);
    expect(await look(surroundings, { sweep: true })).toMatchObject([
      { at: sim.address, identity: null, via: ["sweep"], answers: true },
    ]);
    expect(sim.papers()).toEqual([]);
  });
  it("reaches everybody in its network with one question", async () => {
    const card = await open(startEpsonCard("0.0.0.0", 0, TM_M30));
    const surroundings = {
      ...(await around({ enpc: card.port })),
      // Loopback has a broadcast address, too: sending there needs the same permission.
      networks: () => [{ address: HOST, broadcast: "127.255.255.255" }],
    };
    expect(await look(surroundings, { hosts: [] })).toMatchObject([{ model: "TM-m30" }]);
  });
  it("finds a network of printers that is another program", async () => {
    const args = ["--epson", "TM-m30", "--star", "TSP143", "--host", HOST, "--enpc", "0", "--sdp", "0"];
    const program = spawn("node", ["--import", "tsx", SIM, ...args], { stdio: ["pipe", "pipe", "inherit"] });
    closers.push(async () => program.stdin.end());
    const [line] = await once(program.stdout, "data");
    const { enpc, sdp } = JSON.parse(String(line));
    // Both at one address, but each with a card of its own: a real network has one address for each.
    const found = [await look(await around({ enpc })), await look(await around({ sdp }))].flat();
    expect(found.map(({ identity }) => identity)).toEqual(["mac:00:26:ab:12:34:56", "mac:00:11:62:aa:bb:cc"]);
  });
  it("lists what is plugged in, and writes nothing to it", async () => {
    const surroundings: Surroundings = {
      ...(await around()),
      listUsbPrinters: async () => [
        {
          at: "usb://04b8:0e15",
          vendorId: 0x04b8,
          productId: 0x0e15,
          serial: "X4QP001234",
          maker: "EPSON",
          model: "TM-T20II",
        },
      ],
      listSerialPorts: async () => [
        {
          path: "/dev/serial/by-id/usb-FTDI",
          usb: { vendorId: 0x0403, productId: 0x6001, serial: "A50285BI" },
          ...{ maker: "FTDI", product: "FT232R" },
        },
      ],
    };
    expect(await look(surroundings)).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ at: "usb://04b8:0e15", identity: "usb:04b8:0e15:X4QP001234" }),
        expect.objectContaining({
          at: "serial:///dev/serial/by-id/usb-FTDI",
          model: null,
          name: "FTDI FT232R",
        }),
      ]),
    );
  });
  it("goes on with the other ways when one fails", async () => {
    const card = await open(startEpsonCard(HOST, 0, TM_M30));
    const surroundings: Surroundings = {
      ...(await around({ enpc: card.port })),
      listUsbPrinters: () => Promise.reject(new Error("no such bus")),
    };
    expect(await look(surroundings)).toHaveLength(1);
  });
});

describe("an answer that is none", () => {
  const from = { host: HOST, port: 1 };
  it("is passed over, however it is broken, and never believed beyond its end", async () => {
    const card = await open(startEpsonCard(HOST, 0, TM_M30));
    const to = { host: HOST, port: card.port };
    const [whole] = await askByDatagram([{ bytes: enpcQuestion(ENPC_FUNCTIONS.name), to }], 100, forever);
    if (!whole) throw new Error("the card did not answer");
    expect(readEnpc(whole)).toMatchObject({ model: "TM-m30" });
    for (let end = 0; end < whole.bytes.length; end++) {
      const cut = { from, bytes: whole.bytes.subarray(0, end) };
      expect(() => readEnpc(cut)).not.toThrow();
      expect(readSdp(cut)).toBeNull();
    }
    const lies = Buffer.from(whole.bytes);
    lies.writeUInt32BE(0xffff_ffff, 10);
    expect(readEnpc({ from, bytes: lies })).toMatchObject({ model: "TM-m30" });
  });
  it("is taken once, though it comes again and again", async () => {
    const twice = await open(startEpsonCard(HOST, 0, TM_M30));
    const question = { bytes: enpcQuestion(ENPC_FUNCTIONS.name), to: { host: HOST, port: twice.port } };
    expect(await askByDatagram([question, question], 100, forever)).toHaveLength(1);
    expect(twice.asked).toHaveLength(2);
  });
});

describe("scans on demand", () => {
  it("tell their beginning and end, run one at a time, and say which device is in use already", async () => {
    const card = await open(startEpsonCard(HOST, 0, TM_M30));
    const told: ScanState[] = [];
    const identity = "mac:00:26:ab:12:34:56";
    const devices = [{ id: "front", at: "tcp://192.0.2.7:9100", identity }];
    const finder = createFinder({
      ...{ around: await around({ enpc: card.port }), drivers: new Map([["escpos", escpos]]) },
      ...{ devices: () => devices, newId: () => `scan-${told.length}`, nowMs: () => 7 },
      changed: (state) => void told.push(state),
    });
    closers.push(async () => finder[Symbol.asyncDispose]());
    const begun = finder.start({ sweep: false, hosts: [HOST] });
    expect(() => finder.start({ sweep: false, hosts: [] })).toThrow(
      expect.objectContaining({ code: "wrong_state" }),
    );
    await finder.untilOver(begun.id, forever);
    expect(told.map(({ state, found }) => [state, found])).toEqual([
      ["running", 0],
      ["done", 1],
    ]);
    expect(finder.scan(begun.id)).toEqual(told[1]);
    expect(finder.found()).toMatchObject([
      { identity, adopted: "front", driver: "escpos", options: { profile: "epson-tm-m30" } },
    ]);
  });
});
