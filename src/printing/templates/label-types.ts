/** Which words the papers are made of: each language has them all. */
import type { Order, Tender } from "../../core/orders/order.ts";

/** Printed large on top: what this paper is besides its first print. */
export type Banner = "COPY" | "DUPLICATE" | "VOID" | "TRAINING";

export interface Labels {
  readonly order: string;
  readonly receipt: string;
  readonly till: string;
  readonly servedBy: string;
  readonly taxId: string;
  readonly table: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly rounding: string;
  readonly difference: string;
  readonly total: string;
  readonly cashRounding: string;
  readonly toPay: string;
  readonly due: string;
  readonly change: string;
  readonly tip: string;
  readonly signature: string;
  readonly included: string;
  /** "20 % VAT on 6.33": between the tax and its base. */
  readonly on: string;
  readonly refund: string;
  readonly refunded: string;
  readonly refundOf: string;
  readonly voided: string;
  readonly reason: string;
  readonly unconfirmed: string;
  readonly reversed: string;
  /** Below the code that leads to the receipt. */
  readonly online: string;
  /** On top of a receipt without prices. */
  readonly gift: string;
  readonly exchange: string;
  readonly ready: string;
  readonly tenders: Readonly<Record<Tender, string>>;
  readonly banners: Readonly<Record<Banner, string>>;
  readonly types: Readonly<Record<Order["type"], string>>;
  readonly ticket: TicketLabels;
  readonly report: ReportLabels;
}

/** The words of the kitchen. */
export interface TicketLabels {
  readonly change: string;
  readonly course: string;
  readonly alsoAt: string;
  /** "FOR KITCHEN": before a station's name. */
  readonly for: string;
  /** "was 3": before the quantity that the kitchen knows. */
  readonly was: string;
  readonly allergy: string;
}

/** The words of X and Z reports. */
export interface ReportLabels {
  readonly x: string;
  readonly z: string;
  readonly businessDay: string;
  readonly closed: string;
  readonly printed: string;
  readonly orders: string;
  readonly voidedOrders: string;
  readonly openOrders: string;
  readonly gross: string;
  readonly discounts: string;
  readonly serviceCharges: string;
  readonly addedTax: string;
  readonly sales: string;
  readonly net: string;
  readonly tax: string;
  readonly tips: string;
  readonly refunds: string;
  readonly taxes: string;
  readonly tenders: string;
  readonly receipts: string;
  readonly cash: string;
  readonly openingFloat: string;
  readonly taken: string;
  readonly paidBack: string;
  readonly payIn: string;
  readonly payOut: string;
  readonly expected: string;
  readonly counted: string;
  readonly difference: string;
}
