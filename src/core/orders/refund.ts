/** What a refund by lines comes to, to the cent, and what is left to give back. */
import { GatewayError } from "../errors.ts";
import { type Fault, refuse } from "../faults.ts";
import { formatDecimal, parseDecimal, QUANTITY_PLACES, roundRatio } from "../money.ts";
import type { Order, OrderLine, Refund, RefundInput } from "./order.ts";
import { remainingQuantity } from "./totals.ts";

export interface RefundedLines {
  readonly refunded: Refund["lines"];
  /** The order's lines with their `refundedQuantity` moved on. */
  readonly lines: readonly OrderLine[];
}

/**
 * Each quantity's share of its line's total, added tax included. The shares are differences of one rounded course: in however
 * many pieces a line comes back, they add up to its total.
 * @throws not_found: no such line · refund_exceeds_paid: more than was sold
 */
export function refundLines(order: Order, asked: NonNullable<RefundInput["lines"]>): RefundedLines {
  refuseUnknownLines(order, asked, "lines");
  const lines = new Map(order.lines.map((line) => [line.id, line]));
  const refunded = asked.map(({ lineId, quantity }, index) => {
    const line = lines.get(lineId);
    if (line === undefined) return { lineId, quantity, amount: 0 };
    const before = parseDecimal(line.refundedQuantity, QUANTITY_PLACES);
    const after = before + parseDecimal(quantity, QUANTITY_PLACES);
    const sold = remainingQuantity(line);
    if (after > sold) throw tooMuch(line, sold - before, `lines[${index}].quantity`);
    lines.set(lineId, { ...line, refundedQuantity: formatDecimal(after, QUANTITY_PLACES) });
    return { lineId, quantity, amount: shareOf(line, after, sold) - shareOf(line, before, sold) };
  });
  return { refunded, lines: order.lines.map((line) => lines.get(line.id) ?? line) };
}

/**
 * What is given back: the sum of the refund's payments, which must be what was asked for.
 * @throws invalid_input: it is not · refund_exceeds_paid: more than is left of what was paid, tips not counted
 */
export function refundAmount(order: Order, refund: RefundInput, back: RefundedLines, coin: number): number {
  const given = refund.payments.reduce((sum, payment) => sum + payment.amount, 0);
  const asked = refund.amount ?? back.refunded.reduce((sum, line) => sum + line.amount, 0);
  const left = order.paid - order.refunded;
  const agrees =
    Math.abs(given - asked) <= (refund.lines === undefined ? 0 : slackOf(order, refund, back, coin));
  if ((agrees ? given : asked) > left) {
    const message = `order ${order.id}: ${asked} asked back, ${left} left of what was paid`;
    throw new GatewayError("refund_exceeds_paid", message, { facts: { asked, left } });
  }
  refuse([
    ...unknownPayments(order, refund),
    ...(refund.amount === 0 ? [{ path: "amount", message: "greater than 0" }] : []),
    ...(agrees ? [] : [{ path: "payments", message: `come to ${given}, the refund to ${asked}` }]),
  ]);
  return given;
}

/** A payment that money goes back on must have brought it. */
const unknownPayments = (order: Order, refund: RefundInput): readonly Fault[] =>
  refund.payments.flatMap(({ payment }, index) =>
    payment === undefined || isOnOrder(order, payment)
      ? []
      : [{ path: `payments[${index}].payment`, message: `order ${order.id} has no payment "${payment}"` }],
  );

/** By the till's own id of it, or by that of the terminal's payment behind it. */
const isOnOrder = (order: Order, name: string): boolean =>
  order.payments.some(({ id, payment }) => id === name || payment === name);

/** Lines know nothing of roundings: the order's own come back with its last line, and cash only in coins that exist. */
function slackOf(order: Order, refund: RefundInput, back: RefundedLines, coin: number): number {
  const { rounding, cashRounding } = order.totals;
  const ofOrder = isAllReturned(back.lines) ? Math.abs(rounding) + Math.abs(cashRounding) : 0;
  return ofOrder + (refund.payments.some(({ tender }) => tender === "cash") ? coin - 1 : 0);
}

/** @throws not_found: the order has no such line; facts.errors names each */
export function refuseUnknownLines(
  order: Order,
  asked: readonly { readonly lineId: string }[],
  path: string,
): void {
  const known = new Set(order.lines.map(({ id }) => id));
  const errors = asked.flatMap(({ lineId }, index) =>
    known.has(lineId)
      ? []
      : [{ path: `${path}[${index}].lineId`, message: `order ${order.id} has no line "${lineId}"` }],
  );
  const [first] = errors;
  if (first !== undefined) throw new GatewayError("not_found", first.message, { facts: { errors } });
}

/** True when everything that was sold came back. */
export const isAllReturned = (lines: readonly OrderLine[]): boolean =>
  lines.every((line) => parseDecimal(line.refundedQuantity, QUANTITY_PLACES) === remainingQuantity(line));

const shareOf = (line: OrderLine, quantity: bigint, sold: bigint): number =>
  Number(roundRatio({ above: BigInt(line.amounts.total) * quantity, below: sold }));

function tooMuch(line: OrderLine, left: bigint, path: string): GatewayError {
  const message = `line "${line.id}" has ${formatDecimal(left, QUANTITY_PLACES)} left to give back`;
  return new GatewayError("refund_exceeds_paid", message, { facts: { errors: [{ path, message }] } });
}
