/**
 * The request bodies that are not an order itself.
 * Source: Square's OpenAPI file; key lengths: 192 for orders, 45 bytes for payments and refunds.
 */
import { money, orderInput, orderPatch } from "./order-shapes.ts";
import { flag, instant, integer, key, list, object, oneOf, optional, type Parsed, text } from "./schema.ts";

const orderKey = key(192);
const paymentKey = key(45, "bytes");
const BIGGEST = Number.MAX_SAFE_INTEGER;

export const createOrder = object({ idempotency_key: optional(orderKey), order: orderInput });
/** The key is in Square's example, not in its schema. */
export const calculateOrder = object({ idempotency_key: optional(orderKey), order: orderInput });
export const updateOrder = object({
  idempotency_key: optional(orderKey),
  order: orderPatch,
  fields_to_clear: optional(list(text(512), 0, 100)),
});
export const batchRetrieve = object({
  location_id: optional(key(192)),
  order_ids: list(key(192), 1, 100),
});
export const payOrder = object({
  idempotency_key: orderKey,
  order_version: optional(integer(1, BIGGEST)),
  payment_ids: optional(list(key(192), 0, 100)),
});

const range = optional(object({ start_at: optional(instant), end_at: optional(instant) }));
const states = list(oneOf(["OPEN", "COMPLETED", "CANCELED", "DRAFT"]), 1, 4);
export const searchOrders = object({
  location_ids: list(key(192), 1, 10),
  cursor: optional(text(2000)),
  limit: optional(integer(1, 1000)),
  return_entries: optional(flag),
  query: optional(
    object({
      filter: optional(
        object({
          state_filter: optional(object({ states })),
          date_time_filter: optional(object({ created_at: range, updated_at: range, closed_at: range })),
          fulfillment_filter: optional(
            object({
              fulfillment_types: optional(list(oneOf(["PICKUP", "SHIPMENT", "DELIVERY"]), 0, 3)),
              fulfillment_states: optional(
                list(oneOf(["PROPOSED", "RESERVED", "PREPARED", "COMPLETED", "CANCELED", "FAILED"]), 0, 6),
              ),
            }),
          ),
          source_filter: optional(object({ source_names: optional(list(text(255), 0, 10)) })),
          customer_filter: optional(object({ customer_ids: optional(list(text(191), 0, 10)) })),
        }),
      ),
      sort: optional(
        object({
          sort_field: oneOf(["CREATED_AT", "UPDATED_AT", "CLOSED_AT"]),
          sort_order: optional(oneOf(["ASC", "DESC"])),
        }),
      ),
    }),
  ),
});
export type SearchOrders = Parsed<typeof searchOrders>;

const cashDetails = object({ buyer_supplied_money: money }, ["change_back_money"]);
const externalDetails = object({
  type: oneOf([
    "CHECK",
    "BANK_TRANSFER",
    "OTHER_GIFT_CARD",
    "CRYPTO",
    "SQUARE_CASH",
    "SOCIAL",
    "EXTERNAL",
    "EMONEY",
    "CARD",
    "STORED_BALANCE",
    "FOOD_VOUCHER",
    "OTHER",
  ]),
  source: key(255),
  source_id: optional(text(255)),
  source_fee_money: optional(money),
});

const line = optional(text(500));
const address = object({
  address_line_1: line,
  address_line_2: line,
  address_line_3: line,
  locality: line,
  sublocality: line,
  sublocality_2: line,
  sublocality_3: line,
  administrative_district_level_1: line,
  administrative_district_level_2: line,
  administrative_district_level_3: line,
  postal_code: line,
  country: optional(text(2)),
  first_name: line,
  last_name: line,
});

export const createPayment = object({
  source_id: key(255),
  idempotency_key: paymentKey,
  amount_money: money,
  tip_money: optional(money),
  order_id: optional(text(192)),
  location_id: optional(text(50)),
  customer_id: optional(text(191)),
  reference_id: optional(text(40)),
  note: optional(text(500)),
  autocomplete: optional(flag),
  delay_duration: optional(text(40)),
  delay_action: optional(oneOf(["CANCEL", "COMPLETE"])),
  cash_details: optional(cashDetails),
  external_details: optional(externalDetails),
  team_member_id: optional(text(192)),
  accept_partial_authorization: optional(flag),
  verification_token: optional(text(255)),
  buyer_email_address: optional(text(255)),
  billing_address: optional(address),
  shipping_address: optional(address),
  statement_description_identifier: optional(text(20)),
  customer_details: optional(object({ customer_initiated: optional(flag), seller_keyed_in: optional(flag) })),
});
export type CreatePayment = Parsed<typeof createPayment>;

export const completePayment = object({ version_token: optional(text(192)) });
export const nothing = object({});
export const cancelByKey = object({ idempotency_key: paymentKey });

export const createRefund = object({
  idempotency_key: paymentKey,
  amount_money: money,
  payment_id: optional(text(192)),
  reason: optional(text(192)),
  payment_version_token: optional(text(192)),
  unlinked: optional(flag),
  destination_id: optional(text(192)),
  location_id: optional(text(50)),
  customer_id: optional(text(191)),
  team_member_id: optional(text(192)),
  cash_details: optional(object({ seller_supplied_money: money }, ["change_back_money"])),
  external_details: optional(object({ type: text(50), source: key(255), source_id: optional(text(255)) })),
});
export type CreateRefund = Parsed<typeof createRefund>;

/** Allowed query parameters of the two lists. */
export const LIST_PAYMENTS = [
  "begin_time",
  "end_time",
  "sort_order",
  "cursor",
  "location_id",
  "total",
  "last_4",
  "card_brand",
  "limit",
  "is_offline_payment",
  "offline_begin_time",
  "offline_end_time",
  "updated_at_begin_time",
  "updated_at_end_time",
  "sort_field",
] as const;
export const LIST_REFUNDS = [
  "begin_time",
  "end_time",
  "sort_order",
  "cursor",
  "location_id",
  "status",
  "source_type",
  "limit",
  "updated_at_begin_time",
  "updated_at_end_time",
  "sort_field",
] as const;
