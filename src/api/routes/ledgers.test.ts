import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { sale } from "../../../test/help/sales.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const sell = (over: object) => api.call("POST", "/v1/orders", { body: sale(over) });

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

  it("cannot be closed before it begins", async () => {
    const answer = await api.call("POST", "/v1/business-days/2026-11-25/close", { body: { countedCash: 0 } });
    expect(answer.body).toMatchObject({ code: "invalid_input", errors: [{ path: "day" }] });
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
    await sell({ id: "z-today" });
    const list = await api.call("GET", "/v1/business-days?limit=1");
    expect(list.body.today).toBe("2026-11-24");
    expect(list.body.items).toHaveLength(1);
    const next = await api.call("GET", `/v1/business-days?limit=5&after=${list.body.next}`);
    expect(next.body.items).toMatchObject([{ businessDay: "2026-11-20", orders: 4 }]);
    expect((await api.call("GET", "/v1/business-days/1999-01-01")).body.code).toBe("not_found");
  });

  it("has each order in its report or beside it, also those that come in that very moment", async () => {
    const times = { openedAt: "2026-11-19T12:00:00+01:00", closedAt: "2026-11-19T12:05:00+01:00" };
    const sales = Array.from({ length: 20 }, (_, index) => cash(`m-${index}`, times));
    await sales[0];
    const shut = api.call("POST", "/v1/business-days/2026-11-19/close", { body: { countedCash: 0 } });
    await Promise.all([...sales, shut]);
    const { report, addendum } = (await api.call("GET", "/v1/business-days/2026-11-19")).body;
    expect(report.sums.orders + addendum.lateOrders.length).toBe(20);
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
