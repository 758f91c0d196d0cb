/** The order of the benchmark: 1 KiB of JSON, three lines, paid in cash and closed. */

const VAT = [{ name: "VAT", rate: "20", inclusive: true }];

const ORDER = {
  id: "@",
  number: "A-118",
  till: "front-1",
  staff: "anna",
  type: "dine_in",
  openedAt: "2026-11-21T12:03:11+01:00",
  closedAt: "2026-11-21T12:05:02+01:00",
  currency: "EUR",
  lines: [
    {
      ...{ id: "1", itemId: "flat-white", variationId: "large", name: "Flat white", quantity: "2" },
      ...{ unitPrice: 380, taxes: VAT, discounts: [{ name: "Happy hour", amount: 100 }] },
      modifiers: [{ id: "oat", name: "Oat milk", quantity: "1", unitPrice: 50 }],
    },
    {
      ...{ id: "2", itemId: "croissant", name: "Croissant", quantity: "1", unitPrice: 240, taxes: VAT },
      note: "warmed, with butter and jam on the side",
    },
    { id: "3", itemId: "water", name: "Sparkling water 0.5", quantity: "2", unitPrice: 310, taxes: VAT },
  ],
  payments: [{ id: "p1", tender: "cash", amount: 1620, tendered: 2000, change: 380 }],
  totals: { gross: 1720, discount: 100, serviceCharge: 0, tax: 270, total: 1620 },
  customer: { name: "Jo Miller", phone: "+49 30 901820" },
  note: "Table 14 by the window",
};

/** What stands before the order's id and behind it. */
export function cutOrder(extra: object): readonly [string, string] {
  const [head, tail] = JSON.stringify({ ...ORDER, ...extra }).split("@");
  return [head ?? "", tail ?? ""];
}
