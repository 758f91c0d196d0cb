import { describe, expect, it } from "vitest";
import { returnInput } from "../../../src/core/orders/order.ts";
import { captureReturn } from "../../../src/core/orders/return.ts";
import type { VendorJob, VendorOrder } from "../../../src/sdk.ts";
import { vendorJob } from "../../../test/contract/vendor-job.ts";
import { makeSettings } from "../../../test/help/orders.ts";
import { KEY_FRESH_MS } from "../account.ts";
import { type OpenSquare, openSquare } from "../sim-rig.ts";

const house = new AbortController().signal;
const back = captureReturn(
  returnInput.parse({
    id: "ret-1",
    till: "front-1",
    amount: 1290,
    payments: [
      { tender: "cash", amount: 1000 },
      { tender: "card", amount: 290 },
    ],
    reason: "bag was torn",
    at: "2026-11-20T15:00:00+01:00",
  }),
  { settings: makeSettings(), at: "2026-11-20T14:00:00Z" },
);
const dutyOf = (square: OpenSquare, firstSentAtMs = square.nowMs()): VendorJob =>
  vendorJob({ vendor: "square", kind: "vendor.return", order: back, firstSentAtMs, earlier: [] });

async function seen(square: OpenSquare): Promise<readonly VendorOrder[]> {
  const found: VendorOrder[] = [];
  const at = square.nowMs();
  for await (const order of square.adapter.ordersBetween(at - 7_200_000, at + 7_200_000, house))
    found.push(order);
  return found;
}

describe("a return without its sale", () => {
  it("is a refund of no payment for each way in which money went back", async () => {
    await using square = await openSquare();
    const reference = await square.adapter.send(dutyOf(square), house);
    const { refunds } = square.sim.ledger();
    expect(refunds).toMatchObject([
      { unlinked: true, destination_type: "CASH", amount_money: { amount: 1000, currency: "EUR" } },
      { unlinked: true, destination_type: "EXTERNAL", amount_money: { amount: 290 } },
    ]);
    expect(refunds.map(({ reason }) => reason)).toEqual([
      "Return ret-1 of 2026-11-20: bag was torn",
      "Return ret-1/2 of 2026-11-20: bag was torn",
    ]);
    expect(reference).toMatchObject({ id: refunds[0]?.id, parts: { "ret-1": refunds[0]?.id } });
    expect(reference.losses[0]).toContain("without lines and tax");
  });

  it.each([
    ["while its keys are fresh", 60_000],
    ["when Square has long forgotten its keys", KEY_FRESH_MS + 1],
  ])("stands once although its answers were lost, %s", async (_, laterMs) => {
    await using square = await openSquare();
    const sentAtMs = square.nowMs();
    square.fault({ type: "answer_lost", write: 2 });
    await expect(square.adapter.send(dutyOf(square), house)).rejects.toMatchObject({
      code: "outcome_unknown",
    });
    square.heal();
    square.pass(laterMs);
    if (laterMs > KEY_FRESH_MS) square.forgetKeys();
    expect((await square.adapter.find(dutyOf(square, sentAtMs), house)).type).toBe("happened");
    expect(square.sim.ledger().refunds).toHaveLength(2);
  });

  it("is read back as one, with our id and our day, whenever it arrived", async () => {
    await using square = await openSquare();
    await square.adapter.send(dutyOf(square), house);
    expect(await seen(square)).toMatchObject([
      {
        reference: "ret-1",
        businessDay: "2026-11-20",
        state: "completed",
        total: 0,
        paid: 0,
        refunded: 1290,
      },
    ]);
  });

  it("of Square's own till is nobody's of ours, on the shop's day", async () => {
    await using square = await openSquare();
    const money = { amount: 100, currency: "EUR" };
    const body = {
      idempotency_key: "theirs",
      unlinked: true,
      destination_id: "CASH",
      location_id: "L1",
      amount_money: money,
      cash_details: { seller_supplied_money: money },
      reason: "Return of goods",
    };
    await fetch(`${square.sim.url}/v2/refunds`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${square.credentials.accessToken}`,
        "content-type": "application/json",
        "square-version": "2025-08-20",
      },
      body: JSON.stringify(body),
    });
    expect(await seen(square)).toMatchObject([{ reference: null, businessDay: "2026-11-21", refunded: 100 }]);
  });
});
