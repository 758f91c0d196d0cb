import { describe, expect, it } from "vitest";
import { at, codeOf, eur, external, orderOf, type TestSim, testSim, textAt } from "./test-client.ts";

async function paid(sim: TestSim): Promise<string> {
  const id = await orderOf(sim, "k");
  return textAt(await sim.send("POST", "/v2/payments", external("p", id, 430)), "payment.id");
}

describe("refunding a payment", () => {
  it("is written on payment and order, and never goes above what was paid", async () => {
    await using sim = await testSim({});
    const payment = await paid(sim);
    const wish = { idempotency_key: "r1", payment_id: payment, amount_money: eur(300), reason: "cold" };
    const reply = await sim.send("POST", "/v2/refunds", wish);
    expect(reply.body).toMatchObject({ refund: { status: "COMPLETED", amount_money: eur(300) } });
    expect(sim.ledger()).toMatchObject({
      payments: [{ refunded_money: eur(300), refund_ids: [textAt(reply, "refund.id")] }],
      orders: [
        { refunds: [{ amount_money: eur(300), reason: "cold" }], net_amounts: { total_money: eur(130) } },
      ],
    });
    const more = await sim.send("POST", "/v2/refunds", { ...wish, idempotency_key: "r2" });
    expect(more.body).toMatchObject({
      errors: [{ category: "REFUND_ERROR", code: "REFUND_AMOUNT_INVALID" }],
    });
    expect((await sim.send("GET", `/v2/refunds/${textAt(reply, "refund.id")}`, undefined)).body).toEqual(
      reply.body,
    );
    expect((await sim.send("GET", "/v2/refunds?status=COMPLETED", undefined)).body).toMatchObject({
      refunds: [{}],
    });
  });

  it("replays under the same key", async () => {
    await using sim = await testSim({});
    const wish = { idempotency_key: "r1", payment_id: await paid(sim), amount_money: eur(300) };
    const first = await sim.send("POST", "/v2/refunds", wish);
    expect((await sim.send("POST", "/v2/refunds", wish)).body).toEqual(first.body);
    expect(sim.ledger().refunds).toHaveLength(1);
  });
});

describe("an unlinked refund", () => {
  const wish = {
    idempotency_key: "r",
    unlinked: true,
    destination_id: "CASH",
    location_id: "L1",
    amount_money: eur(100),
    cash_details: { seller_supplied_money: eur(100) },
  };

  it("stands alone", async () => {
    await using sim = await testSim({});
    const reply = await sim.send("POST", "/v2/refunds", wish);
    expect(reply.body).toMatchObject({ refund: { unlinked: true, destination_type: "CASH" } });
    expect(at(reply, "refund.order_id")).toBeUndefined();
  });

  it.each([
    ["without a location", { location_id: undefined }, "MISSING_REQUIRED_PARAMETER"],
    ["without details", { cash_details: undefined }, "MISSING_REQUIRED_PARAMETER"],
    ["with a payment", { payment_id: "x" }, "CONFLICTING_PARAMETERS"],
    ["of nothing", { amount_money: eur(0) }, "VALUE_TOO_LOW"],
  ])("is refused %s", async (_, more, code) => {
    await using sim = await testSim({});
    expect(codeOf(await sim.send("POST", "/v2/refunds", { ...wish, ...more }))).toBe(code);
  });
});
