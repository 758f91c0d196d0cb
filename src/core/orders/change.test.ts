import { describe, expect, it } from "vitest";
import { captured, makeOrderInput, makeSettings } from "../../../test/help/orders.ts";
import { applyChange } from "./change.ts";
import { changeInput, type Order } from "./order.ts";

const FACTS = { at: "2026-11-21T11:30:00.000Z", settings: makeSettings() };
const OPEN = { closedAt: undefined, payments: [] };
const tea = (id: string) => ({ id, name: "Tea", quantity: "1", unitPrice: 300 });
const change = (order: Order, more: object) =>
  applyChange(order, changeInput.parse({ id: "c1", baseRevision: order.revision, ...more }), FACTS);
const takeBack = (quantity: string, lineId = "1") => ({ lineId, quantity, reason: "wrong table" });

describe("an open order", () => {
  it("takes more lines and is counted anew", () => {
    const order = change(captured(makeOrderInput(OPEN)), { add: [tea("2")] });
    expect(order).toMatchObject({ state: "open", revision: 2, totals: { gross: 1160, total: 1060 } });
    expect(order.lines.map(({ id, amounts }) => [id, amounts.total])).toEqual([
      ["1", 760],
      ["2", 300],
    ]);
  });

  it("gives a quantity back, and says why and when", () => {
    const order = change(captured(makeOrderInput(OPEN)), { void: [takeBack("1")] });
    expect(order.totals).toMatchObject({ gross: 430, discount: 50, total: 380 });
    expect(order.lines[0]?.voided).toEqual([{ quantity: "1", reason: "wrong table", at: FACTS.at }]);
  });

  it("comes to nothing when all of it is taken back, piece by piece", () => {
    const half = change(captured(makeOrderInput(OPEN)), { void: [takeBack("0.5"), takeBack("0.5")] });
    const none = change(half, { id: "c2", void: [takeBack("1")] });
    expect(none).toMatchObject({ state: "open", totals: { gross: 0, discount: 0, tax: 0, total: 0 } });
  });

  it("gets new discounts in place of the old ones, and keeps them when none are sent", () => {
    const order = change(captured(makeOrderInput(OPEN)), { discounts: [{ name: "Friend", amount: 60 }] });
    expect(order.totals).toMatchObject({ discount: 160, total: 700 });
    expect(change(order, { id: "c2", add: [tea("2")] }).totals.discount).toBe(160);
  });

  it("closes when what was paid is all that is left", () => {
    const order = captured(
      makeOrderInput({ ...OPEN, payments: [{ id: "p1", tender: "card", amount: 380 }] }),
    );
    const next = change(order, { void: [takeBack("1")] });
    expect(next).toMatchObject({ state: "paid", closedAt: FACTS.at, businessDay: "2026-11-21" });
  });

  it("forgets the till's totals, which were for other lines", () => {
    const totals = { gross: 1, discount: 0, serviceCharge: 0, tax: 0, total: 1 };
    const order = captured(makeOrderInput({ ...OPEN, totals, acceptTillTotals: true }));
    expect(order.flagged).not.toBeNull();
    expect(change(order, { add: [tea("2")] })).toMatchObject({
      flagged: null,
      totals: { total: 1060, rounding: 0 },
    });
  });

  it("does the same change once, however often it comes", () => {
    const once = change(captured(makeOrderInput(OPEN)), { add: [tea("2")] });
    expect(change(once, { baseRevision: 1, add: [tea("2")] })).toBe(once);
    expect(() => change(once, { baseRevision: 1, add: [tea("3")] })).toThrow(
      expect.objectContaining({ code: "idempotency_key_reused" }),
    );
  });
});

describe("a change that cannot be", () => {
  const order = captured(makeOrderInput({ ...OPEN, payments: [{ id: "p1", tender: "card", amount: 500 }] }));

  it.each([
    ["made for an older revision", order, { baseRevision: 7 }, "order_changed"],
    ["of a paid order", captured(makeOrderInput()), {}, "order_paid"],
    ["of a line that is not there", order, { void: [takeBack("1", "9")] }, "not_found"],
    ["that leaves less than was paid", order, { void: [takeBack("1")] }, "overpaid"],
    ["of more than was ordered", order, { void: [takeBack("1.5"), takeBack("0.6")] }, "invalid_input"],
    ["that adds a line id again", order, { add: [tea("1")] }, "invalid_input"],
    [
      "whose discounts exceed the order",
      order,
      { discounts: [{ name: "All", amount: 761 }] },
      "invalid_input",
    ],
  ])("%s", (_what, from, more, code) => {
    expect(() => change(from, more)).toThrow(expect.objectContaining({ code }));
  });

  it("hears of all its faults at once", () => {
    const wrong = { add: [tea("1"), tea("2"), tea("2")], void: [takeBack("3")] };
    expect(() => change(order, wrong)).toThrow(
      expect.objectContaining({
        facts: {
          errors: [
            { path: "add[0].id", message: '"1" stands here twice' },
            { path: "add[2].id", message: '"2" stands here twice' },
            { path: "void[0].quantity", message: 'line "1" has less than that' },
          ],
        },
      }),
    );
  });
});
