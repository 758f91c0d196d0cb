import { GatewayError } from "../errors.ts";
import { duplicates, type Fault, refuse } from "../faults.ts";
import { parseDecimal, QUANTITY_PLACES } from "../money.ts";
import { hasChange, noted, refuseUnlessOpen } from "./facts.ts";
import { type ChangeInput, type LineInput, MAX_LINES, type Order, type OrderLine } from "./order.ts";
import { type BalanceFacts, balance } from "./payments.ts";
import { refuseUnknownLines } from "./refund.ts";
import { computeTotals, remainingQuantity, totalsFaults } from "./totals.ts";

type UnpricedLine = LineInput & Pick<OrderLine, "voided" | "refundedQuantity">;

/**
 * Adds lines to an open order, takes quantities back, replaces its discounts. The totals are computed anew: what the till
 * once said about them no longer counts. The same change again gives the order as it is.
 * @throws order_changed: another change came first · order_paid · wrong_state · not_found: no such line · invalid_input ·
 *   overpaid: the guest has already paid more
 */
export function applyChange(order: Order, change: ChangeInput, facts: BalanceFacts): Order {
  if (hasChange(order, change)) return order;
  refuseUnlessOpen(order, "it takes no changes");
  if (order.revision !== change.baseRevision) {
    const message = `order ${order.id} is at revision ${order.revision}, the change is for ${change.baseRevision}`;
    throw new GatewayError("order_changed", message, { facts: { revision: order.revision } });
  }
  refuseUnknownLines(order, change.void, "void");
  const lines = [...withVoids(order, change, facts.at), ...change.add.map(asNew)];
  const { serviceCharges, taxRounding } = order;
  const next = { lines, discounts: change.discounts ?? order.discounts, serviceCharges, taxRounding };
  refuse([...changeFaults(order, change, lines), ...totalsFaults(next)]);
  const { lines: amounts, taxes, totals } = computeTotals(next);
  const priced = lines.flatMap((line, index) => {
    const own = amounts[index];
    return own === undefined ? [] : [{ ...line, amounts: own }];
  });
  return balance(
    { ...noted(order, "change", change), ...next, lines: priced, taxes, totals, flagged: null },
    facts,
  );
}

const asNew = (line: LineInput): UnpricedLine => ({ ...line, voided: [], refundedQuantity: "0" });

function withVoids(order: Order, change: ChangeInput, at: string): readonly UnpricedLine[] {
  return order.lines.map((line) => {
    const taken = change.void.filter(({ lineId }) => lineId === line.id);
    return {
      ...line,
      voided: [...line.voided, ...taken.map(({ quantity, reason }) => ({ quantity, reason, at }))],
    };
  });
}

function changeFaults(order: Order, change: ChangeInput, lines: readonly UnpricedLine[]): readonly Fault[] {
  const before = order.lines.length;
  return [
    ...duplicates(
      lines.map(({ id }) => id),
      (index) => `add[${index - before}].id`,
    ),
    ...(lines.length > MAX_LINES
      ? [{ path: "add", message: `an order has at most ${MAX_LINES} lines` }]
      : []),
    ...voidFaults(order, change.void),
  ];
}

function voidFaults(order: Order, voids: ChangeInput["void"]): readonly Fault[] {
  const left = new Map(order.lines.map((line) => [line.id, remainingQuantity(line)]));
  return voids.flatMap(({ lineId, quantity }, index) => {
    const rest = (left.get(lineId) ?? 0n) - parseDecimal(quantity, QUANTITY_PLACES);
    left.set(lineId, rest);
    return rest < 0n
      ? [{ path: `void[${index}].quantity`, message: `line "${lineId}" has less than that` }]
      : [];
  });
}
