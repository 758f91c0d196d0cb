import { describe, expect, it } from "vitest";
import { at, codeOf, coffee, eur, external, orderOf, testSim, textAt } from "./test-client.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");

describe("creating an order", () => {
  it("stamps the server's time and the first version", async () => {
    await using sim = await testSim({ nowMs: () => NOON });
    const made = await sim.send("POST", "/v2/orders", { idempotency_key: "k", order: coffee });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      order: {
        state: "OPEN",
        version: 1,
        created_at: "2026-11-21T12:00:00.000Z",
        net_amount_due_money: eur(430),
      },
    });
    expect(await sim.send("GET", `/v2/orders/${textAt(made, "order.id")}`, undefined)).toMatchObject({
      body: made.body,
    });
  });

  it.each([
    [
      "a back-dated order",
      { ...coffee, created_at: "2026-11-20T12:00:00Z" },
      "UNEXPECTED_VALUE",
      "order.created_at",
    ],
    ["an unknown field", { ...coffee, tip: 1 }, "UNKNOWN_BODY_PARAMETER", "order.tip"],
    [
      "a reference over 40",
      { ...coffee, reference_id: "x".repeat(41) },
      "VALUE_TOO_LONG",
      "order.reference_id",
    ],
    [
      "a ticket name over 30",
      { ...coffee, ticket_name: "x".repeat(31) },
      "VALUE_TOO_LONG",
      "order.ticket_name",
    ],
    ["no location", { line_items: [] }, "MISSING_REQUIRED_PARAMETER", "order.location_id"],
    ["a foreign location", { location_id: "L9" }, "INVALID_VALUE", "order.location_id"],
    [
      "a number as quantity",
      { ...coffee, line_items: [{ quantity: 1 }] },
      "EXPECTED_STRING",
      "order.line_items[0].quantity",
    ],
    [
      "a fraction as amount",
      { ...coffee, line_items: [{ quantity: "1", base_price_money: eur(1.5) }] },
      "EXPECTED_INTEGER",
      "order.line_items[0].base_price_money.amount",
    ],
    ["a bad metadata key", { ...coffee, metadata: { "a b": "c" } }, "VALUE_REGEX_MISMATCH", "order.metadata"],
    ["a finished order", { ...coffee, state: "COMPLETED" }, "INVALID_ENUM_VALUE", "order.state"],
  ])("refuses %s", async (_, order, code, field) => {
    await using sim = await testSim({});
    const reply = await sim.send("POST", "/v2/orders", { idempotency_key: "k", order });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ errors: [{ category: "INVALID_REQUEST_ERROR", code, field }] });
    expect(sim.ledger().orders).toEqual([]);
  });

  it("calculates without keeping anything", async () => {
    await using sim = await testSim({});
    const reply = await sim.send("POST", "/v2/orders/calculate", { order: coffee });
    expect(reply.body).toMatchObject({ order: { total_money: eur(430) } });
    expect(at(reply, "order.id")).toBeUndefined();
    expect(sim.ledger().orders).toEqual([]);
  });

  it("leaves unknown ids out of a batch without a word", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    const reply = await sim.send("POST", "/v2/orders/batch-retrieve", { order_ids: ["nope", id] });
    expect(at(reply, "orders.length")).toBeUndefined();
    expect(reply.body).toMatchObject({ orders: [{ id }] });
  });
});

describe("updating an order", () => {
  it("merges what is sent, prices again and counts the version up", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k", { ...coffee, ticket_name: "A-1" });
    const reply = await sim.send("PUT", `/v2/orders/${id}`, {
      idempotency_key: "u1",
      fields_to_clear: ["ticket_name"],
      order: {
        version: 1,
        line_items: [
          { uid: "l1", quantity: "2" },
          { uid: "l2", name: "Cake", quantity: "1", base_price_money: eur(300) },
        ],
      },
    });
    expect(reply.body).toMatchObject({
      order: {
        version: 2,
        total_money: eur(1160),
        line_items: [{ uid: "l1", name: "Flat white" }, { uid: "l2" }],
      },
    });
    expect(at(reply, "order.ticket_name")).toBeUndefined();
  });

  it("removes a line by its uid", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    const reply = await sim.send("PUT", `/v2/orders/${id}`, {
      idempotency_key: "u",
      fields_to_clear: ["line_items[l1]"],
      order: { version: 1 },
    });
    expect(at(reply, "order.total_money.amount")).toBe(0);
  });

  it("refuses a stale version and changes nothing", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    await sim.send("PUT", `/v2/orders/${id}`, {
      idempotency_key: "u1",
      order: { version: 1, ticket_name: "A" },
    });
    const late = await sim.send("PUT", `/v2/orders/${id}`, {
      idempotency_key: "u2",
      order: { version: 1, ticket_name: "B" },
    });
    expect(late.status).toBe(400);
    expect(codeOf(late)).toBe("VERSION_MISMATCH");
    expect(sim.ledger().orders).toMatchObject([{ ticket_name: "A", version: 2 }]);
  });

  it("cancels an open order and freezes it", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    const canceled = await sim.send("PUT", `/v2/orders/${id}`, {
      idempotency_key: "u",
      order: { version: 1, state: "CANCELED" },
    });
    expect(canceled.body).toMatchObject({ order: { state: "CANCELED", version: 2 } });
    const more = await sim.send("PUT", `/v2/orders/${id}`, {
      idempotency_key: "v",
      order: { version: 2, ticket_name: "B" },
    });
    expect(codeOf(more)).toBe("BAD_REQUEST");
  });

  it("does not touch an order that is paid, nor one of Square's own till", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    await sim.send("POST", "/v2/payments", external("p", id, 430));
    const seeded = sim.seedOrder({ order: coffee, tender: "CARD" });
    expect(seeded.version).toBeUndefined();
    for (const target of [id, seeded.id]) {
      const reply = await sim.send("PUT", `/v2/orders/${target}`, {
        idempotency_key: target,
        order: { version: 2 },
      });
      expect(codeOf(reply)).toBe("BAD_REQUEST");
    }
  });
});

describe("locations and tokens", () => {
  it("tells time zone and currency, also under main", async () => {
    await using sim = await testSim({});
    const main = await sim.send("GET", "/v2/locations/main", undefined);
    expect(main.body).toMatchObject({
      location: { id: "L1", timezone: "Europe/Berlin", currency: "EUR", country: "DE" },
    });
    expect((await sim.send("GET", "/v2/locations/L9", undefined)).status).toBe(404);
  });

  it.each([
    ["no token", { Authorization: "" }, 401, "UNAUTHORIZED"],
    ["another token", { Authorization: "Bearer x" }, 401, "UNAUTHORIZED"],
    ["a bad version", { "Square-Version": "v2" }, 400, "INVALID_SQUARE_VERSION_FORMAT"],
  ])("refuses %s", async (_, headers, status, code) => {
    await using sim = await testSim({});
    const reply = await sim.send("GET", "/v2/locations", undefined, headers);
    expect([reply.status, codeOf(reply)]).toEqual([status, code]);
  });

  it("knows its paths and methods", async () => {
    await using sim = await testSim({});
    expect((await sim.send("GET", "/v2/menus", undefined)).status).toBe(404);
    expect((await sim.send("PUT", "/v2/orders", {})).status).toBe(405);
    expect((await sim.send("POST", "/oauth2/token/status", undefined)).body).toMatchObject({
      merchant_id: "MERCHANT-SIM",
    });
  });
});
