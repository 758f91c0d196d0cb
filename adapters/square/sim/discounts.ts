/**
 * Discounts, in Square's sequence: item percentage, order percentage, item amount, order amount.
 * Source: developer.squareup.com/docs/orders-api/discounts. How a fixed or order-wide amount is split is our
 * guess.
 */
import { badRequest } from "./errors.ts";
import { addTo, type LineWork, netOf } from "./line-work.ts";
import type { DiscountInput } from "./order-shapes.ts";
import { apportion, decimal, percentOf } from "./rounding.ts";

export type NamedDiscount = DiscountInput & { readonly uid: string };

/**
 * Writes each line's share into its `discounts`. @throws SquareError 400: neither or both of percentage and
 * amount.
 */
export function applyDiscounts(lines: readonly LineWork[], discounts: readonly NamedDiscount[]): void {
  for (const discount of discounts) checkDiscount(discount);
  const percentages = discounts.filter((discount) => discount.percentage !== undefined);
  const amounts = discounts.filter((discount) => discount.percentage === undefined);
  for (const discount of percentages.filter(isLineScoped)) linePercentage(touched(lines, discount), discount);
  applyTogether(
    lines,
    percentages.filter((discount) => !isLineScoped(discount)),
  );
  for (const discount of amounts.filter(isLineScoped)) fixedAmount(touched(lines, discount), discount);
  for (const discount of amounts.filter((each) => !isLineScoped(each))) {
    fixedAmount(touched(lines, discount), discount);
  }
}

/** An order-wide percentage is rounded once on the sum, then spread. */
function applyTogether(lines: readonly LineWork[], discounts: readonly NamedDiscount[]): void {
  for (const discount of discounts) {
    const chosen = touched(lines, discount);
    const sum = chosen.reduce((all, line) => all + netOf(line), 0);
    spread(chosen, discount.uid, percentOf(sum, decimal(discount.percentage ?? "0")));
  }
}

function linePercentage(lines: readonly LineWork[], discount: NamedDiscount): void {
  const rate = decimal(discount.percentage ?? "0");
  for (const line of lines) addTo(line.discounts, discount.uid, percentOf(netOf(line), rate));
}

function fixedAmount(lines: readonly LineWork[], discount: NamedDiscount): void {
  spread(lines, discount.uid, discount.amount_money?.amount ?? 0);
}

/** A discount never makes a line negative. */
function spread(lines: readonly LineWork[], uid: string, wanted: number): void {
  const nets = lines.map(netOf);
  const room = nets.reduce((all, net) => all + net, 0);
  const shares = apportion(Math.min(wanted, room), nets);
  lines.forEach((line, index) => {
    addTo(line.discounts, uid, shares[index] ?? 0);
  });
}

function touched(lines: readonly LineWork[], discount: NamedDiscount): readonly LineWork[] {
  if (isLineScoped(discount)) {
    return lines.filter((line) =>
      (line.input.applied_discounts ?? []).some((applied) => applied.discount_uid === discount.uid),
    );
  }
  return lines.filter((line) => {
    const blocked = line.input.pricing_blocklists?.blocked_discounts ?? [];
    return !blocked.some((entry) => entry.discount_uid === discount.uid);
  });
}

/** Without a scope a discount is the whole order's. */
function isLineScoped(discount: NamedDiscount): boolean {
  return discount.scope === "LINE_ITEM";
}

function checkDiscount(discount: NamedDiscount): void {
  const given = [discount.percentage, discount.amount_money].filter((value) => value !== undefined);
  if (given.length === 1 && Number(discount.percentage ?? "0") <= 100) return;
  const detail = `discount ${discount.uid} needs either a percentage up to 100 or an amount_money`;
  throw badRequest("INVALID_VALUE", detail, "order.discounts");
}
