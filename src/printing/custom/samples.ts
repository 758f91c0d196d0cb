/** Papers to try a template on: every section of a view is filled by one of them. */

import { formatDecimal, QUANTITY_PLACES } from "../../core/money.ts";
import { captureOrder } from "../../core/orders/capture.ts";
import {
  type Order,
  type OrderLine,
  orderInput,
  type Refund,
  type StoreSettings,
} from "../../core/orders/order.ts";
import { remainingQuantity } from "../../core/orders/totals.ts";
import { zReport } from "../../core/orders/z-report.ts";
import type { TicketLine } from "../templates/ticket.ts";
import type { TemplateKind, TemplatePaper } from "./paper.ts";

const VAT = { name: "VAT", rate: "20", inclusive: true };

const INPUT = {
  id: "sample",
  number: "A-118",
  till: "front-1",
  staff: "anna",
  type: "dine_in",
  table: "12",
  openedAt: "2026-11-21T12:03:11+01:00",
  closedAt: "2026-11-21T12:35:02+01:00",
  lines: [
    {
      id: "1",
      name: "Flat white",
      quantity: "2",
      unitPrice: 380,
      modifiers: [{ name: "Oat milk", quantity: "1", unitPrice: 50 }],
      taxes: [VAT],
      discounts: [{ name: "Happy hour", amount: 100 }],
      note: "extra hot",
      course: "Drinks",
    },
    {
      id: "2",
      name: "Burger with a long name, as they have in some places",
      quantity: "1",
      unitPrice: 1450,
      modifiers: [{ name: "no onions", unitPrice: 0 }],
      taxes: [VAT],
      allergens: ["nuts", "sesame"],
      course: "1",
    },
    {
      id: "3",
      name: "Comté",
      quantity: "0.345",
      unitPrice: 3290,
      taxes: [{ ...VAT, name: "Tax", inclusive: false }],
    },
  ],
  discounts: [{ name: "Voucher", amount: 300 }],
  serviceCharges: [{ name: "Cover", amount: 150 }],
  customer: { name: "Zoë" },
  allergens: ["celery"],
  note: "by the window",
};

/** A sale with everything in it, paid in cash and by card, in the store's currency. */
export function sampleOrder(settings: StoreSettings): Order {
  const facts = {
    id: "sample",
    settings,
    capturedAt: "2026-11-21T11:35:02.110Z",
    paymentState: () => "approved" as const,
  };
  const input = { ...INPUT, currency: settings.currency };
  const { total } = captureOrder(orderInput.parse({ ...input, closedAt: undefined }), facts).totals;
  const payments = [
    { id: "p1", tender: "cash", amount: 1000, tendered: 2000, change: 1000 },
    {
      id: "p2",
      tender: "card",
      amount: total - 1000,
      tip: 200,
      reference: "VISA 4242",
      receiptLines: ["VISA CREDIT ****4242", "APPROVED 123456"],
    },
  ];
  const sold = captureOrder(orderInput.parse({ ...input, payments }), facts);
  return { ...sold, receiptNumber: 42, series: "A" };
}

const refundOf = (sold: Order): Refund => ({
  id: "refund",
  lines: [{ lineId: "1", quantity: "1", amount: 380 }],
  amount: 380,
  payments: [{ tender: "cash", amount: 380 }],
  reason: "too cold",
  at: "2026-11-21T11:50:00Z",
  businessDay: sold.businessDay,
  receiptNumber: 43,
  series: "A",
});

/** The first one is what a preview shows. */
export function samplePapers(
  kind: TemplateKind,
  settings: StoreSettings,
): readonly [TemplatePaper, ...TemplatePaper[]] {
  const order = sampleOrder(settings);
  const sale = {
    type: "receipt",
    order,
    refundId: null,
    tipLine: true,
    receiptUrl: "https://receipts.example/42",
  } as const;
  switch (kind) {
    case "receipt": {
      const refunded = { ...order, refunds: [refundOf(order)] };
      return [sale, { ...sale, order: refunded, refundId: "refund" }];
    }
    case "gift":
      return [{ type: "gift", order, lines: null }];
    case "ticket":
      return sampleTickets(order);
    case "z-report":
      return sampleReports(order);
    case "label": {
      const item = {
        name: "Coffee beans",
        detail: "Ethiopia, 500 g",
        price: 1290,
        currency: settings.currency,
      };
      const unit = { price: 2580, per: "1 kg" };
      return [
        { type: "label", item: { ...item, unit, code: "4006381333931" } },
        { type: "label", item: { ...item, unit: null, code: "A-118" } },
      ];
    }
  }
}

function sampleTickets(order: Order): readonly [TemplatePaper, ...TemplatePaper[]] {
  const elsewhere = [{ station: "Bar", lines: 2 }];
  const ticket = {
    station: "Kitchen",
    kind: "new",
    lines: order.lines.map(toMake),
    elsewhere,
    reason: null,
    insteadOf: null,
  } as const;
  const voided = [{ quantity: "1", reason: "one is enough", at: "2026-11-21T11:20:00Z" }];
  const changed = order.lines.slice(0, 1).map((line) => toMake({ ...line, voided }));
  return [
    { type: "ticket", order, ticket },
    { type: "ticket", order, ticket: { ...ticket, kind: "change", lines: changed, insteadOf: "Grill" } },
    { type: "ticket", order, ticket: { ...ticket, kind: "void", reason: "guest left" } },
  ];
}

const toMake = (line: OrderLine): TicketLine => ({
  line,
  quantity: formatDecimal(remainingQuantity(line), QUANTITY_PLACES),
});

function sampleReports(order: Order): readonly [TemplatePaper, ...TemplatePaper[]] {
  const refunded = { ...order, refunds: [refundOf(order)] };
  const orders = { orders: [refunded], refundedOrders: [refunded] };
  const counted = {
    countedCash: 19_000,
    openingFloat: 20_000,
    payIns: [],
    payOuts: [{ amount: 1_500, reason: "milk" }],
  };
  const report = zReport(order.businessDay, orders, { currency: order.currency, counted });
  const day = { ...report, businessDay: order.businessDay, closedAt: "2026-11-21T20:02:00Z" };
  return [
    { type: "z-report", day },
    { type: "z-report", day: { ...day, cash: null, closedAt: null } },
  ];
}
