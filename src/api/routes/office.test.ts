import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { endJob, loseJob, sale } from "../../../test/help/sales.ts";
import { NEVER_MS } from "../../core/job-kinds.ts";

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

  it("are added once their driver agrees, changed, and removed", async () => {
    const config = { id: "bar", driver: "escpos", at: "tcp://192.0.2.8:9100" };
    const front = api.shop.devices.get("front");
    if (front) api.shop.devices.set("bar", { ...front, id: "bar", source: "api" });
    const added = await api.call("POST", "/v1/devices", { body: config });
    expect([added.status, added.headers.get("location")]).toEqual([201, "/v1/devices/bar"]);
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

describe("a business day", () => {
  const cash = (id: string, over: object = {}) =>
    sell({
      id,
      openedAt: "2026-11-20T12:00:00+01:00",
      closedAt: "2026-11-20T12:05:00+01:00",
      lines: [
        {
          id: "1",
          name: "Flat white",
          quantity: "2",
          unitPrice: 380,
          taxes: [{ name: "VAT", rate: "20", inclusive: true }],
        },
      ],
      payments: [{ id: "p1", tender: "cash", amount: 760, tip: 40, tendered: 1000, change: 200 }],
      ...over,
    });
  const day = async () => (await api.call("GET", "/v1/business-days/2026-11-20")).body;
  const close = (body: object, key?: string) =>
    api.call("POST", "/v1/business-days/2026-11-20/close", { body, ...(key ? { key } : {}) });

  it("shows its sums while it is open", async () => {
    await cash("z-1");
    await cash("z-2", { payments: [{ id: "p1", tender: "card", amount: 760 }] });
    await cash("z-3", { closedAt: undefined, payments: [] });
    const refund = {
      id: "r1",
      amount: 190,
      payments: [{ tender: "cash", amount: 190 }],
      reason: "cold",
      at: "2026-11-20T13:00:00+01:00",
    };
    await api.call("POST", "/v1/orders/z-1/refunds", { body: refund });
    const shown = await day();
    expect(shown).toMatchObject({
      businessDay: "2026-11-20",
      orders: 3,
      closedAt: null,
      report: null,
      addendum: null,
    });
    expect(shown.sums).toMatchObject({
      orders: 2,
      total: 1520,
      tax: 254,
      net: 1266,
      tips: 40,
      refunds: 1,
      refunded: 190,
    });
    expect(shown.sums.taxes).toEqual([
      { name: "VAT", rate: "20", inclusive: true, base: 1266, amount: 254, refunded: 32 },
    ]);
  });

  it("closes with counted cash against what should be there", async () => {
    const body = {
      countedCash: 20_800,
      openingFloat: 20_000,
      payIns: [{ amount: 500, reason: "change from the bank" }],
      payOuts: [{ amount: 300, reason: "milk" }],
    };
    const closed = await close(body, "close");
    expect(closed.status).toBe(201);
    expect(closed.body.report).toMatchObject({
      openOrders: ["z-3"],
      receipts: [{ till: "front-1", series: "A", count: 2 }],
      cash: { taken: 800, refunded: 190, expected: 20_810, counted: 20_800, difference: -10 },
    });
    expect(closed.body.report.sums.tenders).toEqual([
      { tender: "card", count: 1, amount: 760, tips: 0, refunded: 0 },
      { tender: "cash", count: 1, amount: 760, tips: 40, refunded: 190 },
    ]);
    expect((await close(body, "close")).status).toBe(200);
    expect((await close(body, "another")).body.code).toBe("wrong_state");
  });

  it("books a late order on its own day, and shows it beside the report", async () => {
    const before = (await day()).report;
    const late = await cash("z-late");
    expect(late.body).toMatchObject({ late: true, businessDay: "2026-11-20" });
    const shown = await day();
    expect(shown.report).toEqual(before);
    expect(shown.addendum).toMatchObject({
      sums: { orders: 1, total: 760, tips: 40, refunds: 0, tenders: [{ tender: "cash", amount: 760 }] },
      lateOrders: [{ order: "z-late", till: "front-1", total: 760 }],
    });
  });

  it("is listed with today", async () => {
    const list = await api.call("GET", "/v1/business-days?limit=1");
    expect(list.body.today).toBe("2026-11-24");
    expect(list.body.items).toHaveLength(1);
    const next = await api.call("GET", `/v1/business-days?limit=5&after=${list.body.next}`);
    expect(next.body.items).toMatchObject([{ businessDay: "2026-11-20", orders: 4 }]);
    expect((await api.call("GET", "/v1/business-days/1999-01-01")).body.code).toBe("not_found");
  });
});

describe("vendors", () => {
  it("are connected without their secrets coming back", async () => {
    const body = { vendor: "vend", credentials: { token: "very-secret" }, settings: { shop: "1" } };
    const answer = await api.call("POST", "/integrations/pos/connect", { body });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ id: "int-lightspeed-x", vendor: "lightspeed-x" });
    expect(JSON.stringify(answer.body)).not.toContain("very-secret");
    const unknown = await api.call("POST", "/integrations/pos/connect", {
      body: { ...body, vendor: "abacus" },
    });
    expect(unknown.body).toMatchObject({ code: "invalid_input", errors: [{ path: "vendor" }] });
  });

  it("are tested live", async () => {
    api.vendors.test = async () => [
      {
        id: "int-square",
        vendor: "square",
        state: "unreachable",
        lastSync: null,
        lagMs: 61_000,
        error: "no route",
      },
    ];
    const answer = await api.call("GET", "/integrations/pos/status");
    expect(answer.body.integrations).toEqual([
      {
        id: "int-square",
        vendor: "square",
        state: "unreachable",
        lastSync: null,
        lag: 61,
        error: "no route",
      },
    ]);
  });

  it("say with the status whether every pull succeeded, in the same body", async () => {
    const asked: unknown[] = [];
    const run = { vendor: "square", pulled: 3, new: 1, updated: 2, failed: 0, error: null as string | null };
    api.vendors.syncOrders = async (vendor, sinceMs) => {
      asked.push([vendor, sinceMs]);
      return [run];
    };
    const fine = await api.call("POST", "/integrations/pos/sync/orders");
    expect([fine.status, fine.body]).toEqual([200, { success: true, runs: [run] }]);
    run.error = "503";
    const body = { vendor: "square", since: "2026-11-24T00:00:00Z" };
    const failed = await api.call("POST", "/integrations/pos/sync/orders", { body });
    expect([failed.status, failed.body]).toEqual([500, { success: false, runs: [run] }]);
    expect(asked).toEqual([
      [null, null],
      ["square", Date.UTC(2026, 10, 24)],
    ]);
  });

  it("leave a log", async () => {
    await api.store.run("logSync", { vendor: "square", type: "orders", status: "ok", message: "pulled 3" });
    const logs = await api.call("GET", "/integrations/pos/logs?vendor=square");
    expect(logs.body).toMatchObject({
      items: [{ vendor: "square", type: "orders", status: "ok", message: "pulled 3" }],
      next: null,
    });
  });

  it("are compared once per key", async () => {
    const body = { vendor: "square", businessDay: "2026-11-20" };
    const reconcile = (over: object = {}) =>
      api.call("POST", "/v1/reconciliations", { body: { ...body, ...over }, key: "compare" });
    const first = await reconcile();
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ vendor: "square", businessDay: "2026-11-20", agrees: true });
    const again = await reconcile();
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    expect((await reconcile({ businessDay: "2026-11-21" })).body.code).toBe("idempotency_key_reused");
    expect((await api.call("GET", first.headers.get("location") ?? "")).body).toEqual(first.body);
    const list = await api.call("GET", "/v1/reconciliations");
    expect(list.body.items).toMatchObject([{ id: first.body.id, agrees: true }]);
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
