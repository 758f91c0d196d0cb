/**
 * Our closed order as Square's CreateOrder takes it. The same snapshot always makes the same body.
 * Lengths: Order, OrderLineItem and the schemas below them in Square's OpenAPI file.
 */
import {
  formatDecimal,
  type Order,
  parseDecimal,
  RATE_PLACES,
  shortKey,
  vendorRejected,
} from "../../../src/sdk.ts";
import { balance, slim } from "./balance.ts";
import { signatureOf } from "./deduct.ts";
import { soldQuantity, toDraft } from "./draft.ts";
import { type Draft, type DraftLine, type DraftTax, sum, totalTaxOf } from "./price.ts";

/** `reference_id` of orders and payments, characters. */
const MAX_REFERENCE = 40;
const MAX_LINE_NAME = 512;
const MAX_NAME = 255;
const MAX_METADATA = 255;
const MAX_TICKET = 30;

/** Metadata keys; only the app that wrote them reads them. */
export const META = { order: "tillgate_order", businessDay: "tillgate_business_day" } as const;

export interface SaleSettings {
  readonly locationId: string;
  readonly sourceName: string;
}

export interface SquareSale {
  readonly order: object;
  /** What Square must come to before it is paid: our total with cash rounding, without tip. */
  readonly total: number;
  /** What rounding can explain: one minor unit for each figure that Square rounds. */
  readonly tolerance: number;
  readonly losses: readonly string[];
}

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Our id in 40 characters: itself, or what stands for it. */
export const referenceOf = (id: string): string =>
  id.length <= MAX_REFERENCE ? id : shortKey(id).slice(0, MAX_REFERENCE);

/** At most so many UTF-16 units, and never half a character. */
const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");

/** @throws vendor_rejected: an order below zero has no form at Square */
export function toSquareSale(order: Order, settings: SaleSettings): SquareSale {
  const { totals } = order;
  const total = totals.total + totals.cashRounding;
  if (total < 0) throw vendorRejected(`Square holds no order below zero: ${order.id} is ${total}`, { total });
  const slimmed = slim(toDraft(order));
  const isCash = totals.cashRounding !== 0;
  const draft = balance(slimmed.draft, total, isCash ? "Cash rounding" : "Rounding");
  return {
    order: {
      location_id: settings.locationId,
      reference_id: referenceOf(order.id),
      source: { name: settings.sourceName },
      ...(order.number ? { ticket_name: cut(order.number, MAX_TICKET) } : {}),
      metadata: metadataOf(order),
      ...rowsOf(draft, order.currency),
    },
    total,
    tolerance: sum(draft.lines.map((line) => 1 + line.modifiers.length + line.taxes.length)),
    losses: [...lossesOf(order, draft), ...slimmed.losses],
  };
}

/** Square stamps its own times: the true ones ride here. At most 10 entries. */
function metadataOf(order: Order): Readonly<Record<string, string>> {
  const receipt = order.receiptNumber === null ? null : `${order.series ?? ""}${order.receiptNumber}`;
  const entries: readonly (readonly [string, string | null])[] = [
    [META.order, order.id],
    [META.businessDay, order.businessDay],
    ["tillgate_closed_at", order.closedAt],
    ["tillgate_captured_at", order.capturedAt],
    ["tillgate_till", order.till],
    ["tillgate_staff", order.staff],
    ["tillgate_receipt", receipt],
    ["tillgate_type", order.type],
  ];
  const filled = entries.flatMap(([key, value]) => (value ? [[key, cut(value, MAX_METADATA)] as const] : []));
  return Object.fromEntries(filled);
}

function rowsOf(draft: Draft, currency: string): object {
  const money = (amount: number): Money => ({ amount, currency });
  const taxes = taxTable(draft);
  const discounts: object[] = [];
  const lines = draft.lines.map((line, index) => {
    const applied = line.deductions.map(({ name, amount }) => {
      const uid = `d${discounts.length + 1}`;
      discounts.push({
        uid,
        name: cut(name, MAX_NAME),
        type: "FIXED_AMOUNT",
        amount_money: money(amount),
        scope: "LINE_ITEM",
      });
      return { discount_uid: uid };
    });
    return {
      ...lineOf(line, `l${index + 1}`, money),
      ...taxesOn(line, taxes),
      ...some("applied_discounts", applied),
    };
  });
  const charges = draft.charges.map(({ name, amount }, index) => ({
    uid: `c${index + 1}`,
    name: cut(name, MAX_LINE_NAME),
    amount_money: money(amount),
    calculation_phase: "SUBTOTAL_PHASE",
    taxable: false,
  }));
  return {
    ...some("line_items", lines),
    ...some("taxes", [...taxes.values()].map(taxOf)),
    ...some("discounts", discounts),
    ...some("service_charges", charges),
  };
}

function lineOf(line: DraftLine, uid: string, money: (amount: number) => Money): object {
  const places = line.quantity.split(".")[1]?.length ?? 0;
  const modifiers = line.modifiers.map(({ name, quantity, price }) => ({
    name: cut(name, MAX_NAME),
    quantity,
    base_price_money: money(price),
  }));
  return {
    uid,
    name: cut(line.name, MAX_LINE_NAME),
    quantity: line.quantity,
    ...(places === 0 ? {} : { quantity_unit: unitWith(places) }),
    ...(line.note === null ? {} : { note: line.note }),
    ...(Object.keys(line.ids).length === 0 ? {} : { metadata: line.ids }),
    base_price_money: money(line.basePrice),
    ...some("modifiers", modifiers),
  };
}

/** A quantity with decimals must come with a unit; ours has no name, so it is Square's nameless one. */
const unitWith = (precision: number): object => ({
  measurement_unit: { type: "TYPE_GENERIC", generic_unit: "UNIT" },
  precision,
});

type TaxTable = ReadonlyMap<string, DraftTax & { readonly uid: string }>;

function taxTable(draft: Draft): TaxTable {
  const table = new Map<string, DraftTax & { readonly uid: string }>();
  for (const tax of draft.lines.flatMap((line) => line.taxes)) {
    const key = signatureOf([tax]);
    if (!table.has(key)) table.set(key, { ...tax, uid: `t${table.size + 1}` });
  }
  return table;
}

function taxesOn(line: DraftLine, table: TaxTable): object {
  const uids = new Set(line.taxes.flatMap((tax) => table.get(signatureOf([tax]))?.uid ?? []));
  return some(
    "applied_taxes",
    [...uids].map((uid) => ({ tax_uid: uid })),
  );
}

const taxOf = (tax: DraftTax & { readonly uid: string }): object => ({
  uid: tax.uid,
  name: cut(tax.name, MAX_NAME),
  type: tax.inclusive ? "INCLUSIVE" : "ADDITIVE",
  percentage: formatDecimal(parseDecimal(tax.rate, RATE_PLACES), RATE_PLACES),
  scope: "LINE_ITEM",
});

const some = (name: string, rows: readonly object[]): object => (rows.length === 0 ? {} : { [name]: rows });

/** In words for the operator. */
function lossesOf(order: Order, draft: Draft): readonly string[] {
  const tax = totalTaxOf(draft);
  const isBelow = (line: Order["lines"][number]): boolean =>
    line.unitPrice < 0 || line.modifiers.some(({ unitPrice }) => unitPrice < 0);
  const checks: readonly (readonly [boolean, string])[] = [
    [true, "Square dates the order when it arrives; the true time and business day are in its metadata"],
    [
      tax !== order.totals.tax,
      `Square's tax is ${tax}, ours ${order.totals.tax}: Square rounds on each line`,
    ],
    [order.totals.cashRounding !== 0, "cash rounding is a row of its own"],
    [order.totals.rounding !== 0, "the till's rounding is a row of its own"],
    [order.flagged !== null, "the till's totals do not follow from its lines; a row makes up the difference"],
    [order.lines.some(isBelow), "prices below zero are discounts"],
    [order.lines.some((line) => line.voided.length > 0), "what was taken back before closing is left out"],
    [order.lines.some((line) => soldQuantity(line) === "0"), "lines taken back whole are left out"],
    [order.customer !== null, "the customer stays here"],
    [order.note !== null, "the order's note stays here"],
  ];
  return checks.flatMap(([is, words]) => (is ? [words] : []));
}
