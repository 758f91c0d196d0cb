import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { endPrint, sale } from "../../../test/help/sales.ts";

let api: TestApi;
let till: string;
beforeAll(async () => {
  api = await openTestApi();
  till = await api.token(["till"], "front-1");
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const sell = (body: object, key?: string) =>
  api.call("POST", "/v1/orders", { body, token: till, ...(key === undefined ? {} : { key }) });

describe("taking an order", () => {
  it("answers 201 with its place, its number and its receipt", async () => {
    const answer = await sell(sale({ id: "o-1", print: { printer: "front" }, destinations: ["square"] }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe("/v1/orders/o-1");
    expect(answer.body).toMatchObject({
      id: "o-1",
      state: "paid",
      revision: 1,
      receiptNumber: 1,
      businessDay: "2026-11-24",
      totals: { total: 760 },
      printJobs: [{ printer: "front", state: "queued", proof: "none", order: "o-1" }],
      sync: [{ destination: "square", state: "pending", vendorId: null }],
    });
  });

  it("shows an order as sending while the vendor has it in hand", async () => {
    await sell(sale({ id: "o-sending", destinations: ["square"] }));
    const [job] = api.store.read.jobsOfOrder("o-sending");
    api.shop.sending.add(String(job?.id));
    const shown = await api.call("GET", "/v1/orders/o-sending");
    expect(shown.body.sync).toMatchObject([{ destination: "square", state: "sending" }]);
  });

  it("knows a vendor by its other name", async () => {
    const answer = await sell(sale({ id: "o-vend", destinations: ["vend", "lightspeed-x"] }));
    expect(answer.body.destinations).toEqual(["lightspeed-x"]);
  });

  it("names every fault of an order at once, unknown fields too", async () => {
    const answer = await sell({
      ...sale(),
      till: "FRONT",
      lines: [{ id: "1", nam: "x", quantity: "0", unitPrice: 1 }],
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ code: "invalid_input", after: "stop", status: 400 });
    expect(answer.body.errors.map((fault: { path: string }) => fault.path).sort()).toEqual([
      "lines[0].nam",
      "lines[0].name",
      "lines[0].quantity",
      "till",
    ]);
  });

  it.each([
    ["totals_mismatch", 422, { totals: { gross: 999, discount: 0, serviceCharge: 0, tax: 0, total: 999 } }],
    ["overpaid", 422, { payments: [{ id: "p1", tender: "card", amount: 900 }] }],
    ["unknown_device", 404, { print: { printer: "attic" } }],
    ["invalid_input", 400, { destinations: ["squair"] }],
    ["invalid_input", 400, { currency: "CHF" }],
    ["wrong_till", 403, { till: "bar-2" }],
  ])("refuses with %s (%i)", async (code, status, over) => {
    const answer = await sell(sale({ id: "o-refused", ...over }));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(api.store.read.order("o-refused")).toBeUndefined();
  });

  it("names what its own rules find beside a vendor that nobody knows", async () => {
    const answer = await sell(sale({ id: "o-faults", currency: "USD", destinations: ["squair"] }));
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      "destinations[0]",
      "currency",
    ]);
    const overpaid = { payments: [{ id: "p1", tender: "card", amount: 9_999 }], destinations: ["squair"] };
    const errors = [{ path: "destinations[0]" }];
    expect((await sell(sale({ id: "o-over", ...overpaid }))).body).toMatchObject({
      code: "invalid_input",
      errors,
    });
  });

  it("shows both figures where the totals do not follow", async () => {
    const totals = { gross: 999, discount: 0, serviceCharge: 0, tax: 0, total: 999 };
    const { body } = await sell(sale({ id: "o-figures", totals }));
    expect(body.facts).toMatchObject({ ours: { total: 760 }, tills: { total: 999 } });
  });

  it("takes a till's own totals where it insists, and flags them", async () => {
    const totals = { gross: 999, discount: 0, serviceCharge: 0, tax: 0, total: 999 };
    const payments = [{ id: "p1", tender: "card", amount: 999 }];
    const { body } = await sell(sale({ id: "o-insists", totals, payments, acceptTillTotals: true }));
    expect(body).toMatchObject({ state: "paid", totals: { total: 999 } });
    expect(body.flagged).toContain("999");
  });
});

describe("sending an order again", () => {
  it("is a replay for ever under the order's own id, whatever the key", async () => {
    const body = sale({ id: "o-again", print: { printer: "front" } });
    expect((await sell(body, "first")).status).toBe(201);
    const again = await sell(body, "second");
    expect(again.status).toBe(200);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.headers.get("location")).toBe("/v1/orders/o-again");
    expect(again.body.printJobs).toHaveLength(1);
  });

  it("is refused with other content under the same id", async () => {
    await sell(sale({ id: "o-other" }));
    const answer = await sell(sale({ id: "o-other", note: "changed" }));
    expect([answer.status, answer.body.code]).toEqual([409, "order_exists"]);
  });

  it("is answered also when its printer has left the shop since", async () => {
    const body = sale({ id: "o-printer-gone", print: { printer: "front" } });
    await sell(body);
    const front = api.shop.devices.get("front");
    api.shop.devices.delete("front");
    expect((await sell(body)).status).toBe(200);
    if (front) api.shop.devices.set("front", front);
  });

  it("shows the order as it stands now, not as it was answered first", async () => {
    const body = sale({ id: "o-moved" });
    await sell(body);
    await api.call("POST", "/v1/orders/o-moved/refunds", {
      token: till,
      body: { id: "r1", amount: 100, payments: [{ tender: "card", amount: 100 }], reason: "cold" },
    });
    expect((await sell(body)).body).toMatchObject({ state: "partially_refunded", revision: 2 });
  });
});

describe("Prefer: wait", () => {
  const waiting = (body: object, seconds: number) =>
    api.call("POST", "/v1/orders", { body, token: till, headers: { prefer: `wait=${seconds}` } });

  it("answers 201 with the receipt at its end", async () => {
    const asked = waiting(sale({ id: "o-wait", print: { printer: "front" } }), 60);
    await endPrint(api.store, "o-wait");
    const answer = await asked;
    expect(answer.status).toBe(201);
    expect(answer.headers.get("preference-applied")).toBe("wait=60");
    expect(answer.body.printJobs).toMatchObject([{ state: "printed", proof: "printer" }]);
  });

  it("answers 202 with the present state when the end did not come", async () => {
    const answer = await waiting(sale({ id: "o-late", print: { printer: "front" } }), 1);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ state: "paid", printJobs: [{ state: "queued" }] });
  });

  it("does not wait for a vendor that is away", async () => {
    const answer = await waiting(sale({ id: "o-no-receipt", destinations: ["square"] }), 60);
    expect(answer.status).toBe(201);
    expect(answer.body.sync).toMatchObject([{ state: "pending" }]);
  });
});

describe("facts on an order", () => {
  const open = (id: string) => sell(sale({ id, closedAt: undefined, payments: [] }));
  const add = (path: string, body: object) => api.call("POST", `/v1/orders/${path}`, { body, token: till });

  it("changes, pays and refunds it, revision by revision", async () => {
    await open("t-1");
    const changed = await add("t-1/changes", {
      id: "c1",
      baseRevision: 1,
      add: [{ id: "2", name: "Espresso", quantity: "1", unitPrice: 240 }],
    });
    expect(changed.body).toMatchObject({ revision: 2, totals: { total: 1000 }, state: "open" });
    const paid = await add("t-1/payments", { payments: [{ id: "p1", tender: "card", amount: 1000 }] });
    expect(paid.body).toMatchObject({ revision: 3, state: "paid" });
    const refund = {
      id: "r1",
      lines: [{ lineId: "2", quantity: "1" }],
      payments: [{ tender: "card", amount: 240 }],
      reason: "cold",
    };
    const refunded = await add("t-1/refunds", refund);
    expect(refunded.status).toBe(201);
    expect(refunded.body).toMatchObject({ revision: 4, state: "partially_refunded", refunded: 240 });
    const again = await add("t-1/refunds", refund);
    expect([again.status, again.body.revision]).toEqual([200, 4]);
  });

  it("voids an open order, and a paid one only with its payments reversed", async () => {
    await open("t-2");
    expect((await add("t-2/void", { id: "v1", reason: "left" })).body.state).toBe("voided");
    await sell(sale({ id: "t-3", closedAt: undefined }));
    api.shop.nowMs = Date.now();
    const refused = await add("t-3/void", { id: "v1", reason: "left", at: "2026-11-24T12:10:00+01:00" });
    expect([refused.status, refused.body.code]).toEqual([409, "order_paid"]);
    const voided = await add("t-3/void", {
      id: "v1",
      reason: "left",
      reversed: ["p1"],
      at: "2026-11-24T12:10:00+01:00",
    });
    expect(voided.body.state).toBe("voided");
  });

  it("refuses what the order does not allow", async () => {
    await open("t-4");
    const stale = {
      id: "c9",
      baseRevision: 9,
      add: [{ id: "2", name: "Espresso", quantity: "1", unitPrice: 240 }],
    };
    expect((await add("t-4/changes", stale)).body).toMatchObject({
      code: "order_changed",
      facts: { revision: 1 },
    });
    expect(
      (await add("t-4/payments", { payments: [{ id: "p1", tender: "card", amount: 9_000 }] })).body.code,
    ).toBe("overpaid");
    await sell(sale({ id: "t-5" }));
    const tooMuch = { id: "r1", amount: 761, payments: [{ tender: "card", amount: 761 }], reason: "cold" };
    expect((await add("t-5/refunds", tooMuch)).body.code).toBe("refund_exceeds_paid");
    expect((await add("t-5/changes", { ...stale, baseRevision: 1 })).body.code).toBe("order_paid");
    expect((await add("nobody/changes", stale)).body.code).toBe("not_found");
  });

  it("keeps tills apart", async () => {
    await sell(sale({ id: "t-6" }));
    const bar = await api.token(["till"], "bar-2");
    const refund = { id: "r1", amount: 1, payments: [{ tender: "card", amount: 1 }], reason: "cold" };
    const tried = await api.call("POST", "/v1/orders/t-6/refunds", { body: refund, token: bar });
    expect([tried.status, tried.body.code]).toEqual([403, "wrong_till"]);
    expect((await api.call("GET", "/v1/orders/t-6", { token: bar })).body.code).toBe("wrong_till");
    expect((await api.call("GET", "/v1/orders", { token: bar })).body.items).toEqual([]);
    expect((await api.call("GET", "/v1/orders?till=front-1", { token: bar })).body.code).toBe("wrong_till");
  });

  it("prints a receipt again as a copy, once per key", async () => {
    await sell(sale({ id: "t-7" }));
    const reprint = () =>
      api.call("POST", "/v1/orders/t-7/reprint", { body: { printer: "front" }, token: till, key: "copy" });
    const first = await reprint();
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ banner: "COPY", order: "t-7" });
    expect(first.headers.get("location")).toBe(`/v1/print-jobs/${first.body.id}`);
    const again = await reprint();
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
  });

  it("prints a receipt again where it came from, unless another printer is named", async () => {
    const again = (id: string) =>
      api.call("POST", `/v1/orders/${id}/reprint`, { body: {}, token: till, key: `again-${id}` });
    await sell(sale({ id: "t-9", print: { printer: "front" } }));
    expect((await again("t-9")).body).toMatchObject({ printer: "front", banner: "COPY" });
    await sell(sale({ id: "t-10", print: undefined }));
    const nowhere = await again("t-10");
    expect([nowhere.status, nowhere.body.errors[0].path]).toEqual([400, "printer"]);
  });

  it("prints no receipt of a refund that is not there", async () => {
    await sell(sale({ id: "t-8" }));
    const body = { printer: "front", refund: "r9" };
    expect(
      (await api.call("POST", "/v1/orders/t-8/reprint", { body, token: till, key: "k" })).body.code,
    ).toBe("not_found");
  });
});

describe("lists", () => {
  it("go page by page to the end, newest first, without a gap", async () => {
    const bar = await api.token(["till"], "list-till");
    for (const id of ["l-1", "l-2", "l-3"]) {
      await api.call("POST", "/v1/orders", { body: sale({ id, till: "list-till" }), token: bar });
    }
    const seen: string[] = [];
    let after: string | null = "";
    while (after !== null) {
      const query: string = after === "" ? "" : `&after=${after}`;
      const { body } = await api.call("GET", `/v1/orders?till=list-till&limit=2${query}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      after = body.next;
    }
    expect(seen).toEqual(["l-3", "l-2", "l-1"]);
  });

  it("find orders by day, state and destination", async () => {
    await sell(sale({ id: "f-1", destinations: ["lightspeed-x"], closedAt: "2026-11-23T12:00:00+01:00" }));
    const found = await api.call(
      "GET",
      "/v1/orders?businessDay=2026-11-23&state=paid&destination=lightspeed-x&syncState=pending",
    );
    expect(found.body.items.map(({ id }: { id: string }) => id)).toEqual(["f-1"]);
  });

  it.each(["limit=0", "limit=501", "limit=x", "after=nonsense", "colour=red"])(
    "refuse ?%s",
    async (query) => {
      const answer = await api.call("GET", `/v1/orders?${query}`);
      expect([answer.status, answer.body.code]).toEqual([400, "invalid_input"]);
    },
  );
});
