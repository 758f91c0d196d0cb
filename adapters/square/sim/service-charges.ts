/**
 * Service charges and their phases: apportioned percentage, apportioned amount, subtotal, (taxes), total.
 * Source: developer.squareup.com/docs/orders-api/service-charges, "Calculation phases" and "Phase
 * limitations".
 */
import { badRequest } from "./errors.ts";
import { addTo, type LineWork, netOf, total } from "./line-work.ts";
import type { PHASES, ServiceChargeInput } from "./order-shapes.ts";
import { apportion, decimal, percentOf } from "./rounding.ts";
import type { NamedTax, Taxable } from "./taxes.ts";

export type NamedCharge = ServiceChargeInput & { readonly uid: string };
type Phase = (typeof PHASES)[number];

export interface ChargeWork extends Taxable {
  readonly input: NamedCharge;
  readonly applied: number;
}

export function phaseOf(charge: NamedCharge): Phase {
  return charge.calculation_phase ?? "SUBTOTAL_PHASE";
}

function isApportioned(charge: NamedCharge): boolean {
  return phaseOf(charge).startsWith("APPORTIONED");
}

/** @throws SquareError 400 BAD_REQUEST: a phase that does not fit the charge. */
export function checkCharge(charge: NamedCharge, lines: readonly LineWork[]): void {
  const phase = phaseOf(charge);
  const onLine =
    charge.scope === "LINE_ITEM" ||
    charge.treatment_type === "LINE_ITEM_TREATMENT" ||
    lines.some((line) => namesCharge(line, charge.uid));
  const rules: readonly (readonly [boolean, string])[] = [
    [
      (charge.percentage === undefined) === (charge.amount_money === undefined),
      "needs either percentage or amount_money",
    ],
    [!isApportioned(charge) && onLine, `in ${phase} cannot be applied to a line item`],
    [phase === "TOTAL_PHASE" && charge.taxable === true, "in TOTAL_PHASE cannot be taxable"],
    [
      phase === "APPORTIONED_AMOUNT_PHASE" && charge.percentage !== undefined,
      `in ${phase} cannot be a percentage`,
    ],
    [
      phase === "APPORTIONED_PERCENTAGE_PHASE" && charge.amount_money !== undefined,
      `in ${phase} needs a percentage`,
    ],
  ];
  for (const [broken, why] of rules) {
    if (broken)
      throw badRequest("BAD_REQUEST", `service charge ${charge.uid} ${why}`, "order.service_charges");
  }
}

/** Spreads apportioned charges over the lines, percentages before amounts. */
export function apportionCharges(lines: readonly LineWork[], charges: readonly NamedCharge[]): void {
  for (const phase of ["APPORTIONED_PERCENTAGE_PHASE", "APPORTIONED_AMOUNT_PHASE"] as const) {
    for (const charge of charges.filter((each) => phaseOf(each) === phase)) {
      const chosen =
        charge.scope === "LINE_ITEM" ? lines.filter((line) => namesCharge(line, charge.uid)) : lines;
      const nets = chosen.map(netOf);
      const shares = apportion(chargeOn(charge, total(nets)), nets);
      chosen.forEach((line, index) => {
        addTo(line.charges, charge.uid, shares[index] ?? 0);
      });
    }
  }
}

/** A charge on the whole order; `base` is the sum its phase stands on. */
export function orderCharge(charge: NamedCharge, base: number, taxes: readonly NamedTax[]): ChargeWork {
  const applied = chargeOn(charge, base);
  const named = (charge.applied_taxes ?? []).map((tax) => tax.tax_uid);
  const ofOrder = taxes.filter((tax) => tax.scope !== "LINE_ITEM").map((tax) => tax.uid);
  const taxUids = new Set(charge.taxable === true ? [...named, ...ofOrder] : []);
  return {
    input: charge,
    applied,
    base: applied,
    taxUids,
    taxes: new Map(),
    additiveTax: 0,
    inclusiveTax: 0,
  };
}

/** Apportioned charges of a line on which its taxes also lie. */
export function taxedChargesOf(line: LineWork, charges: readonly NamedCharge[]): number {
  const taxed = charges.filter((charge) => charge.taxable === true);
  return total(taxed.map((charge) => line.charges.get(charge.uid) ?? 0));
}

function chargeOn(charge: NamedCharge, base: number): number {
  if (charge.percentage !== undefined) return percentOf(base, decimal(charge.percentage));
  return charge.amount_money?.amount ?? 0;
}

function namesCharge(line: LineWork, uid: string): boolean {
  return (line.input.applied_service_charges ?? []).some((applied) => applied.service_charge_uid === uid);
}
