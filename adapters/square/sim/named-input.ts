/**
 * Square gives a uid to every row that comes without one, and refuses two rows with the same uid or a row
 * named nowhere.
 */

import type { NamedDiscount } from "./discounts.ts";
import { badRequest } from "./errors.ts";
import type { LineItemInput, OrderInput } from "./order-shapes.ts";
import type { NamedCharge } from "./service-charges.ts";
import type { NamedTax } from "./taxes.ts";

export interface NamedInput {
  readonly input: OrderInput;
  readonly lines: readonly (LineItemInput & { readonly uid: string })[];
  readonly taxes: readonly NamedTax[];
  readonly discounts: readonly NamedDiscount[];
  readonly charges: readonly NamedCharge[];
}

/** @throws SquareError 400: a uid used twice, or a reference to a row that is not there. */
export function namedInput(order: OrderInput, newUid: () => string): NamedInput {
  const named = <T extends { readonly uid?: string }>(rows: readonly T[] | undefined) =>
    (rows ?? []).map((row) => ({ ...row, uid: row.uid ?? newUid() }));
  const lines = named(order.line_items);
  const taxes = named(order.taxes);
  const discounts = named(order.discounts);
  const charges = named(order.service_charges);
  const fulfillments = named(order.fulfillments);
  checkUnique("line_items", lines);
  checkUnique("taxes", taxes);
  checkUnique("discounts", discounts);
  checkUnique("service_charges", charges);
  lines.forEach((line, index) => {
    const at = `order.line_items[${index}]`;
    checkKnown(
      line.applied_taxes?.map((row) => row.tax_uid),
      taxes,
      `${at}.applied_taxes`,
    );
    checkKnown(
      line.applied_discounts?.map((row) => row.discount_uid),
      discounts,
      `${at}.applied_discounts`,
    );
    const chargeUids = line.applied_service_charges?.map((row) => row.service_charge_uid);
    checkKnown(chargeUids, charges, `${at}.applied_service_charges`);
  });
  const input: OrderInput = {
    ...order,
    ...(order.line_items !== undefined && { line_items: lines }),
    ...(order.taxes !== undefined && { taxes }),
    ...(order.discounts !== undefined && { discounts }),
    ...(order.service_charges !== undefined && { service_charges: charges }),
    ...(order.fulfillments !== undefined && { fulfillments }),
  };
  return { input, lines, taxes, discounts, charges };
}

function checkUnique(name: string, rows: readonly { readonly uid: string }[]): void {
  const seen = new Set<string>();
  for (const { uid } of rows) {
    if (seen.has(uid)) throw badRequest("INVALID_VALUE", `uid ${uid} is used twice`, `order.${name}`);
    seen.add(uid);
  }
}

function checkKnown(
  uids: readonly string[] | undefined,
  rows: readonly { readonly uid: string }[],
  field: string,
): void {
  for (const uid of uids ?? []) {
    if (rows.some((row) => row.uid === uid)) continue;
    throw badRequest("INVALID_VALUE", `${uid} is not a uid of this order`, field);
  }
}
