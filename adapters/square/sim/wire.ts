/**
 * What Square answers with: the objects of its ledger.
 * Source: Order, Payment, PaymentRefund, Location of Square's OpenAPI file. Times are RFC 3339 UTC, amounts
 * minor units.
 */
import type {
  DiscountInput,
  LineItemInput,
  OrderInput,
  ServiceChargeInput,
  TaxInput,
} from "./order-shapes.ts";

export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export interface Location {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly country: string;
  readonly timezone: string;
}

interface Applied {
  readonly uid: string;
  readonly applied_money: Money;
}
type AppliedTax = Applied & { readonly tax_uid: string };
type AppliedDiscount = Applied & { readonly discount_uid: string };
type AppliedCharge = Applied & { readonly service_charge_uid: string };

type Replaced = "uid" | "applied_taxes" | "applied_discounts" | "applied_service_charges" | "modifiers";
type Modifier = NonNullable<LineItemInput["modifiers"]>[number];

export type OrderLineItem = Omit<LineItemInput, Replaced> & {
  readonly uid: string;
  readonly modifiers?: readonly (Modifier & { readonly total_price_money: Money })[];
  readonly applied_taxes?: readonly AppliedTax[];
  readonly applied_discounts?: readonly AppliedDiscount[];
  readonly applied_service_charges?: readonly AppliedCharge[];
  readonly variation_total_price_money: Money;
  readonly gross_sales_money: Money;
  readonly total_tax_money: Money;
  readonly total_discount_money: Money;
  readonly total_service_charge_money: Money;
  readonly total_money: Money;
};

export type OrderServiceCharge = Omit<ServiceChargeInput, "applied_taxes"> & {
  readonly applied_money: Money;
  readonly total_money: Money;
  readonly total_tax_money: Money;
  readonly applied_taxes?: readonly AppliedTax[];
};

export interface Tender {
  readonly id: string;
  readonly location_id: string;
  readonly transaction_id: string;
  readonly created_at: string;
  readonly type: "CASH" | "CARD" | "OTHER";
  /** With the tip, unlike Payment.amount_money. */
  readonly amount_money: Money;
  readonly tip_money?: Money;
  readonly payment_id: string;
  readonly cash_details?: { readonly buyer_tendered_money: Money; readonly change_back_money: Money };
}

export interface OrderRefund {
  readonly id: string;
  readonly location_id: string;
  readonly transaction_id: string;
  readonly tender_id: string;
  readonly created_at: string;
  readonly reason: string;
  readonly amount_money: Money;
  readonly status: string;
}

/** What the arithmetic makes of an OrderInput; the rest of an Order is its life. */
export interface PricedOrder {
  readonly line_items?: readonly OrderLineItem[];
  readonly taxes?: readonly (TaxInput & { readonly applied_money: Money })[];
  readonly discounts?: readonly (DiscountInput & { readonly applied_money: Money })[];
  readonly service_charges?: readonly OrderServiceCharge[];
  readonly total_money: Money;
  readonly total_tax_money: Money;
  readonly total_discount_money: Money;
  readonly total_service_charge_money: Money;
}

export type OrderState = "OPEN" | "COMPLETED" | "CANCELED" | "DRAFT";
type Priced = "line_items" | "taxes" | "discounts" | "service_charges" | "state";

export type Order = Omit<OrderInput, Priced> &
  PricedOrder & {
    readonly id: string;
    readonly state: OrderState;
    /** Absent on orders rung up on Square's own till. */
    readonly version?: number;
    readonly created_at: string;
    readonly updated_at: string;
    readonly closed_at?: string;
    readonly tenders?: readonly Tender[];
    readonly refunds?: readonly OrderRefund[];
    readonly total_tip_money: Money;
    readonly net_amount_due_money: Money;
    readonly net_amounts: {
      readonly total_money: Money;
      readonly tax_money: Money;
      readonly discount_money: Money;
      readonly tip_money: Money;
      readonly service_charge_money: Money;
    };
  };

export type PaymentStatus = "APPROVED" | "COMPLETED" | "CANCELED" | "FAILED";

interface ExternalDetails {
  readonly type: string;
  readonly source: string;
  readonly source_id?: string;
  readonly source_fee_money?: Money;
}

export interface Payment {
  readonly id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly amount_money: Money;
  readonly tip_money?: Money;
  readonly total_money: Money;
  readonly approved_money: Money;
  readonly refunded_money?: Money;
  readonly refund_ids?: readonly string[];
  readonly status: PaymentStatus;
  readonly source_type: "CASH" | "EXTERNAL" | "CARD";
  readonly cash_details?: { readonly buyer_supplied_money: Money; readonly change_back_money: Money };
  readonly external_details?: ExternalDetails;
  readonly card_details?: { readonly status: string };
  readonly location_id: string;
  readonly order_id: string;
  readonly reference_id?: string;
  readonly customer_id?: string;
  readonly note?: string;
  readonly receipt_number: string;
  readonly version_token: string;
}

export interface Refund {
  readonly id: string;
  readonly status: "PENDING" | "COMPLETED";
  readonly amount_money: Money;
  readonly payment_id?: string;
  readonly order_id?: string;
  readonly location_id: string;
  readonly unlinked: boolean;
  readonly destination_type: "CASH" | "EXTERNAL" | "CARD";
  readonly reason?: string;
  readonly created_at: string;
  readonly updated_at: string;
}
