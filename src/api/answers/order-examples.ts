/** The orders that /openapi.json shows: figures that follow from each other, so that a till's programmer can check theirs. */
import { printJobExample } from "./print-job-answer.ts";

export const newOrderExample = {
  id: "01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e10",
  number: "A-118",
  till: "front-1",
  staff: "anna",
  type: "dine_in",
  openedAt: "2026-11-21T12:03:11+01:00",
  closedAt: "2026-11-21T12:05:02+01:00",
  currency: "EUR",
  taxRounding: "line",
  lines: [
    {
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
    },
  ],
  payments: [{ id: "p1", tender: "cash", amount: 760, tendered: 1000, change: 240, tip: 0 }],
  totals: { gross: 860, discount: 100, serviceCharge: 0, tax: 127, rounding: 0, total: 760 },
  print: { printer: "front", copies: 1 },
  destinations: ["square"],
};

const { id, number, till, staff, type, openedAt, closedAt, currency, taxRounding, lines, payments, print } =
  newOrderExample;

const sync = [
  {
    destination: "square",
    state: "sent",
    vendorId: "CAISENgvlJ6jLWAzERDzjyHVybY",
    attempts: 1,
    lastError: null,
    at: "2026-11-21T11:05:03.900Z",
  },
];

export const summaryExample = {
  id,
  kind: "sale",
  number,
  till,
  staff,
  type,
  state: "paid",
  revision: 1,
  businessDay: "2026-11-21",
  openedAt,
  closedAt,
  capturedAt: "2026-11-21T11:05:02.110Z",
  timesEstimated: false,
  currency,
  totals: { gross: 860, discount: 100, serviceCharge: 0, tax: 127, rounding: 0, cashRounding: 0, total: 760 },
  paid: 760,
  tips: 0,
  refunded: 0,
  receiptNumber: 118,
  series: "A",
  late: false,
  flagged: null,
  payments: payments.map((payment) => ({ ...payment, state: "approved", at: closedAt })),
  printJobs: [printJobExample],
  sync,
};

export const orderExample = {
  ...summaryExample,
  taxRounding,
  lines: lines.map((line) => ({
    ...line,
    amounts: { gross: 860, discount: 100, orderDiscount: 0, net: 760, tax: 127, addedTax: 0, total: 760 },
    voided: [],
    refundedQuantity: "0",
  })),
  discounts: [],
  serviceCharges: [],
  refunds: [],
  taxes: [{ name: "VAT", rate: "20", inclusive: true, base: 633, amount: 127 }],
  void: null,
  customer: null,
  print,
  destinations: ["square"],
  note: null,
  receiptUrl: "/r/Qm1vuV7gTn0cZyH2m1Yc8rQxwkuAZNtLmwcfMSdXktLCgwcfg",
};
