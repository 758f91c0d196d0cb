/** Orders to test with: one of every trait by hand, and any number of them by chance. */
import fc from "fast-check";
import type { z } from "zod";
import { captureOrder } from "../../src/core/orders/capture.ts";
import {
  type LineInput,
  type Order,
  type OrderInput,
  orderInput,
  type StoreSettings,
} from "../../src/core/orders/order.ts";
import { computeTotals } from "../../src/core/orders/totals.ts";

/** A shop in Berlin that books what it sells before 04:00 on the day before. */
export const makeSettings = (overrides: Partial<StoreSettings> = {}): StoreSettings => ({
  timeZone: "Europe/Berlin",
  dayStart: "04:00",
  currency: "EUR",
  taxRounding: "line",
  cashRounding: 1,
  destinations: ["square"],
  ...overrides,
});

const FLAT_WHITE = {
  id: "1",
  itemId: "flat-white",
  variationId: "large",
  name: "Flat white",
  quantity: "2",
  unitPrice: 380,
  modifiers: [{ id: "oat", name: "Oat milk", quantity: "1", unitPrice: 50 }],
  taxes: [{ name: "VAT", rate: "20", inclusive: true }],
  discounts: [{ name: "Happy hour", amount: 100 }],
  note: "extra hot",
};

/** The sale of the public contract: two flat whites at 7.60, paid in cash and closed. */
export const makeOrderInput = (overrides: Partial<z.input<typeof orderInput>> = {}): OrderInput =>
  orderInput.parse({
    id: "01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e10",
    number: "A-118",
    till: "front-1",
    staff: "anna",
    type: "dine_in",
    openedAt: "2026-11-21T12:03:11+01:00",
    closedAt: "2026-11-21T12:05:02+01:00",
    currency: "EUR",
    taxRounding: "line",
    lines: [FLAT_WHITE],
    payments: [{ id: "p1", tender: "cash", amount: 760, tendered: 1000, change: 240 }],
    ...overrides,
  });

/** Everything an order can carry: accents, the euro sign, weighed goods, a cheaper modifier, both kinds of tax, all discounts. */
export const makeRichOrderInput = (overrides: Partial<z.input<typeof orderInput>> = {}): OrderInput =>
  makeOrderInput({
    id: "rich-1",
    number: "B-7",
    staff: "Zoë",
    lines: [
      FLAT_WHITE,
      {
        id: "2",
        itemId: "comte",
        name: "Comté affiné, 24 mois",
        quantity: "0.345",
        unitPrice: 3290,
        taxes: [{ name: "TVA", rate: "5.5", inclusive: true }],
      },
      {
        id: "3",
        itemId: "menu-9",
        name: "Menü Übermorgen für 9 € – ohne Nüsse",
        quantity: "3",
        unitPrice: 900,
        modifiers: [
          { id: "no-drink", name: "ohne Getränk", unitPrice: -150 },
          { id: "jalapeno", name: "Jalapeños", quantity: "2", unitPrice: 80 },
        ],
        taxes: [
          { name: "USt", rate: "19", inclusive: true },
          { name: "City tax", rate: "2.25", inclusive: false },
        ],
        discounts: [{ name: "Stammgast 10 €", amount: 250 }],
      },
      { id: "4", itemId: "pfand", name: "Pfand zurück", quantity: "2", unitPrice: -25 },
    ],
    discounts: [{ name: "Gutschein „Frühling“", amount: 333 }],
    serviceCharges: [{ name: "Gedeck", amount: 150 }],
    payments: [
      { id: "p1", tender: "cash", amount: 2000, tip: 50, tendered: 2050, change: 0 },
      { id: "p2", tender: "card", amount: 2185, tip: 200, reference: "VISA 4242" },
    ],
    customer: { name: "Jürgen Œuvre", email: "juergen@example.com", phone: "+49 30 901820" },
    print: { printer: "front", copies: 1 },
    note: "Tisch am Fenster",
    ...overrides,
  });

/** Takes an order as the gateway would, one second after noon. */
export const captured = (input: OrderInput, settings: StoreSettings = makeSettings()): Order =>
  captureOrder(input, {
    id: input.id ?? "made-by-the-gateway",
    settings,
    capturedAt: "2026-11-21T11:05:03.000Z",
    paymentState: () => "approved",
  });

const words = fc.constantFrom(
  "Café crème",
  "Süßkartoffel",
  "Bagel",
  "8 € Menü",
  "Żurek",
  "お茶",
  "Crème brûlée",
);
const quantities = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map(String),
  fc.integer({ min: 1, max: 9_999 }).map((grams) => (grams / 1_000).toFixed(3)),
);
const rates = fc.constantFrom("0", "2.25", "5.5", "7", "8.875", "19", "20");

const lines = fc.record({
  name: words,
  quantity: quantities,
  unitPrice: fc.oneof(
    { weight: 9, arbitrary: fc.nat(5_000) },
    { weight: 1, arbitrary: fc.integer({ min: -50, max: -1 }) },
  ),
  modifiers: fc.array(
    fc.record({ name: words, quantity: quantities, unitPrice: fc.integer({ min: -200, max: 300 }) }),
    { maxLength: 3 },
  ),
  taxes: fc.uniqueArray(
    fc.record({ name: fc.constantFrom("VAT", "City tax"), rate: rates, inclusive: fc.boolean() }),
    { maxLength: 3, selector: ({ name, rate, inclusive }) => `${name} ${rate} ${inclusive}` },
  ),
  /** Percent of what the line comes to. */
  off: fc.constantFrom(0, 0, 0, 10, 33, 100),
});

const orders = fc.record({
  lines: fc.array(lines, { minLength: 1, maxLength: 8 }),
  off: fc.constantFrom(0, 0, 5, 33, 100),
  serviceCharge: fc.constantFrom(0, 0, 150),
  taxRounding: fc.constantFrom("line", "rate", "order"),
  cashPercent: fc.constantFrom(0, 50, 100),
  tip: fc.nat(500),
});

/** Closed and paid in full, to a total of 0 or more; without the till's own totals. */
export const arbitraryOrderInput = (): fc.Arbitrary<OrderInput> =>
  orders
    .map(({ lines: drafts, off, serviceCharge, taxRounding, ...paying }) => {
      const priced = drafts.map(({ off: lineOff, ...draft }, index) => {
        const line = { ...draft, id: `l${index + 1}`, discounts: [] };
        return { ...line, discounts: percentOff(lineOff, grossOf([line])) };
      });
      const order = {
        lines: priced,
        discounts: percentOff(off, netOf(priced)),
        serviceCharges: serviceCharge === 0 ? [] : [{ name: "Cover", amount: serviceCharge }],
        taxRounding,
      };
      return { order, total: computeTotals(order).totals.total, ...paying };
    })
    .filter(({ total }) => total >= 0)
    .map(({ order, total, ...paying }) => makeOrderInput({ ...order, payments: paymentsFor(total, paying) }));

const percentOff = (percent: number, of: number) =>
  percent === 0 || of <= 0 ? [] : [{ name: `${percent} %`, amount: Math.floor((of * percent) / 100) }];

const sums = (drafts: readonly LineInput[]) =>
  computeTotals({ lines: drafts, discounts: [], serviceCharges: [], taxRounding: "line" }).totals;
const grossOf = (drafts: readonly LineInput[]): number => sums(drafts).gross;
const netOf = (drafts: readonly LineInput[]): number => sums(drafts).gross - sums(drafts).discount;

function paymentsFor(
  total: number,
  { cashPercent, tip }: { readonly cashPercent: number; readonly tip: number },
) {
  const cash = Math.floor((total * cashPercent) / 100);
  return [
    { id: "p1", tender: "cash" as const, amount: cash, tendered: cash + 100, change: 100 },
    { id: "p2", tender: "card" as const, amount: total - cash, tip },
  ].filter(({ amount }) => amount > 0);
}
