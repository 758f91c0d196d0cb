import { describe, expect, it } from "vitest";
import { at, codeOf, coffee, eur, external, orderOf, testSim, textAt } from "./test-client.ts";

describe("one payment", () => {
  it("pays the order and closes it; the tip comes on top", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    const reply = await sim.send("POST", "/v2/payments", external("p", id, 430, { tip_money: eur(70) }));
    expect(reply.body).toMatchObject({
      payment: {
        status: "COMPLETED",
        source_type: "EXTERNAL",
        amount_money: eur(430),
        total_money: eur(500),
      },
    });
    expect(sim.ledger().orders).toMatchObject([
      {
        state: "COMPLETED",
        version: 2,
        total_money: eur(500),
        total_tip_money: eur(70),
        net_amount_due_money: eur(0),
        tenders: [
          { id: textAt(reply, "payment.id"), type: "OTHER", amount_money: eur(500), tip_money: eur(70) },
        ],
      },
    ]);
  });

  it("gives change for cash", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    const cash = {
      source_id: "CASH",
      idempotency_key: "p",
      order_id: id,
      amount_money: eur(430),
      cash_details: { buyer_supplied_money: eur(500) },
    };
    const reply = await sim.send("POST", "/v2/payments", cash);
    expect(reply.body).toMatchObject({
      payment: { source_type: "CASH", cash_details: { change_back_money: eur(70) } },
    });
  });

  it("makes its own order when none is named", async () => {
    await using sim = await testSim({});
    const { order_id, ...alone } = external("p", "", 250) as { order_id: string };
    const reply = await sim.send("POST", "/v2/payments", alone);
    expect(sim.ledger().orders).toMatchObject([
      { id: textAt(reply, "payment.order_id"), state: "COMPLETED" },
    ]);
  });

  it("drops the lines of quantity 0", async () => {
    await using sim = await testSim({});
    const nothing = { uid: "l0", name: "Void", quantity: "0", base_price_money: eur(100) };
    const id = await orderOf(sim, "k", { ...coffee, line_items: [...coffee.line_items, nothing] });
    await sim.send("POST", "/v2/payments", external("p", id, 430));
    expect(sim.ledger().orders[0]?.line_items?.map((line) => line.uid)).toEqual(["l1"]);
  });

  it("leaves an order with an unfinished fulfillment open", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k", {
      ...coffee,
      fulfillments: [
        { type: "PICKUP", state: "PREPARED", pickup_details: { recipient: { display_name: "Anna" } } },
      ],
    });
    await sim.send("POST", "/v2/payments", external("p", id, 430));
    expect(sim.ledger().orders).toMatchObject([{ state: "OPEN", net_amount_due_money: eur(0) }]);
  });

  it.each([
    ["less than is due", { amount_money: eur(429) }, "BAD_REQUEST"],
    ["more than is due", { amount_money: eur(431) }, "BAD_REQUEST"],
    ["dollars in Germany", { amount_money: { amount: 430, currency: "USD" } }, "CURRENCY_MISMATCH"],
    ["a key of 46 bytes", { idempotency_key: "é".repeat(23) }, "VALUE_TOO_LONG"],
    ["a foreign location", { location_id: "L9" }, "INVALID_VALUE"],
    [
      "cash details on a card",
      { cash_details: { buyer_supplied_money: eur(430) } },
      "CONFLICTING_PARAMETERS",
    ],
    ["the 1st-party field", { offline_payment_details: {} }, "UNKNOWN_BODY_PARAMETER"],
    ["a delay of external money", { autocomplete: false, delay_duration: "PT1H" }, "BAD_REQUEST"],
    ["an order of nobody", { order_id: "nope" }, "NOT_FOUND"],
  ])("refuses %s", async (_, more, code) => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    expect(codeOf(await sim.send("POST", "/v2/payments", external("p", id, 430, more)))).toBe(code);
    expect(sim.ledger().payments).toEqual([]);
  });

  it("is not taken twice for one order", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    await sim.send("POST", "/v2/payments", external("p1", id, 430));
    expect(codeOf(await sim.send("POST", "/v2/payments", external("p2", id, 430)))).toBe("BAD_REQUEST");
    expect(sim.ledger().payments).toHaveLength(1);
  });
});

describe("several payments on one order", () => {
  it("are approved one by one and paid together; the one left out is canceled", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    const ids: string[] = [];
    for (const [key, amount] of [
      ["a", 200],
      ["b", 230],
      ["c", 100],
    ] as const) {
      const reply = await sim.send(
        "POST",
        "/v2/payments",
        external(key, id, amount, { autocomplete: false }),
      );
      expect(at(reply, "payment.status")).toBe("APPROVED");
      ids.push(textAt(reply, "payment.id"));
    }
    const short = await sim.send("POST", `/v2/orders/${id}/pay`, {
      idempotency_key: "s",
      payment_ids: ids.slice(0, 1),
    });
    expect(codeOf(short)).toBe("BAD_REQUEST");
    const paid = await sim.send("POST", `/v2/orders/${id}/pay`, {
      idempotency_key: "y",
      payment_ids: ids.slice(0, 2),
    });
    expect(paid.body).toMatchObject({
      order: { state: "COMPLETED", net_amount_due_money: eur(0), tenders: [{}, {}] },
    });
    expect(sim.ledger().payments.map((payment) => payment.status)).toEqual([
      "COMPLETED",
      "COMPLETED",
      "CANCELED",
    ]);
    expect((await sim.send("GET", `/v2/orders/${id}`, undefined)).body).toEqual(paid.body);
  });

  it("end with a free order and no payment at all", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k", { location_id: "L1" });
    const paid = await sim.send("POST", `/v2/orders/${id}/pay`, { idempotency_key: "y", payment_ids: [] });
    expect(at(paid, "order.state")).toBe("COMPLETED");
  });

  it("respect the order's version", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k", { location_id: "L1" });
    const paid = await sim.send("POST", `/v2/orders/${id}/pay`, {
      idempotency_key: "y",
      order_version: 7,
      payment_ids: [],
    });
    expect(codeOf(paid)).toBe("VERSION_MISMATCH");
  });
});

describe("approved payments", () => {
  it("are completed once, or canceled once", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    const first = textAt(
      await sim.send("POST", "/v2/payments", external("a", id, 430, { autocomplete: false })),
      "payment.id",
    );
    const second = textAt(
      await sim.send("POST", "/v2/payments", external("b", id, 430, { autocomplete: false })),
      "payment.id",
    );
    expect(at(await sim.send("POST", `/v2/payments/${first}/cancel`, {}), "payment.status")).toBe("CANCELED");
    expect(codeOf(await sim.send("POST", `/v2/payments/${first}/cancel`, {}))).toBe(
      "DELAYED_TRANSACTION_CANCELED",
    );
    expect(at(await sim.send("POST", `/v2/payments/${second}/complete`, {}), "payment.status")).toBe(
      "COMPLETED",
    );
    expect(codeOf(await sim.send("POST", `/v2/payments/${second}/complete`, {}))).toBe(
      "DELAYED_TRANSACTION_CAPTURED",
    );
  });

  it("are canceled by their key; a key nobody used is a success too", async () => {
    await using sim = await testSim({});
    const id = await orderOf(sim, "k");
    await sim.send("POST", "/v2/payments", external("a", id, 430, { autocomplete: false }));
    expect((await sim.send("POST", "/v2/payments/cancel", { idempotency_key: "a" })).status).toBe(200);
    expect((await sim.send("POST", "/v2/payments/cancel", { idempotency_key: "never" })).status).toBe(200);
    expect(sim.ledger().payments.map((payment) => payment.status)).toEqual(["CANCELED"]);
  });
});

describe("listing payments", () => {
  const two = [
    { id: "L1", name: "A", currency: "EUR", country: "DE", timezone: "Europe/Berlin" },
    { id: "L2", name: "B", currency: "EUR", country: "DE", timezone: "Europe/Berlin" },
  ];

  it("shows only the main location unless told, page by page", async () => {
    await using sim = await testSim({ locations: two });
    for (const [key, location] of [
      ["a", "L1"],
      ["b", "L1"],
      ["c", "L2"],
    ] as const) {
      const id = await orderOf(sim, key, { ...coffee, location_id: location });
      await sim.send("POST", "/v2/payments", external(key, id, 430));
    }
    const first = await sim.send("GET", "/v2/payments?limit=1", undefined);
    const second = await sim.send("GET", `/v2/payments?limit=1&cursor=${textAt(first, "cursor")}`, undefined);
    expect(at(second, "cursor")).toBeUndefined();
    expect(at(first, "payments.0.id")).not.toBe(at(second, "payments.0.id"));
    expect((await sim.send("GET", "/v2/payments?location_id=L2", undefined)).body).toMatchObject({
      payments: [{ location_id: "L2" }],
    });
  });

  it.each([
    ["order_id=x", "UNKNOWN_QUERY_PARAMETER"],
    ["limit=101", "INVALID_VALUE"],
    ["begin_time=yesterday", "INVALID_TIME"],
    ["sort_order=UP", "INVALID_SORT_ORDER"],
  ])("refuses ?%s", async (query, code) => {
    await using sim = await testSim({});
    expect(codeOf(await sim.send("GET", `/v2/payments?${query}`, undefined))).toBe(code);
  });
});
