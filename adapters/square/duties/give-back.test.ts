import { describe, expect, it } from "vitest";
import type { Order, Refund } from "../../../src/sdk.ts";
import { captured, makeOrderInput } from "../../../test/help/orders.ts";
import { remainders, sharesOf } from "./give-back.ts";

const sold = captured(
  makeOrderInput({
    payments: [
      { id: "cash", tender: "cash", amount: 300 },
      { id: "visa", tender: "card", amount: 200, tip: 50 },
      { id: "master", tender: "card", amount: 260 },
    ],
  }),
);
const all = new Set(["cash", "visa", "master"]);

function refund(id: string, payments: Refund["payments"]): Refund {
  const amount = payments.reduce((sum, payment) => sum + payment.amount, 0);
  const at = "2026-11-22T10:00:00Z";
  return {
    id,
    lines: [],
    amount,
    payments,
    reason: "",
    at,
    businessDay: "2026-11-22",
    receiptNumber: 2,
    series: "A",
  };
}
const with_ = (...refunds: Refund[]): Order => ({ ...sold, refunds });

describe("a refund comes from", () => {
  it.each([
    ["the payment of its tender", { tender: "cash", amount: 100 }, [{ paymentId: "cash", amount: 100 }]],
    [
      "the payment it names",
      { tender: "card", amount: 100, payment: "master" },
      [{ paymentId: "master", amount: 100 }],
    ],
    [
      "the next of its tender where the first is used up",
      { tender: "card", amount: 300 },
      [
        { paymentId: "visa", amount: 250 },
        { paymentId: "master", amount: 50 },
      ],
    ],
    [
      "another tender where there is none of its own",
      { tender: "voucher", amount: 80 },
      [{ paymentId: "cash", amount: 80 }],
    ],
  ] as const)("%s", (_, payment, shares) => {
    const back = refund("r1", [payment]);
    expect(sharesOf(with_(back), back, all)).toEqual(shares);
  });

  it("what earlier refunds left, and stays what it was when later ones come", () => {
    const first = refund("r1", [{ tender: "cash", amount: 250 }]);
    const second = refund("r2", [{ tender: "cash", amount: 100 }]);
    const shares = [
      { paymentId: "cash", amount: 50 },
      { paymentId: "visa", amount: 50 },
    ];
    expect(sharesOf(with_(first, second), second, all)).toEqual(shares);
    expect(
      sharesOf(with_(first, second, refund("r3", [{ tender: "cash", amount: 1 }])), second, all),
    ).toEqual(shares);
  });

  it("nowhere when it is more than Square knows of", () => {
    const back = refund("r1", [{ tender: "cash", amount: 400 }]);
    expect(sharesOf(with_(back), back, new Set(["cash"]))).toBeNull();
  });
});

it("a void gives back what refunds left, tips too", () => {
  expect(remainders(with_(refund("r1", [{ tender: "cash", amount: 300 }])), all)).toEqual([
    { paymentId: "visa", amount: 250 },
    { paymentId: "master", amount: 260 },
  ]);
});
