import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRig, type SquareRig } from "../../adapters/square/sim-rig.ts";
import { settle } from "../../test/help/hand-time.ts";
import { silentLog } from "../../test/help/silent-log.ts";
import { openTestStore, type TestStore } from "../../test/help/store.ts";
import { type Bridge, createBridge } from "./bridge.ts";
import { createCredentialVault } from "./credentials.ts";
import { createVendorHttp } from "./http.ts";
import { listVendors, loadAdapter } from "./load.ts";

const ask = { key: null, actor: "owner", till: null };
const vault = createCredentialVault([{ id: "k1", bytes: new Uint8Array(32).fill(7) }]);

let test: TestStore;
let rig: SquareRig;
let bridge: Bridge;
let connected: string[];
const signal = new AbortController().signal;

async function openBridge(keys = vault): Promise<Bridge> {
  let ids = 0;
  return createBridge({
    store: test.store,
    known: await listVendors(),
    loadAdapter,
    vault: keys,
    openHttp: () => createVendorHttp({ log: silentLog, deadlineMs: 2_000, maxAnswerBytes: 1_000_000 }),
    newId: () => {
      ids += 1;
      return `int-${ids}`;
    },
    nowMs: rig.nowMs,
    settings: { timeZone: "Europe/Berlin", dayStart: "04:00" },
    patiently: (read) => read(),
    log: silentLog,
    onConnected: (vendor) => void connected.push(vendor),
  });
}

beforeEach(async () => {
  connected = [];
  test = await openTestStore();
  rig = await openRig();
  bridge = await openBridge();
  test.listeners.add((news) => bridge.onEvents(news));
});
afterEach(async () => {
  await bridge[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

async function connect(accessToken = rig.credentials.accessToken): Promise<void> {
  const sealed = await bridge.seal({
    vendor: "square",
    credentials: { accessToken },
    settings: rig.settings,
  });
  await test.store.run("connectIntegration", { ...ask, ...sealed, vendor: "square" });
}

describe("the bridge to the vendors", () => {
  it("opens an account when it is connected, and shows that it answers", async () => {
    expect([bridge.vendorIds(), bridge.known(), bridge.canonicalId("vend")]).toEqual([
      [],
      expect.arrayContaining(["square"]),
      "lightspeed-x",
    ]);
    await connect();
    expect(await bridge.test(signal)).toEqual([
      { id: "int-1", vendor: "square", state: "ok", lastSync: null, lagMs: 0, error: null },
    ]);
    expect([connected, bridge.vendorIds(), bridge.vendor("square")?.limits.concurrency]).toEqual([
      ["square"],
      ["square"],
      4,
    ]);
    expect(test.store.read.syncLogs("square", 5, null).items).toMatchObject([
      { type: "status", status: "ok" },
    ]);
  });

  it("keeps the credentials sealed on disk", async () => {
    await connect();
    const row = test.store.read.integration("square");
    expect(JSON.stringify(row)).not.toContain(rig.credentials.accessToken);
  });

  it("opens the accounts of the store again after a start", async () => {
    await connect();
    const next = await openBridge();
    await next.open();
    expect(next.vendorIds()).toEqual(["square"]);
    await next[Symbol.asyncDispose]();
  });

  it("takes the newest credentials when the account is connected again", async () => {
    await connect("a-wrong-token");
    expect(await bridge.test(signal)).toMatchObject([{ state: "sign_in" }]);
    await connect();
    expect(await bridge.test(signal)).toMatchObject([{ state: "ok", error: null }]);
    expect(connected).toEqual(["square", "square"]);
  });

  it("says when orders were pulled last, whatever failed since", async () => {
    await connect();
    const log = { vendor: "square", type: "orders", message: "" } as const;
    await test.store.run("logSync", { ...log, status: "ok" });
    const last = test.store.read.syncLogs("square", 1, null).items[0]?.syncedAt;
    while (new Date().toISOString() === last) await settle(1);
    await test.store.run("logSync", { ...log, status: "failed" });
    expect(await bridge.test(signal)).toMatchObject([{ lastSync: last }]);
  });

  it("says that a vendor does not answer", async () => {
    await connect();
    rig.fault({ type: "server_error" });
    expect(await bridge.test(signal)).toMatchObject([{ state: "unreachable" }]);
  });

  it("asks for a new sign-in where the key of the credentials is gone, and opens the others", async () => {
    await connect();
    const next = await openBridge(createCredentialVault([{ id: "k2", bytes: new Uint8Array(32).fill(8) }]));
    await next.open();
    expect(next.vendorIds()).toEqual([]);
    expect(await next.test(signal)).toMatchObject([{ vendor: "square", state: "sign_in" }]);
    await next[Symbol.asyncDispose]();
  });

  it("refuses credentials and settings that the adapter does not take, all faults at once", async () => {
    const wrong = { vendor: "square", credentials: {}, settings: { locationId: 7, colour: "red" } };
    await expect(bridge.seal(wrong)).rejects.toMatchObject({
      code: "invalid_input",
      facts: {
        errors: [
          { path: "credentials.accessToken" },
          { path: "settings.locationId" },
          { path: "settings.colour", message: "unknown field" },
        ],
      },
    });
  });
});
