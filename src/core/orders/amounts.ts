/** What an order and its lines come to: integer minor units. */

/** What a line came to. net = gross - discounts (its own and its share of the order's). All minor units. */
export interface LineAmounts {
  readonly gross: number;
  readonly discount: number;
  readonly orderDiscount: number;
  readonly net: number;
  readonly tax: number;
  readonly addedTax: number;
  readonly total: number;
}

export interface Totals {
  readonly gross: number;
  readonly discount: number;
  readonly serviceCharge: number;
  /** Inclusive and added tax together. */
  readonly tax: number;
  /** The accepted difference to what the till said. */
  readonly rounding: number;
  readonly cashRounding: number;
  readonly total: number;
}

export const NO_TOTALS: Totals = {
  gross: 0,
  discount: 0,
  serviceCharge: 0,
  tax: 0,
  rounding: 0,
  cashRounding: 0,
  total: 0,
};

/**
 * Tax per name, rate and kind: what a receipt must show. base = what it is on, free of any inclusive tax, for both kinds: with
 * one tax on a line, base + amount is what the guest pays for it.
 */
export interface TaxSum {
  readonly name: string;
  readonly rate: string;
  readonly inclusive: boolean;
  readonly base: number;
  readonly amount: number;
}
