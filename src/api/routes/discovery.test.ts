import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";

const PRINTER = {
  ...{ at: "usb://04b8:0e15:X4QP001234", vendorId: 0x04b8, productId: 0x0e15 },
  ...{ serial: "X4QP001234", maker: "EPSON", model: "TM-T20II" },
};
const IDENTITY = "usb:04b8:0e15:X4QP001234";

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api[Symbol.asyncDispose]());

const scan = () => api.call("POST", "/v1/discovery/scans", { body: {}, headers: { prefer: "wait=30" } });

describe("looking around for devices", () => {
  it("begins at once, can be watched, and tells its end", async () => {
    const begun = await api.call("POST", "/v1/discovery/scans", { body: { sweep: false } });
    expect(begun).toMatchObject({ status: 201, body: { state: "running", sweep: false, endedAt: null } });
    const at = begun.headers.get("location") ?? "";
    await expect.poll(async () => (await api.call("GET", at)).body.state).toBe("done");
    expect((await api.call("GET", "/v1/discovery/scans/none")).body.code).toBe("not_found");
  });
  it("is answered at its end when the caller waits, and is news for every screen", async () => {
    api.shop.usbPrinters.push(PRINTER);
    const told: string[] = [];
    api.events.subscribe((frame) => told.push(frame));
    expect(await scan()).toMatchObject({ status: 201, body: { state: "done", found: 1 } });
    expect(told.map((frame) => JSON.parse(frame))).toMatchObject([
      { type: "discovery.updated", scan: { state: "running" } },
      { type: "discovery.updated", scan: { state: "done", found: 1 } },
    ]);
  });
  it("is done once at a time", async () => {
    await api.call("POST", "/v1/discovery/scans", { body: {} });
    const second = await api.call("POST", "/v1/discovery/scans", { body: {} });
    expect(second).toMatchObject({ status: 409, body: { code: "wrong_state" } });
  });
  it("is for administrators, and refuses what is no address", async () => {
    const till = await api.token(["till"], "front");
    expect((await api.call("POST", "/v1/discovery/scans", { body: {}, token: till })).status).toBe(403);
    const bad = await api.call("POST", "/v1/discovery/scans", { body: { hosts: ["http://x/"] } });
    expect(bad).toMatchObject({ status: 400, body: { code: "invalid_input" } });
  });
});

describe("what was found", () => {
  it("is nothing before the first scan, then told with a driver and its profile", async () => {
    expect((await api.call("GET", "/v1/discovery/found")).body.items).toEqual([]);
    api.shop.usbPrinters.push(PRINTER);
    await scan();
    expect((await api.call("GET", "/v1/discovery/found")).body.items).toMatchObject([
      {
        ...{ at: PRINTER.at, identity: IDENTITY, model: "TM-T20II", via: ["usb"], adopted: null },
        ...{ driver: "escpos", options: { profile: "epson-tm-t20" } },
      },
    ]);
  });
  it("is put into use with one call, under its identity", async () => {
    api.shop.usbPrinters.push(PRINTER);
    await scan();
    const [found] = (await api.call("GET", "/v1/discovery/found")).body.items;
    const front = api.shop.devices.get("front");
    if (!front) throw new Error("the shop has no front printer");
    api.shop.devices.set("kitchen", { ...front, id: "kitchen", at: PRINTER.at, identity: IDENTITY });
    const path = `/v1/discovery/found/${found.id}/adopt`;
    const adopted = await api.call("POST", path, { body: { id: "kitchen", name: "Kitchen" } });
    expect(adopted).toMatchObject({ status: 201, body: { id: "kitchen" } });
    expect(adopted.headers.get("location")).toBe("/v1/devices/kitchen");
    expect(api.store.read.deviceConfigs().map(({ config }) => config)).toEqual([
      {
        ...{ id: "kitchen", name: "Kitchen", driver: "escpos", options: { profile: "epson-tm-t20" } },
        ...{ at: PRINTER.at, identity: IDENTITY },
      },
    ]);
    expect(api.shop.reloaded).toEqual(["kitchen"]);
    expect((await api.call("POST", path, { body: { id: "kitchen", name: "Kitchen" } })).status).toBe(200);
    const twice = await api.call("POST", path, { body: { id: "bar" } });
    expect(twice).toMatchObject({ status: 409, body: { code: "wrong_state" } });
    expect(twice.body.detail).toContain("device kitchen");
  });
  it("is no longer followed when somebody gives the device another address", async () => {
    const config = {
      id: "front",
      driver: "escpos",
      at: "tcp://192.0.2.7:9100",
      identity: "mac:00:26:ab:12:34:56",
    };
    await api.call("POST", "/v1/devices", { body: config });
    const stored = () => api.store.read.deviceConfigs()[0]?.config;
    await api.call("PATCH", "/v1/devices/front", { body: { name: "Front" } });
    expect(stored()).toMatchObject({ name: "Front", identity: config.identity });
    await api.call("PATCH", "/v1/devices/front", { body: { at: "tcp://192.0.2.8:9100" } });
    expect(stored()).toMatchObject({ at: "tcp://192.0.2.8:9100" });
    expect(stored()).not.toHaveProperty("identity");
  });
  it("is not put into use without a driver, and one that is named gets its own options", async () => {
    api.shop.usbPrinters.push({ ...PRINTER, vendorId: 0x0519, maker: "Star", model: "TSP143" });
    await scan();
    const [found] = (await api.call("GET", "/v1/discovery/found")).body.items;
    expect(found.driver).toBeNull();
    const path = `/v1/discovery/found/${found.id}/adopt`;
    expect(await api.call("POST", path, { body: { id: "bar" } })).toMatchObject({
      status: 400,
      body: { code: "invalid_input", errors: [{ path: "driver" }] },
    });
    const front = api.shop.devices.get("front");
    if (!front) throw new Error("the shop has no front printer");
    api.shop.devices.set("bar", { ...front, id: "bar" });
    expect((await api.call("POST", path, { body: { id: "bar", driver: "escpos" } })).status).toBe(201);
    expect((await api.call("POST", "/v1/discovery/found/gone/adopt", { body: { id: "x" } })).status).toBe(
      404,
    );
  });
});
