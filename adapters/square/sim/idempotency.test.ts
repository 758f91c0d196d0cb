import { describe, expect, it } from "vitest";
import { codeOf, coffee, external, orderOf, testSim } from "./test-client.ts";

describe("idempotency keys", () => {
  it("give the first answer again, whatever the order of the fields", async () => {
    await using sim = await testSim({});
    const first = await sim.send("POST", "/v2/orders", { idempotency_key: "k", order: coffee });
    const again = await sim.send("POST", "/v2/orders", { order: coffee, idempotency_key: "k" });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(sim.ledger().orders).toHaveLength(1);
  });

  it("refuse another body", async () => {
    await using sim = await testSim({});
    await orderOf(sim, "k");
    const other = await sim.send("POST", "/v2/orders", {
      idempotency_key: "k",
      order: { ...coffee, ticket_name: "B" },
    });
    expect([other.status, codeOf(other)]).toEqual([400, "IDEMPOTENCY_KEY_REUSED"]);
    expect(sim.ledger().orders).toHaveLength(1);
  });

  it("are taken up to their length: 192 for orders, 45 bytes for payments", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k".repeat(192));
    const long = await sim.send("POST", "/v2/orders", { idempotency_key: "k".repeat(193), order: coffee });
    expect(codeOf(long)).toBe("VALUE_TOO_LONG");
    expect(codeOf(await sim.send("POST", "/v2/payments", external("p".repeat(46), id, 430)))).toBe(
      "VALUE_TOO_LONG",
    );
    expect(codeOf(await sim.send("POST", "/v2/payments", external("", id, 430)))).toBe("VALUE_EMPTY");
    expect((await sim.send("POST", "/v2/payments", external("p".repeat(45), id, 430))).status).toBe(200);
  });

  it("are not used up by a refused request", async () => {
    await using sim = await testSim({});
    await sim.send("POST", "/v2/orders", { idempotency_key: "k", order: { location_id: "L9" } });
    expect((await sim.send("POST", "/v2/orders", { idempotency_key: "k", order: coffee })).status).toBe(200);
  });

  it("are remembered for each operation apart", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "same");
    expect((await sim.send("POST", "/v2/payments", external("same", id, 430))).status).toBe(200);
  });

  it("of an update give the order as it is by now", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    const update = { idempotency_key: "u1", order: { version: 1, ticket_name: "A" } };
    await sim.send("PUT", `/v2/orders/${id}`, update);
    await sim.send("PUT", `/v2/orders/${id}`, {
      idempotency_key: "u2",
      order: { version: 2, ticket_name: "B" },
    });
    const again = await sim.send("PUT", `/v2/orders/${id}`, update);
    expect(again.body).toMatchObject({ order: { version: 3, ticket_name: "B" } });
  });

  it("are forgotten after their time, and then a repeat doubles", async () => {
    let now = 1_000_000;
    await using sim = await testSim({ nowMs: () => now, faults: { idempotencyTtlMs: 1000 } });
    await orderOf(sim, "k");
    now += 999;
    await orderOf(sim, "k");
    expect(sim.ledger().orders).toHaveLength(1);
    now += 1;
    await orderOf(sim, "k");
    expect(sim.ledger().orders).toHaveLength(2);
  });
});
