/**
 * What templates may name: the view of each kind of paper. Everything is ready to print: amounts and times are written as the
 * language has them, nothing is left to compute.
 */
import { z } from "zod";
import type { Labels } from "../templates/label-types.ts";
import { ENGLISH } from "../templates/words/en.ts";
import type { TemplateKind } from "./paper.ts";

const text = (what: string) => z.string().describe(what);
const maybe = (what: string) => z.string().nullable().describe(`${what} Empty: none.`);
const list = (what: string) => z.array(z.string()).describe(what);
const row = z.object({ name: z.string(), amount: z.string() });
const rows = (what: string) => z.array(row).describe(what);

const wordsOf = (words: object): z.ZodType =>
  z.object(
    Object.fromEntries(
      Object.entries(words).map(([name, word]) => [
        name,
        typeof word === "string" ? text(word) : wordsOf(word),
      ]),
    ),
  );

const common = {
  store: z.object({
    name: text("The shop's name."),
    address: list("Its address, line by line."),
    taxId: maybe("Its VAT number."),
    footer: maybe("What it says at the end of each receipt."),
    legal: maybe("What the law wants on paper."),
  }),
  labels: (wordsOf(ENGLISH) as z.ZodType<Labels>).describe(
    "The words of the built-in papers, in the paper's language.",
  ),
};
const amountWidth = text("How many columns amounts take, for {width:* …}.");
const currency = text('"EUR"');

const order = z.object({
  number: text("What people call it."),
  id: text("The gateway's own name for it."),
  type: text('"Dine in"'),
  table: maybe("The table."),
  till: text("The till."),
  staff: maybe("Who served."),
  customer: maybe("The guest's name."),
  note: maybe("A note on the order."),
  time: text("When it was closed, or opened where it still is."),
  receipt: maybe('"Receipt A-42"'),
});

const soldLine = z.object({
  name: text("The item."),
  title: text('"2 x Flat white"; of one only its name.'),
  quantity: text("How many."),
  each: maybe('"2 x 3.80", where it is not one.'),
  amount: text("What the line comes to before its discounts."),
  modifiers: list("With their prices."),
  discounts: rows("Of this line."),
  note: maybe("A note on the line."),
});

const payment = z.object({
  name: text("How it was paid."),
  amount: text("What was given."),
  change: maybe("What was given back, with its minus."),
  tip: maybe("Tip in it."),
  reference: maybe("The terminal's reference."),
  slip: list("The card slip, line by line."),
});

const sale = z.object({
  lines: z.array(soldLine).describe("What was sold."),
  subtotal: maybe("Where something stands between the lines and the total."),
  rows: rows("From the subtotal to the total: discounts, charges, taxes that are added."),
  total: text("The total."),
  rounded: z
    .object({ rounding: text("What cash rounding took or gave."), toPay: text("What is paid.") })
    .nullable()
    .describe("Where cash is rounded."),
  payments: z.array(payment).describe("How it was paid."),
  due: maybe("What is still to be paid."),
  tipLine: z.boolean().describe("Lines to write a tip on were asked for."),
  taxes: rows("Taxes that the amounts hold already."),
  refunds: rows("What went back since."),
  voided: maybe("When and why it was voided."),
});

const refund = z.object({
  receipt: text("The refund's own receipt number."),
  of: maybe("The receipt or order that it takes back."),
  time: text("When."),
  lines: rows("What came back."),
  rounding: maybe("What cash rounding took or gave."),
  amount: text("What was given back, with its minus."),
  payments: rows("How it was given back."),
  reason: text("Why."),
});

const receipt = z.object({
  ...common,
  currency,
  amountWidth,
  order,
  sale: sale.nullable().describe("Of a sale."),
  refund: refund.nullable().describe("Of a refund."),
  url: maybe("Where the guest finds the receipt online."),
  code: text("What the QR code holds: the url, else the order's id."),
});

const gift = z.object({
  ...common,
  order,
  lines: z
    .array(
      z.object({ name: text("The item."), title: soldLine.shape.title, modifiers: list("Without prices.") }),
    )
    .describe("What is given."),
  code: text("Leads back to the sale."),
});

const ticketLine = z.object({
  quantity: text("How many."),
  name: text("The item."),
  modifiers: list("Without prices."),
  note: maybe("A note on the line."),
  allergens: maybe("What must not get to this guest."),
  was: maybe("Of a change: what the kitchen was told before, and why it changed."),
  gone: z.boolean().describe("Not to be made any more."),
});

const ticket = z.object({
  ...common,
  station: text("Where it is made."),
  title: maybe('"CHANGE" or "VOID".'),
  instead: maybe('"FOR GRILL": printed for a station whose printer is away.'),
  order: order.omit({ receipt: true }),
  elsewhere: maybe('The rest of the order: "bar (2), cold (1)".'),
  allergens: maybe("What must not get to these guests."),
  courses: z
    .array(z.object({ title: maybe("The course."), lines: z.array(ticketLine) }))
    .describe("What is to be made, course by course."),
  reason: maybe("Of a void."),
});

const zReport = z.object({
  ...common,
  currency,
  amountWidth,
  title: text('"Z REPORT", or "X REPORT" while nobody has counted.'),
  businessDay: text("The day."),
  closed: maybe("When it was closed."),
  printed: text("When this was printed."),
  counts: z.array(z.object({ name: z.string(), count: z.string() })).describe("Orders, voids, refunds."),
  sales: rows("What the day's total is made of."),
  total: text("What guests paid for."),
  after: rows("Net, tax, tips, refunds."),
  taxes: rows("Tax by rate."),
  tenders: rows("By means of payment."),
  receipts: z
    .array(z.object({ till: z.string(), count: z.string(), range: z.string() }))
    .describe("The first and the last receipt of each till."),
  cash: z
    .object({
      rows: rows("What should lie in the drawers, and why."),
      expected: z.string(),
      counted: z.string(),
      difference: z.string(),
    })
    .nullable()
    .describe("Once it was counted."),
});

const label = z.object({
  ...common,
  currency,
  name: text("The item."),
  detail: maybe("More about it."),
  price: text("What it costs."),
  unit: maybe('"1 kg = 25.80 EUR"'),
  ean: maybe("Its EAN-13, complete."),
  code: maybe("Its number, where it is no EAN-13."),
});

export const SHAPES = { receipt, gift, ticket, "z-report": zReport, label } as const satisfies Record<
  TemplateKind,
  z.ZodType
>;
export type View<K extends TemplateKind> = z.output<(typeof SHAPES)[K]>;
