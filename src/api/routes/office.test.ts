import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { endJob, loseJob, sale } from "../../../test/help/sales.ts";
import { NEVER_MS } from "../../core/jobs/job-kinds.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const sell = (over: object) => api.call("POST", "/v1/orders", { body: sale(over) });
const jobOf = (orderId: string) => String(api.store.read.jobsOfOrder(orderId)[0]?.id);

describe("the outbox", () => {
  const refuseAtVendor = (jobId: string, after: "stop" | "ask") =>
    api.store.run("markVendorJob", {
      jobId,
      event: { type: "threw", after, attemptsLeft: 0 },
      sentAtMs: 1,
      dueAtMs: NEVER_MS,
      result: null,
      lastError: { code: "vendor_rejected", message: "no such location", atMs: 1 },
    });
  const duty = (id: string, action: string, body: object, key = `${id}-${action}`) =>
    api.call("POST", `/v1/outbox/${id}/${action}`, { body, key });

  it("shows what is not done yet, by destination and by device", async () => {
    await sell({ id: "d-1", number: "A-7", destinations: ["square"], print: { printer: "front" } });
    const toSquare = await api.call("GET", "/v1/outbox?destination=square");
    expect(toSquare.body.items).toMatchObject([
      {
        kind: "vendor.sale",
        destination: "square",
        device: null,
        order: "d-1",
        orderNumber: "A-7",
        state: "queued",
        sending: false,
      },
    ]);
    const toFront = await api.call("GET", "/v1/outbox?device=front");
    expect(toFront.body.items).toMatchObject([{ kind: "print", device: "front", destination: null }]);
  });

  it("tries a refused order again when a person says so", async () => {
    await sell({ id: "d-2", destinations: ["square"] });
    await refuseAtVendor(jobOf("d-2"), "stop");
    const order = await api.call("GET", "/v1/orders/d-2");
    expect(order.body.sync).toMatchObject([
      { state: "rejected", lastError: { message: "no such location" } },
    ]);
    const retried = await duty(jobOf("d-2"), "retry", {});
    expect(retried.status).toBe(201);
    expect(retried.body).toMatchObject({ state: "queued", lastError: null });
    expect((await duty(jobOf("d-2"), "retry", {})).status).toBe(200);
  });

  it("gives an order up only with a reason, under a name", async () => {
    await sell({ id: "d-3", destinations: ["square"] });
    await refuseAtVendor(jobOf("d-3"), "ask");
    const waiting = await api.call("GET", `/v1/outbox/${jobOf("d-3")}`);
    expect(waiting.body).toMatchObject({ state: "in_doubt", waitsForPerson: true, nextTryAt: null });
    expect((await duty(jobOf("d-3"), "discard", {})).body.code).toBe("invalid_input");
    const given = await duty(jobOf("d-3"), "discard", { reason: "typed in by hand" });
    expect(given.body).toMatchObject({ state: "discarded", settledBy: "admin token" });
    expect((await api.call("GET", "/v1/orders/d-3")).body.sync).toMatchObject([{ state: "discarded" }]);
    const audit = await api.call("GET", "/v1/audit?limit=1");
    expect(audit.body.items).toMatchObject([
      { action: "job.discard", actor: "admin token", detail: { reason: "typed in by hand", order: "d-3" } },
    ]);
  });

  it("prints again, and leaves the end of a discarded print as it was seen", async () => {
    const print = (key: string) =>
      api.call("POST", "/v1/print-jobs", { body: { printer: "front", document: [{ type: "cut" }] }, key });
    const lost = await print("lost");
    await loseJob(api.store, lost.body.id);
    const again = await duty(lost.body.id, "retry", {});
    expect(again.body).toMatchObject({ kind: "print", state: "queued" });
    expect(again.body.id).not.toBe(lost.body.id);
    const seen = await print("seen");
    await loseJob(api.store, seen.body.id);
    await duty(seen.body.id, "discard", { reason: "it lies on the counter" });
    const shown = await api.call("GET", `/v1/print-jobs/${seen.body.id}`);
    expect(shown.body).toMatchObject({ state: "unconfirmed", settledBy: "admin token" });
    expect((await duty(seen.body.id, "discard", { reason: "again" }, "other")).body.code).toBe("wrong_state");
  });

  it("opens no drawer late", async () => {
    const open = await api.call("POST", "/v1/drawers/till-drawer/open", {
      body: { reason: "x" },
      key: "late",
    });
    expect((await duty(open.body.id, "retry", {})).body.code).toBe("wrong_state");
    expect((await duty("nothing", "retry", {})).body.code).toBe("not_found");
  });
});

describe("devices", () => {
  it("are listed as they stand", async () => {
    const list = await api.call("GET", "/v1/devices");
    expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual(["front", "till-drawer"]);
    expect((await api.call("GET", "/v1/devices/attic")).body.code).toBe("unknown_device");
  });

  it("are listed page by page", async () => {
    const first = await api.call("GET", "/v1/devices?limit=1");
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(["front"]);
    const rest = await api.call("GET", `/v1/devices?after=${first.body.next}`);
    expect(rest.body).toMatchObject({ items: [{ id: "till-drawer" }], next: null });
    const wrong = await api.call("GET", "/v1/devices?limit=0&page=2");
    expect(wrong.body).toMatchObject({
      code: "invalid_input",
      errors: [{ path: "limit" }, { path: "page" }],
    });
  });

  it("are added once their driver agrees, changed, and removed", async () => {
    const config = { id: "bar", driver: "escpos", at: "tcp://192.0.2.8:9100" };
    const front = api.shop.devices.get("front");
    if (front) api.shop.devices.set("bar", { ...front, id: "bar", source: "api" });
    const added = await api.call("POST", "/v1/devices", { body: config });
    expect([added.status, added.headers.get("location")]).toEqual([201, "/v1/devices/bar"]);
    const again = await api.call("POST", "/v1/devices", { body: config, key: "bar" });
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    expect(api.shop.reloaded).toEqual(["bar"]);
    await api.call("PATCH", "/v1/devices/bar", { body: { at: "tcp://192.0.2.9:9100", name: "Bar" } });
    expect(api.store.read.deviceConfigs()).toEqual([
      { id: "bar", config: { id: "bar", driver: "escpos", at: "tcp://192.0.2.9:9100", name: "Bar" } },
    ]);
    const other = await api.call("POST", "/v1/devices", { body: { ...config, name: "Other" } });
    expect([other.status, other.body.code]).toEqual([409, "wrong_state"]);
    expect((await api.call("DELETE", "/v1/devices/bar")).status).toBe(204);
    expect((await api.call("DELETE", "/v1/devices/bar")).body.code).toBe("not_found");
    api.shop.devices.delete("bar");
  });

  it("that were added by a key answer to it again after they were changed", async () => {
    const config = { id: "bar", driver: "escpos", at: "tcp://192.0.2.8:9100" };
    const front = api.shop.devices.get("front");
    if (front) api.shop.devices.set("bar", { ...front, id: "bar", source: "api" });
    const add = () => api.call("POST", "/v1/devices", { body: config, key: "add-bar" });
    expect((await add()).status).toBe(201);
    await api.call("PATCH", "/v1/devices/bar", { body: { name: "Bar" } });
    const replay = await add();
    expect([replay.status, replay.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    expect(api.store.read.deviceConfigs()).toMatchObject([{ config: { name: "Bar" } }]);
    await api.call("DELETE", "/v1/devices/bar");
    api.shop.devices.delete("bar");
  });

  it("are refused with what their driver says", async () => {
    const body = { id: "bar", driver: "cuneiform", at: "tcp://192.0.2.8:9100" };
    const answer = await api.call("POST", "/v1/devices", { body });
    expect(answer.body).toMatchObject({ code: "invalid_input", errors: [{ path: "driver" }] });
    expect(api.store.read.deviceConfigs()).toEqual([]);
  });

  it("are tried: a printer prints a ticket, a drawer opens", async () => {
    const ticket = await api.call("POST", "/v1/devices/front/test", { key: "try" });
    expect(ticket.status).toBe(201);
    expect(ticket.body).toMatchObject({ printJob: { printer: "front", state: "queued" }, opening: null });
    const text = await api.call("GET", `${ticket.headers.get("location")}/text`);
    expect(text.body).toContain("TEST");
    await endJob(api.store, ticket.body.printJob.id);
    const again = await api.call("POST", "/v1/devices/front/test", { key: "try" });
    expect([again.status, again.body.printJob.state]).toEqual([200, "printed"]);
    const drawer = await api.call("POST", "/v1/devices/till-drawer/test", { key: "try" });
    expect(drawer.body).toMatchObject({ printJob: null, opening: { drawer: "till-drawer", reason: "test" } });
  });
});

describe("health", () => {
  it("says not ready, and why", async () => {
    expect((await api.call("GET", "/readyz", { token: null })).body).toEqual({ ready: true, reasons: [] });
    api.shop.ready = false;
    const answer = await api.call("GET", "/readyz", { token: null });
    expect([answer.status, answer.body.reasons]).toEqual([
      503,
      [{ code: "store_full", message: "the disk is full" }],
    ]);
    expect((await api.call("GET", "/healthz", { token: null })).status).toBe(200);
    api.shop.ready = true;
  });

  it("gives Prometheus its text", async () => {
    const answer = await api.call("GET", "/metrics");
    expect(answer.headers.get("content-type")).toContain("version=0.0.4");
    expect(answer.body).toContain("tillgate_ws_clients 0");
  });
});
