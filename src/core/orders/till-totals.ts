/** The till's totals beside ours: agreed, refused, or kept as the till says. */

import { GatewayError } from "../errors.ts";
import type { Totals } from "./amounts.ts";
import type { OrderInput, StoreSettings } from "./order.ts";

export interface AgreedTotals {
  readonly totals: Totals;
  /** For the operator; null: the sums follow from the lines. */
  readonly flagged: string | null;
}

/**
 * Accepts a difference of one minor unit per tax and line (one for a line without tax) and keeps it in `rounding`; discounts
 * and service charges are sums of what the till sent itself and must agree. A till that sends no totals takes ours.
 * @throws totals_mismatch: beyond that, unless the till insists
 */
export function agreeOnTotals(ours: Totals, input: OrderInput, settings: StoreSettings): AgreedTotals {
  const tills = input.totals;
  if (tills === undefined) return { totals: ours, flagged: null };
  const agreed: Totals = {
    ...ours,
    rounding: tills.total - ours.total,
    cashRounding: tills.cashRounding,
    total: tills.total,
  };
  if (isClose(agreed, tills, toleranceOf(input)) && Math.abs(tills.cashRounding) < settings.cashRounding) {
    return { totals: agreed, flagged: null };
  }
  const message = `till ${input.till} says ${tills.total}, the lines come to ${ours.total}`;
  if (input.acceptTillTotals) return { totals: tills, flagged: message };
  throw new GatewayError("totals_mismatch", message, { facts: { ours, tills } });
}

const toleranceOf = (input: OrderInput): number =>
  input.lines.reduce((sum, line) => sum + Math.max(1, line.taxes.length), 0);

function isClose(agreed: Totals, tills: Totals, tolerance: number): boolean {
  return (
    agreed.discount === tills.discount &&
    agreed.serviceCharge === tills.serviceCharge &&
    Math.abs(agreed.rounding) <= tolerance &&
    Math.abs(agreed.gross - tills.gross) <= tolerance &&
    Math.abs(agreed.tax - tills.tax) <= tolerance &&
    Math.abs(agreed.rounding - tills.rounding) <= tolerance
  );
}
