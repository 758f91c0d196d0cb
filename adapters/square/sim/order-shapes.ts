/**
 * What Square takes for an order: fields, lengths, enums.
 * Source: Square's OpenAPI file (Order, OrderLineItem and the schemas below them); lengths from its
 * maxLength.
 */
import {
  flag,
  integer,
  key,
  list,
  matching,
  metadata,
  object,
  oneOf,
  optional,
  type Parsed,
  text,
} from "./schema.ts";

/** Square publishes no number for either; ours only keep a runaway client out. */
const MAX_LINES = 500;
const MAX_ADJUSTMENTS = 100;

export const money = object({
  amount: integer(0, Number.MAX_SAFE_INTEGER),
  currency: matching(/^[A-Z]{3}$/, 3),
});

const uid = optional(key(60));
const quantity = matching(/^\d+(\.\d{1,5})?$/, 12);
const percentage = optional(matching(/^\d{1,3}(\.\d{1,7})?$/, 10));
const catalog = {
  catalog_object_id: optional(text(192)),
  catalog_version: optional(integer(0, Number.MAX_SAFE_INTEGER)),
};

const modifier = object(
  {
    uid,
    ...catalog,
    name: optional(text(255)),
    quantity: optional(quantity),
    base_price_money: optional(money),
    metadata: optional(metadata),
  },
  ["total_price_money"],
);
const appliedTax = object({ uid, tax_uid: key(60) }, ["applied_money", "auto_applied"]);
const appliedDiscount = object({ uid, discount_uid: key(60) }, ["applied_money"]);
const appliedCharge = object({ uid, service_charge_uid: key(60) }, ["applied_money"]);
const blocklists = object({
  blocked_discounts: optional(
    list(
      object({ uid, discount_uid: optional(key(60)), discount_catalog_object_id: optional(text(192)) }),
      0,
      MAX_ADJUSTMENTS,
    ),
  ),
  blocked_taxes: optional(
    list(
      object({ uid, tax_uid: optional(key(60)), tax_catalog_object_id: optional(text(192)) }),
      0,
      MAX_ADJUSTMENTS,
    ),
  ),
});
const quantityUnit = object({
  measurement_unit: optional(
    object({
      custom_unit: optional(object({ name: text(255), abbreviation: text(255) })),
      area_unit: optional(text(60)),
      length_unit: optional(text(60)),
      volume_unit: optional(text(60)),
      weight_unit: optional(text(60)),
      generic_unit: optional(text(60)),
      time_unit: optional(text(60)),
      type: optional(text(60)),
    }),
  ),
  precision: optional(integer(0, 5)),
  ...catalog,
});

const lineFields = {
  uid,
  ...catalog,
  quantity,
  name: optional(text(512)),
  quantity_unit: optional(quantityUnit),
  note: optional(text(2000)),
  variation_name: optional(text(400)),
  item_type: optional(oneOf(["ITEM", "CUSTOM_AMOUNT", "GIFT_CARD"])),
  metadata: optional(metadata),
  modifiers: optional(list(modifier, 0, MAX_ADJUSTMENTS)),
  applied_taxes: optional(list(appliedTax, 0, MAX_ADJUSTMENTS)),
  applied_discounts: optional(list(appliedDiscount, 0, MAX_ADJUSTMENTS)),
  applied_service_charges: optional(list(appliedCharge, 0, MAX_ADJUSTMENTS)),
  base_price_money: optional(money),
  pricing_blocklists: optional(blocklists),
} as const;
const lineReadOnly = [
  "variation_total_price_money",
  "gross_sales_money",
  "total_tax_money",
  "total_discount_money",
  "total_money",
  "total_service_charge_money",
];
const lineItem = object(lineFields, lineReadOnly);
const lineItemPatch = object({ ...lineFields, quantity: optional(quantity) }, lineReadOnly);

const taxFields = {
  uid,
  ...catalog,
  name: optional(text(255)),
  type: optional(oneOf(["ADDITIVE", "INCLUSIVE"])),
  percentage,
  metadata: optional(metadata),
  /** Not marked read-only by Square, and not heeded either. */
  applied_money: optional(money),
  scope: optional(oneOf(["LINE_ITEM", "ORDER"])),
} as const;
const tax = object(taxFields, ["auto_applied"]);

const discountFields = {
  uid,
  ...catalog,
  name: optional(text(255)),
  type: optional(oneOf(["FIXED_PERCENTAGE", "FIXED_AMOUNT", "VARIABLE_PERCENTAGE", "VARIABLE_AMOUNT"])),
  percentage,
  amount_money: optional(money),
  metadata: optional(metadata),
  applied_money: optional(money),
  scope: optional(oneOf(["LINE_ITEM", "ORDER"])),
} as const;
const discount = object(discountFields, ["reward_ids", "pricing_rule_id"]);

export const PHASES = [
  "SUBTOTAL_PHASE",
  "TOTAL_PHASE",
  "APPORTIONED_PERCENTAGE_PHASE",
  "APPORTIONED_AMOUNT_PHASE",
] as const;
const serviceCharge = object(
  {
    uid,
    ...catalog,
    name: optional(text(512)),
    percentage,
    amount_money: optional(money),
    calculation_phase: optional(oneOf(PHASES)),
    taxable: optional(flag),
    applied_taxes: optional(list(appliedTax, 0, MAX_ADJUSTMENTS)),
    metadata: optional(metadata),
    treatment_type: optional(oneOf(["LINE_ITEM_TREATMENT", "APPORTIONED_TREATMENT"])),
    scope: optional(oneOf(["LINE_ITEM", "ORDER"])),
  },
  ["applied_money", "total_money", "total_tax_money", "type"],
);

const recipient = object({
  customer_id: optional(text(191)),
  display_name: optional(text(255)),
  email_address: optional(text(255)),
  phone_number: optional(text(17)),
});
const pickup = object(
  {
    recipient: optional(recipient),
    expires_at: optional(text(40)),
    auto_complete_duration: optional(text(40)),
    schedule_type: optional(oneOf(["SCHEDULED", "ASAP"])),
    pickup_at: optional(text(40)),
    pickup_window_duration: optional(text(40)),
    prep_time_duration: optional(text(40)),
    note: optional(text(500)),
    is_curbside_pickup: optional(flag),
    cancel_reason: optional(text(100)),
  },
  ["placed_at", "accepted_at", "rejected_at", "ready_at", "expired_at", "picked_up_at", "canceled_at"],
);
const fulfillment = object(
  {
    uid,
    type: optional(oneOf(["PICKUP", "SHIPMENT", "DELIVERY"])),
    state: optional(oneOf(["PROPOSED", "RESERVED", "PREPARED", "COMPLETED", "CANCELED", "FAILED"])),
    pickup_details: optional(pickup),
    metadata: optional(metadata),
  },
  ["line_item_application", "entries"],
);

const orderFields = {
  reference_id: optional(text(40)),
  source: optional(object({ name: optional(text(255)) })),
  customer_id: optional(text(191)),
  taxes: optional(list(tax, 0, MAX_ADJUSTMENTS)),
  discounts: optional(list(discount, 0, MAX_ADJUSTMENTS)),
  service_charges: optional(list(serviceCharge, 0, MAX_ADJUSTMENTS)),
  fulfillments: optional(list(fulfillment, 0, 1)),
  metadata: optional(metadata),
  ticket_name: optional(text(30)),
  pricing_options: optional(
    object({ auto_apply_discounts: optional(flag), auto_apply_taxes: optional(flag) }),
  ),
} as const;
const orderReadOnly = [
  "id",
  "net_amounts",
  "rounding_adjustment",
  "tenders",
  "refunds",
  "returns",
  "return_amounts",
  "created_at",
  "updated_at",
  "closed_at",
  "total_money",
  "total_tax_money",
  "total_discount_money",
  "total_tip_money",
  "total_service_charge_money",
  "net_amount_due_money",
  "rewards",
];

export const orderInput = object(
  {
    ...orderFields,
    location_id: key(192),
    line_items: optional(list(lineItem, 0, MAX_LINES)),
    state: optional(oneOf(["OPEN", "DRAFT"])),
  },
  [...orderReadOnly, "version"],
);
export type OrderInput = Parsed<typeof orderInput>;
export type LineItemInput = NonNullable<OrderInput["line_items"]>[number];
export type TaxInput = NonNullable<OrderInput["taxes"]>[number];
export type DiscountInput = NonNullable<OrderInput["discounts"]>[number];
export type ServiceChargeInput = NonNullable<OrderInput["service_charges"]>[number];

export const orderPatch = object(
  {
    ...orderFields,
    location_id: optional(key(192)),
    line_items: optional(list(lineItemPatch, 0, MAX_LINES)),
    state: optional(oneOf(["OPEN", "DRAFT", "COMPLETED", "CANCELED"])),
    version: integer(1, 2 ** 31),
  },
  orderReadOnly,
);
export type OrderPatch = Parsed<typeof orderPatch>;
