import { describe, expect, it } from "vitest";
import type { HttpClient, Order, VendorJob, VendorReference } from "../../src/sdk.ts";
import { refunded, vendorJob, voided } from "../../test/contract/vendor-job.ts";
import { captured, makeOrderInput, makeRichOrderInput } from "../../test/help/orders.ts";
import { KEY_FRESH_MS, stepKey } from "./account.ts";
import { type OpenSquare, openSquare } from "./sim-rig.ts";

const house = new AbortController().signal;
const sold = captured(makeOrderInput());

function duty(
  square: OpenSquare,
  kind: VendorJob["kind"],
  order: Order,
  earlier: readonly VendorReference[] = [],
): VendorJob {
  return vendorJob({ vendor: "square", kind, order, firstSentAtMs: square.nowMs(), earlier });
}
const operations = (square: OpenSquare): readonly (string | null)[] =>
  square.sim.requests().map(({ operation }) => operation);

/** Square counts otherwise than we think: as if each flat white cost something else. */
const counting =
  (unitPrice: number) =>
  (http: HttpClient): HttpClient =>
  (request, signal) => {
    const text = JSON.stringify(request.body).replace('"amount":380', `"amount":${unitPrice}`);
    return http({ ...request, body: JSON.parse(text) }, signal);
  };

describe("a sale", () => {
  it("takes two calls when it is paid in one way, and the change is on the books", async () => {
    await using square = await openSquare();
    const reference = await square.adapter.send(duty(square, "vendor.sale", sold), house);
    expect(operations(square)).toEqual(["CreateOrder", "CreatePayment"]);
    const { orders, payments } = square.sim.ledger();
    expect(orders[0]).toMatchObject({ id: reference.id, state: "COMPLETED", ticket_name: "A-118" });
    expect(payments[0]).toMatchObject({
      id: reference.parts["p1"],
      source_type: "CASH",
      cash_details: { buyer_supplied_money: { amount: 1000 }, change_back_money: { amount: 240 } },
    });
  });

  it("paid in two ways is completed by both, tips apart", async () => {
    await using square = await openSquare();
    const rich = captured(makeRichOrderInput());
    await square.adapter.send(duty(square, "vendor.sale", rich), house);
    const { orders, payments } = square.sim.ledger();
    expect(orders[0]).toMatchObject({
      state: "COMPLETED",
      total_tip_money: { amount: 250 },
      net_amount_due_money: { amount: 0 },
    });
    expect(payments[1]).toMatchObject({
      external_details: { type: "CARD", source: "Store terminal", source_id: "VISA 4242" },
      tip_money: { amount: 200 },
      reference_id: "rich-1/p2",
    });
  });

  it("of nothing is paid with nothing, and does not stay open", async () => {
    await using square = await openSquare();
    const gift = captured(
      makeOrderInput({ discounts: [{ name: "On the house", amount: 760 }], payments: [] }),
    );
    await square.adapter.send(duty(square, "vendor.sale", gift), house);
    expect(operations(square)).toEqual(["CreateOrder", "PayOrder"]);
    expect(square.sim.ledger().orders[0]).toMatchObject({ state: "COMPLETED", total_money: { amount: 0 } });
  });

  it.each([
    [758, 379],
    [762, 381],
  ])("is made up by a row that everybody sees when Square rounds to %i", async (_, unitPrice) => {
    await using square = await openSquare({}, counting(unitPrice));
    const reference = await square.adapter.send(duty(square, "vendor.sale", sold), house);
    expect(square.booksOf(sold)).toEqual({ orders: 1, paid: 760, refunded: 0 });
    expect(reference.losses.join()).toContain('a row "Rounding" makes it one');
    await square.adapter.send(duty(square, "vendor.sale", sold), house);
    expect(square.booksOf(sold)).toEqual({ orders: 1, paid: 760, refunded: 0 });
  });

  it("is made up to the cent also where the row takes tax with it", async () => {
    await using square = await openSquare({}, counting(382));
    const taxes = [{ name: "Tax", rate: "50", inclusive: false }];
    const lines = [
      { id: "1", name: "Flat white", quantity: "1", unitPrice: 380, taxes },
      { id: "2", name: "Bagel", quantity: "1", unitPrice: 100, taxes },
    ];
    const taxed = captured(makeOrderInput({ lines, payments: [{ id: "p1", tender: "card", amount: 720 }] }));
    await square.adapter.send(duty(square, "vendor.sale", taxed), house);
    expect(square.booksOf(taxed)).toEqual({ orders: 1, paid: 720, refunded: 0 });
    expect(operations(square)).toEqual([
      "CreateOrder",
      "RetrieveOrder",
      "UpdateOrder",
      "UpdateOrder",
      "CreatePayment",
    ]);
  });

  it("is not paid when Square comes to quite another total: it is cancelled there and told with both figures", async () => {
    await using square = await openSquare({}, counting(480));
    const told = { code: "vendor_rejected", facts: { ours: 760, square: 960, state: "CANCELED" } };
    await expect(square.adapter.send(duty(square, "vendor.sale", sold), house)).rejects.toMatchObject(told);
    expect(square.sim.ledger().orders[0]?.state).toBe("CANCELED");
    expect(square.sim.ledger().payments).toEqual([]);
    await expect(square.adapter.send(duty(square, "vendor.sale", sold), house)).rejects.toMatchObject(told);
    expect(await square.adapter.find(duty(square, "vendor.sale", sold), house)).toEqual({
      type: "never_arrived",
    });
  });

  it("whose payment Square refuses does not stay open there", async () => {
    const refusing =
      (http: HttpClient): HttpClient =>
      (request, signal) =>
        http(
          request.url.endsWith("/v2/payments")
            ? { ...request, body: { ...Object(request.body), source_id: "NONSENSE" } }
            : request,
          signal,
        );
    await using square = await openSquare({}, refusing);
    await expect(square.adapter.send(duty(square, "vendor.sale", sold), house)).rejects.toMatchObject({
      code: "vendor_rejected",
      after: "stop",
    });
    expect(square.sim.ledger().orders[0]?.state).toBe("CANCELED");
  });

  it("that an earlier release wrote another way is found under its key, not made again", async () => {
    await using square = await openSquare();
    const job = duty(square, "vendor.sale", sold);
    const body = {
      idempotency_key: stepKey(job, "order"),
      order: {
        location_id: "L1",
        source: { name: "Tillgate" },
        metadata: { tillgate_order: sold.id },
        line_items: [{ quantity: "1", base_price_money: { amount: 760, currency: "EUR" } }],
      },
    };
    const headers = {
      authorization: "Bearer sandbox-token",
      "square-version": "2025-08-20",
      "content-type": "application/json",
    };
    await fetch(`${square.sim.url}/v2/orders`, { method: "POST", headers, body: JSON.stringify(body) });
    await square.adapter.send(job, house);
    expect(square.booksOf(sold)).toEqual({ orders: 1, paid: 760, refunded: 0 });
  });

  it("is not made again when Square failed after it had booked it", async () => {
    await using square = await openSquare();
    const job = duty(square, "vendor.sale", sold);
    square.sim.faults.set({ serverErrorAfterCommitEvery: 1 });
    await expect(square.adapter.send(job, house)).rejects.toMatchObject({
      code: "vendor_unavailable",
      after: "retry",
    });
    square.heal();
    await square.adapter.send(job, house);
    expect(square.booksOf(sold)).toEqual({ orders: 1, paid: 760, refunded: 0 });
  });

  it("older than its key is looked up before anything is sent, among hundreds of others", async () => {
    await using square = await openSquare();
    const job = duty(square, "vendor.sale", sold);
    for (let index = 0; index < 250; index += 1) {
      const line_items = [{ quantity: "1", base_price_money: { amount: 100, currency: "EUR" } }];
      square.sim.seedOrder({
        order: { location_id: "L1", source: { name: "Tillgate" }, line_items },
        tender: "CASH",
      });
    }
    square.pass(1_000);
    const reference = await square.adapter.send(job, house);
    square.pass(KEY_FRESH_MS);
    square.forgetKeys();
    expect(await square.adapter.send(job, house)).toEqual(reference);
    expect(square.booksOf(sold)).toMatchObject({ orders: 1, paid: 760 });
  });

  it("is not made again by a machine whose clock stood still over a weekend without power", async () => {
    let sleptMs = 0;
    const later =
      (http: HttpClient): HttpClient =>
      async (request, signal) => {
        const answer = await http(request, signal);
        const date = new Date(square.nowMs() + sleptMs).toUTCString();
        return { ...answer, headers: { ...answer.headers, date } };
      };
    await using square = await openSquare({}, later);
    const job = duty(square, "vendor.sale", sold);
    const result = await square.adapter.send(job, house);
    sleptMs = 2 * KEY_FRESH_MS;
    square.forgetKeys();
    expect(await square.restarted().find(job, house)).toEqual({ type: "happened", result });
    expect(square.booksOf(sold)).toEqual({ orders: 1, paid: 760, refunded: 0 });
  });

  it("is not made again when our clock ran a year ahead at the first try", async () => {
    await using square = await openSquare();
    const firstSentAtMs = square.nowMs() + 365 * 86_400_000;
    const job = vendorJob({ vendor: "square", kind: "vendor.sale", order: sold, firstSentAtMs, earlier: [] });
    const result = await square.adapter.send(job, house);
    square.pass(2 * KEY_FRESH_MS);
    square.forgetKeys();
    expect(await square.adapter.find(job, house)).toEqual({ type: "happened", result });
    expect(square.booksOf(sold)).toEqual({ orders: 1, paid: 760, refunded: 0 });
  });
});

describe("money given back", () => {
  it("in two refunds comes from each payment as far as it goes", async () => {
    await using square = await openSquare();
    const rich = captured(makeRichOrderInput());
    const sale = await square.adapter.send(duty(square, "vendor.sale", rich), house);
    const first = refunded(rich, 1500, "r1");
    await square.adapter.send(duty(square, "vendor.refund", first, [sale]), house);
    const second = refunded(first, 1500, "r2");
    const reference = await square.adapter.send(duty(square, "vendor.refund", second, [sale]), house);
    const made = square.sim.ledger().refunds;
    expect(made.map(({ amount_money, reason }) => [amount_money.amount, reason])).toEqual([
      [1500, "r1 cold coffee"],
      [550, "r2 cold coffee"],
      [950, "r2 cold coffee"],
    ]);
    expect(reference.parts).toEqual({ r2: made[1]?.id, "r2/2": made[2]?.id });
  });

  it("finds its payment also when an earlier refund has the same id", async () => {
    await using square = await openSquare();
    const sale = await square.adapter.send(duty(square, "vendor.sale", sold), house);
    const first = refunded(sold, 100, "p1");
    const back = await square.adapter.send(duty(square, "vendor.refund", first, [sale]), house);
    await square.adapter.send(duty(square, "vendor.refund", refunded(first, 50, "r2"), [sale, back]), house);
    expect(square.booksOf(sold).refunded).toBe(150);
  });

  it("of a sale that Square does not know is told, not invented", async () => {
    await using square = await openSquare();
    const refund = duty(square, "vendor.refund", refunded(sold, 300));
    await expect(square.adapter.send(refund, house)).rejects.toMatchObject({ code: "vendor_rejected" });
    expect(square.sim.ledger().refunds).toEqual([]);
  });

  it("by a void comes with the tips, and is told as a refund", async () => {
    await using square = await openSquare();
    const rich = captured(makeRichOrderInput());
    const sale = await square.adapter.send(duty(square, "vendor.sale", rich), house);
    const reference = await square.adapter.send(duty(square, "vendor.void", voided(rich), [sale]), house);
    expect(square.booksOf(rich).refunded).toBe(rich.totals.total + rich.tips);
    expect(reference.losses.join()).toContain("Square keeps no voids");
    expect(square.sim.ledger().refunds[0]?.reason).toBe("v1 void: wrong table");
  });

  it("by a void of what never came is nothing", async () => {
    await using square = await openSquare();
    const reference = await square.adapter.send(duty(square, "vendor.void", voided(sold)), house);
    expect(reference).toMatchObject({ id: "", parts: {} });
    expect(square.sim.ledger().refunds).toEqual([]);
  });

  it("by a void of what stands unpaid is a cancelled order", async () => {
    await using square = await openSquare();
    square.fault({ type: "answer_lost", write: 1 });
    await square.adapter.send(duty(square, "vendor.sale", sold), house).catch(() => undefined);
    square.heal();
    await square.adapter.send(duty(square, "vendor.void", voided(sold)), house);
    expect(square.sim.ledger().orders[0]?.state).toBe("CANCELED");
  });
});

describe("the account", () => {
  it("shows by its name", async () => {
    await using square = await openSquare();
    expect(await square.adapter.check(house)).toEqual({ account: "Main street (L1)", currency: "EUR" });
  });

  it("is refused when the location is another seller's", async () => {
    await using square = await openSquare({ locationId: "L9" });
    await expect(square.adapter.check(house)).rejects.toMatchObject({ code: "vendor_rejected" });
  });

  it("says which version of Square it speaks", async () => {
    const versions: (string | undefined)[] = [];
    await using square = await openSquare({}, (http) => (request, signal) => {
      versions.push(request.headers["square-version"]);
      return http(request, signal);
    });
    await square.adapter.check(house);
    expect(versions).toEqual(["2025-08-20"]);
  });
});
