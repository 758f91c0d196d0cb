import { z } from "zod";
import { TENDERS } from "../../core/orders/order.ts";
import { instantText } from "../documents/documented.ts";

const taxOfDay = z.object({
  name: z.string(),
  rate: z.string(),
  inclusive: z.boolean(),
  base: z.int(),
  amount: z.int(),
  refunded: z.int().describe("Tax that went back with refunds."),
});
const tenderOfDay = z.object({
  tender: z.enum(TENDERS),
  count: z.int(),
  amount: z.int(),
  tips: z.int(),
  refunded: z.int(),
});

const sums = z
  .object({
    orders: z.int(),
    voided: z.int(),
    gross: z.int(),
    discount: z.int(),
    serviceCharge: z.int(),
    rounding: z.int(),
    cashRounding: z.int(),
    total: z.int().describe("What guests paid for: tax included, tips not."),
    tax: z.int(),
    net: z.int().describe("total - tax"),
    tips: z.int(),
    refunds: z.int().describe("How many."),
    refunded: z.int().describe("What went back."),
    taxes: z.array(taxOfDay).readonly(),
    tenders: z.array(tenderOfDay).readonly(),
  })
  .meta({
    id: "DaySums",
    description: "Minor units. Sales of the day's own orders; refunds that were booked on it.",
  });

const cashMove = z.object({ amount: z.int(), reason: z.string() });
const zReport = z
  .object({
    currency: z.string(),
    sums,
    openOrders: z.array(z.string()).describe("Not closed when the day was: in no sum."),
    receipts: z.array(
      z.object({ till: z.string(), series: z.string(), first: z.int(), last: z.int(), count: z.int() }),
    ),
    cash: z.object({
      openingFloat: z.int(),
      taken: z.int().describe("Cash payments with their tips."),
      refunded: z.int(),
      payIns: z.array(cashMove),
      payOuts: z.array(cashMove),
      expected: z.int(),
      counted: z.int(),
      difference: z.int().describe("counted - expected"),
    }),
  })
  .meta({ id: "ZReport" });
export type ZReport = z.output<typeof zReport>;

const daySummaryExample = {
  businessDay: "2026-11-21",
  orders: 118,
  closedAt: "2026-11-21T19:02:00.000Z",
};
const summaryShape = { businessDay: z.string(), orders: z.int(), closedAt: instantText.nullable() };
export const daySummary = z
  .object(summaryShape)
  .meta({ id: "BusinessDaySummary", examples: [daySummaryExample] });

export const dayPage = z
  .object({
    today: z.string().describe("The store's business day now."),
    items: z.array(daySummary),
    next: z.string().nullable().describe("Pass it as `after`; null: the last page."),
  })
  .meta({
    id: "BusinessDayPage",
    examples: [{ today: "2026-11-22", items: [daySummaryExample], next: null }],
  });

const lateOrder = z.object({
  order: z.string(),
  till: z.string(),
  receiptNumber: z.int().nullable(),
  capturedAt: instantText,
  total: z.int(),
});
export type LateOrder = z.output<typeof lateOrder>;

const sumsExample = {
  orders: 118,
  voided: 1,
  gross: 93_140,
  discount: 1_000,
  serviceCharge: 0,
  rounding: 0,
  cashRounding: 0,
  total: 92_140,
  tax: 15_357,
  net: 76_783,
  tips: 1_200,
  refunds: 1,
  refunded: 380,
  taxes: [{ name: "VAT", rate: "20", inclusive: true, base: 76_783, amount: 15_357, refunded: 63 }],
  tenders: [
    { tender: "card", count: 99, amount: 79_010, tips: 1_200, refunded: 0 },
    { tender: "cash", count: 19, amount: 13_130, tips: 0, refunded: 380 },
  ],
};

export const dayAnswer = z
  .object({
    ...summaryShape,
    sums: sums.describe("As the day stands now."),
    report: zReport.nullable().describe("Made at the close, never changed; null: still open."),
    addendum: z
      .object({ sums, lateOrders: z.array(lateOrder) })
      .nullable()
      .describe("What came after the close: `sums` now less `sums` of the report."),
  })
  .meta({
    id: "BusinessDay",
    examples: [
      {
        ...daySummaryExample,
        sums: sumsExample,
        report: {
          currency: "EUR",
          sums: sumsExample,
          openOrders: [],
          receipts: [{ till: "front-1", series: "A", first: 1, last: 118, count: 118 }],
          cash: {
            openingFloat: 20_000,
            taken: 13_130,
            refunded: 380,
            payIns: [],
            payOuts: [{ amount: 1_500, reason: "milk" }],
            expected: 31_250,
            counted: 31_250,
            difference: 0,
          },
        },
        addendum: null,
      },
    ],
  });
