/**
 * An order as a till sends it, and as the gateway keeps it. Source of names and rules: the public contract (/openapi.json).
 * Money is integer minor units, quantities and rates are decimal strings, times RFC 3339 with offset.
 */
import { z } from "zod";
import { BESIDE_FAULTS } from "../faults.ts";
import type { LineAmounts, TaxSum, Totals } from "./amounts.ts";

/** Far above any shop's receipt, far below what adding a thousand of them could overflow (2^53). */
export const MAX_MINOR = 1_000_000_000_000;
export const MAX_LINES = 1_000;

export const minor = z.int().min(0).max(MAX_MINOR);
export const signedMinor = z.int().min(-MAX_MINOR).max(MAX_MINOR);
export const currency = z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code, such as EUR");
/** Greater than 0, at most 5 decimals: what every vendor can hold. */
export const quantity = z
  .string()
  .regex(/^\d{1,7}(\.\d{1,5})?$/, 'a decimal string such as "1.250"')
  .refine((text) => Number(text) > 0, "greater than 0");
/** Percent: "20", "8.875". */
export const rate = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,6})?$/, 'a percentage as decimal string, such as "8.875"');
export const instant = z.iso.datetime({ offset: true });
export const businessDay = z.iso.date();
/** Ids made by a till: they go into paths, logs and to vendors. */
export const ownId = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/, "1-64 of A-Z a-z 0-9 . _ : -");
export const deviceId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "1-40 of a-z 0-9 -");
const label = z.string().min(1).max(300);
const note = z.string().max(500);
const allergens = z.array(z.string().min(1).max(100)).max(30);
const word = z.string().min(1).max(60);

export const TENDERS = ["cash", "card", "gift_card", "voucher", "account", "other"] as const;
export const ORDER_TYPES = ["dine_in", "takeout", "delivery", "retail"] as const;
export const ORDER_STATES = ["open", "paid", "voided", "partially_refunded", "refunded"] as const;
/** return: what came back without its sale, with a single refund that is as old as the order. */
export const ORDER_KINDS = ["sale", "return"] as const;
export const TAX_ROUNDINGS = ["line", "rate", "order"] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];
export type OrderState = (typeof ORDER_STATES)[number];
export type TaxRounding = (typeof TAX_ROUNDINGS)[number];
export type Tender = (typeof TENDERS)[number];

const modifierInput = z.strictObject({
  id: z.string().max(64).optional(),
  name: label,
  quantity: quantity.default("1"),
  unitPrice: signedMinor,
});
const taxInput = z.strictObject({
  id: z.string().max(64).optional(),
  name: label,
  rate,
  inclusive: z.boolean(),
});
const discountInput = z.strictObject({
  id: z.string().max(64).optional(),
  name: label,
  amount: minor,
});
const serviceChargeInput = z.strictObject({ id: z.string().max(64).optional(), name: label, amount: minor });

export const lineInput = z.strictObject({
  id: ownId,
  itemId: z.string().max(64).optional(),
  variationId: z.string().max(64).optional(),
  name: label,
  quantity,
  unitPrice: signedMinor,
  modifiers: z.array(modifierInput).max(100).default([]),
  taxes: z.array(taxInput).max(10).default([]),
  discounts: z.array(discountInput).max(20).default([]),
  course: word.optional().describe('When it is served, "Starters" or "2": kitchen tickets are set by it.'),
  category: word.optional().describe("Of the menu: what a rule for kitchen tickets may look at."),
  station: word.optional().describe("Where it is made, where the till knows."),
  allergens: allergens
    .optional()
    .describe('What must not get to this guest, "nuts". Kitchen tickets show it in reverse.'),
  note: note.optional(),
});

export const paymentInput = z.strictObject({
  id: ownId,
  tender: z.enum(TENDERS),
  /** Without tip. */
  amount: minor,
  tip: minor.default(0),
  /** Cash only: what the guest gave and got back; amount + tip = tendered - change. */
  tendered: minor.optional(),
  change: minor.optional(),
  /** A payment the gateway took on a terminal (POST /v1/payments). */
  payment: ownId.optional(),
  reference: z.string().max(100).optional(),
  receiptLines: z
    .array(z.string().max(100))
    .max(60)
    .optional()
    .describe("The card slip, line by line, as the terminal gave it: it is printed below the payment."),
});

const printRequest = z.strictObject({
  printer: deviceId,
  copies: z.int().min(1).max(10).default(1),
  /** Absent: opens when cash changed hands. */
  openDrawer: z.boolean().optional(),
  tipLine: z.boolean().optional().describe("Lines on which the guest writes a tip and signs."),
});

const tillTotals = z.strictObject({
  gross: signedMinor,
  discount: minor,
  serviceCharge: minor,
  tax: signedMinor,
  rounding: signedMinor.default(0),
  cashRounding: signedMinor.default(0),
  total: signedMinor,
});

export const customerInput = z.strictObject({
  name: z.string().max(300).optional(),
  phone: z.string().max(40).optional(),
  email: z.string().max(254).optional(),
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'a language tag such as "fr-FR"')
    .optional()
    .describe("BCP 47: the receipt is in this language where the gateway has its words."),
});

export const orderInput = z.strictObject({
  id: ownId.optional(),
  number: z.string().max(30).optional(),
  till: deviceId,
  staff: z.string().max(100).optional(),
  type: z.enum(ORDER_TYPES).default("retail"),
  table: z.string().min(1).max(30).optional(),
  openedAt: instant,
  closedAt: instant.optional(),
  currency,
  taxRounding: z.enum(TAX_ROUNDINGS).optional(),
  lines: z.array(lineInput).min(1).max(MAX_LINES),
  discounts: z.array(discountInput).max(20).default([]),
  serviceCharges: z.array(serviceChargeInput).max(20).default([]),
  payments: z.array(paymentInput).max(50).default([]),
  totals: tillTotals.optional(),
  acceptTillTotals: z.boolean().default(false),
  customer: customerInput.optional(),
  print: printRequest.optional(),
  destinations: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/))
    .max(10)
    .optional(),
  allergens: allergens.optional().describe("Of the guests: they hold for each line."),
  note: note.optional(),
});
export type OrderInput = z.output<typeof orderInput>;
export type LineInput = z.output<typeof lineInput>;
export type PaymentInput = z.output<typeof paymentInput>;

export const changeInput = z.strictObject({
  id: ownId,
  baseRevision: z.int().min(1),
  add: z.array(lineInput).max(MAX_LINES).default([]),
  void: z
    .array(z.strictObject({ lineId: ownId, quantity, reason: label }))
    .max(MAX_LINES)
    .default([]),
  discounts: z.array(discountInput).max(20).optional(),
});
export type ChangeInput = z.output<typeof changeInput>;

export const paymentsInput = z.strictObject({
  payments: z.array(paymentInput).min(1).max(50),
  closedAt: instant.optional(),
  print: printRequest.optional(),
});
export type PaymentsInput = z.output<typeof paymentsInput>;

export const voidInput = z.strictObject({
  id: ownId,
  reason: label,
  /** The order's payments that were given back or reversed at their terminal. */
  reversed: z.array(ownId).max(50).default([]),
  at: instant.optional(),
  print: printRequest.optional(),
});
export type VoidInput = z.output<typeof voidInput>;

const refundPayment = z.strictObject({ tender: z.enum(TENDERS), amount: minor, payment: ownId.optional() });
const refundCommon = {
  id: ownId,
  payments: z.array(refundPayment).min(1).max(20),
  reason: label,
  at: instant.optional(),
  print: printRequest.optional(),
};
const EITHER_OF_TWO = { ...BESIDE_FAULTS, message: "either lines or amount" };
const isByLinesOrAmount = (back: { readonly lines?: unknown; readonly amount?: unknown }): boolean =>
  (back.lines === undefined) !== (back.amount === undefined);
export const refundInput = z
  .strictObject({
    ...refundCommon,
    lines: z
      .array(z.strictObject({ lineId: ownId, quantity }))
      .min(1)
      .max(MAX_LINES)
      .optional(),
    amount: minor.optional(),
  })
  .refine(isByLinesOrAmount, EITHER_OF_TWO);
export type RefundInput = z.output<typeof refundInput>;

/** A return without its sale: goods or an amount taken back, with no order of ours to name. */
export const returnInput = z
  .strictObject({
    ...refundCommon,
    till: deviceId,
    staff: z.string().max(100).optional(),
    /** Absent: the store's. */
    currency: currency.optional(),
    taxRounding: z.enum(TAX_ROUNDINGS).optional(),
    payments: z
      .array(z.strictObject({ tender: z.enum(TENDERS), amount: minor }))
      .min(1)
      .max(20),
    /** What came back, as it would be sold. */
    lines: z.array(lineInput).min(1).max(MAX_LINES).optional(),
    amount: minor.optional(),
    destinations: orderInput.shape.destinations,
  })
  .refine(isByLinesOrAmount, EITHER_OF_TWO);
export type ReturnInput = z.output<typeof returnInput>;

export interface OrderLine extends LineInput {
  readonly amounts: LineAmounts;
  /** Taken back before the order closed. */
  readonly voided: readonly { readonly quantity: string; readonly reason: string; readonly at: string }[];
  readonly refundedQuantity: string;
}

export interface OrderPayment extends PaymentInput {
  readonly state: "approved" | "unknown" | "reversed";
  readonly at: string;
}

/** A change, void or refund that was done: the same id and content again is a replay. `content`: SHA-256, hex. */
export interface AppliedFact {
  readonly type: "change" | "void" | "refund";
  readonly id: string;
  readonly content: string;
}

export interface Refund {
  readonly id: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: string; readonly amount: number }[];
  readonly amount: number;
  readonly payments: readonly {
    readonly tender: Tender;
    readonly amount: number;
    readonly payment?: string | undefined;
  }[];
  readonly reason: string;
  readonly at: string;
  readonly businessDay: string;
  readonly receiptNumber: number;
  readonly series: string;
}

/** An order as the gateway keeps and shows it. Every fact makes the next revision; none is changed. */
export interface Order {
  readonly id: string;
  readonly kind: OrderKind;
  readonly number: string | null;
  readonly till: string;
  readonly staff: string | null;
  readonly type: (typeof ORDER_TYPES)[number];
  readonly table?: string | undefined;
  readonly openedAt: string;
  /** When the till closed it. An open order may hold it: its payments do not cover it, or one is unknown. */
  readonly closedAt: string | null;
  readonly capturedAt: string;
  /** The gateway's clock could not be trusted when it stamped one of this order's facts. Absent: it could. */
  readonly timesEstimated?: boolean;
  readonly businessDay: string;
  readonly currency: string;
  readonly taxRounding: TaxRounding;
  readonly lines: readonly OrderLine[];
  readonly discounts: OrderInput["discounts"];
  readonly serviceCharges: OrderInput["serviceCharges"];
  readonly payments: readonly OrderPayment[];
  readonly refunds: readonly Refund[];
  readonly applied: readonly AppliedFact[];
  readonly taxes: readonly TaxSum[];
  readonly totals: Totals;
  /** Approved payments, without tips. */
  readonly paid: number;
  readonly tips: number;
  readonly refunded: number;
  readonly state: OrderState;
  readonly revision: number;
  readonly receiptNumber: number | null;
  readonly series: string | null;
  /** Booked on a business day that was closed already. */
  readonly late: boolean;
  /** Stored as the till said although the sums do not follow: an operator should look. */
  readonly flagged: string | null;
  readonly void: {
    readonly id: string;
    readonly reason: string;
    readonly at: string;
    readonly receiptNumber: number | null;
    readonly series: string | null;
  } | null;
  readonly customer: OrderInput["customer"] | null;
  readonly print: OrderInput["print"] | null;
  readonly destinations: readonly string[];
  readonly allergens?: readonly string[] | undefined;
  readonly note: string | null;
}

/** What the shop decides once, in the config. */
export interface StoreSettings {
  /** IANA name, "Europe/Berlin". */
  readonly timeZone: string;
  /** "04:00": sales before it belong to the day before. */
  readonly dayStart: string;
  readonly currency: string;
  readonly taxRounding: TaxRounding;
  /** Smallest cash unit in minor units: 5 in Switzerland; 1 where there is none. */
  readonly cashRounding: number;
  /** Vendors that get every order which names none. */
  readonly destinations: readonly string[];
}
