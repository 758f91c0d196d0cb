import { describe, expect, it } from "vitest";
import { captured, makeOrderInput, makeSettings } from "../../../test/help/orders.ts";
import { captureOrder } from "./capture.ts";
import { type Order, paymentsInput, voidInput } from "./order.ts";
import type { PaymentState } from "./payments.ts";
import { applyPayments, applyVoid, settlePayment } from "./rules.ts";

const SETTINGS = makeSettings();
const AT = "2026-11-21T20:00:00.000Z";
const open = (more: object = {}) => captured(makeOrderInput({ closedAt: undefined, payments: [], ...more }));
const card = (id: string, amount: number, more: object = {}) => ({ id, tender: "card", amount, ...more });
const pay = (
  order: Order,
  payments: readonly object[],
  more: { closedAt?: string; state?: PaymentState } = {},
) =>
  applyPayments(order, paymentsInput.parse({ payments, ...(more.closedAt && { closedAt: more.closedAt }) }), {
    at: AT,
    settings: SETTINGS,
    paymentState: more.state ?? (() => "approved"),
  });

describe("paying an open order", () => {
  it("closes it with the payment that covers it", () => {
    const half = pay(open(), [card("p1", 400, { tip: 50 })]);
    expect(half).toMatchObject({ state: "open", paid: 400, revision: 2, closedAt: null });
    expect(pay(half, [card("p2", 360)])).toMatchObject({
      state: "paid",
      paid: 760,
      tips: 50,
      revision: 3,
      closedAt: AT,
    });
  });

  it("books it on the day the till closed it", () => {
    const night = pay(open(), [card("p1", 760)], { closedAt: "2026-11-22T02:00:00+01:00" });
    expect(night).toMatchObject({ businessDay: "2026-11-21", closedAt: "2026-11-22T02:00:00+01:00" });
    const morning = pay(open(), [card("p1", 760)], { closedAt: "2026-11-22T05:00:00+01:00" });
    expect(morning.businessDay).toBe("2026-11-22");
  });

  it("does the same payment once, however often it comes", () => {
    const once = pay(open(), [card("p1", 400)]);
    expect(pay(once, [card("p1", 400)])).toBe(once);
    const closed = pay(once, [card("p2", 360)]);
    expect(pay(closed, [card("p2", 360)])).toBe(closed);
  });

  it.each([
    ["more than is due", open(), [card("p1", 761)], "overpaid"],
    ["an order that is paid", captured(makeOrderInput()), [card("p9", 1)], "order_paid"],
    [
      "under an id that paid something else",
      pay(open(), [card("p1", 400)]),
      [card("p1", 360)],
      "invalid_input",
    ],
    [
      "with a terminal payment that pays it already",
      pay(open(), [card("p1", 1, { payment: "t" })]),
      [card("p2", 1, { payment: "t" })],
      "invalid_input",
    ],
    [
      "with change that does not add up",
      open(),
      [{ id: "p1", tender: "cash", amount: 760, tendered: 800, change: 50 }],
      "invalid_input",
    ],
  ])("refuses %s", (_what, order, payments, code) => {
    expect(() => pay(order, payments)).toThrow(expect.objectContaining({ code }));
  });
});

describe("a terminal payment without a known outcome", () => {
  const waiting = captureOrder(
    makeOrderInput({ payments: [{ id: "p1", tender: "card", amount: 760, tip: 80, payment: "t-1" }] }),
    { id: "o1", settings: SETTINGS, capturedAt: AT, paymentState: () => "unknown" },
  );
  const settle = (state: "approved" | "reversed", paymentId = "t-1") =>
    settlePayment(waiting, { paymentId, state }, { settings: SETTINGS, at: AT });

  it("closes the order when it turns out approved, at the time the till closed it", () => {
    expect(settle("approved")).toMatchObject({
      state: "paid",
      paid: 760,
      tips: 80,
      revision: 2,
      closedAt: "2026-11-21T12:05:02+01:00",
    });
  });

  it("leaves the order to be paid when it took nothing", () => {
    const order = settle("reversed");
    expect(order).toMatchObject({ state: "open", paid: 0, payments: [{ state: "reversed" }] });
    expect(pay(order, [card("p2", 760)])).toMatchObject({ state: "paid", paid: 760 });
  });

  it("keeps a second payment from being taken meanwhile", () => {
    expect(() => pay(waiting, [card("p2", 760)])).toThrow(expect.objectContaining({ code: "overpaid" }));
  });

  it("is settled once", () => {
    const settled = settle("approved");
    const again = () =>
      settlePayment(settled, { paymentId: "t-1", state: "reversed" }, { settings: SETTINGS, at: AT });
    expect(again).toThrow(expect.objectContaining({ code: "not_found" }));
  });

  it("cannot be declared reversed by a void", () => {
    const wish = voidInput.parse({ id: "v1", reason: "guest left", reversed: ["p1"] });
    expect(() => applyVoid(waiting, wish, { settings: SETTINGS, at: AT })).toThrow(
      expect.objectContaining({ code: "order_paid" }),
    );
  });
});

describe("voiding", () => {
  const wish = (more: object = {}) => voidInput.parse({ id: "v1", reason: "wrong table", ...more });
  const voided = (order: Order, more: object = {}, at = AT) =>
    applyVoid(order, wish(more), { settings: SETTINGS, at });
  const sale = captured(makeOrderInput());

  it("ends a paid order whose payments were all given back, on its own day", () => {
    expect(voided(sale, { reversed: ["p1"] })).toMatchObject({
      state: "voided",
      paid: 0,
      tips: 0,
      revision: 2,
      payments: [{ state: "reversed" }],
      totals: { total: 760 },
      void: { id: "v1", reason: "wrong table", at: AT, receiptNumber: null },
    });
  });

  it("ends an open order that took no money, even days later", () => {
    expect(voided(open(), {}, "2026-11-25T10:00:00Z").state).toBe("voided");
  });

  it("takes the till's word for when it was", () => {
    const at = "2026-11-22T03:59:00+01:00";
    expect(voided(sale, { reversed: ["p1"], at }, "2026-11-25T10:00:00Z").void?.at).toBe(at);
  });

  it("does it once, however often it comes", () => {
    const once = voided(sale, { reversed: ["p1"] });
    expect(voided(once, { reversed: ["p1"] })).toBe(once);
  });

  it.each([
    ["while a payment stands", sale, {}, AT, "order_paid"],
    ["while a payment stands on an open order", pay(open(), [card("p1", 100)]), {}, AT, "order_paid"],
    ["once its day is over", sale, { reversed: ["p1"] }, "2026-11-22T04:00:00+01:00", "order_paid"],
    ["with a payment it never had", sale, { reversed: ["p1", "p7"] }, AT, "not_found"],
    ["again, for another reason", voided(sale, { reversed: ["p1"] }), { id: "v2" }, AT, "wrong_state"],
  ])("is refused %s", (_when, order, more, at, code) => {
    expect(() => voided(order, more, at)).toThrow(expect.objectContaining({ code }));
  });
});
