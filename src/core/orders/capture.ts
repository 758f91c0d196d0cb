/** From what a till sends to an order: checked, recomputed, and closed if it is paid in full. */
import { canonicalJson } from "../canonical.ts";
import { duplicates, type Fault, invalidInput, refuse } from "../faults.ts";
import type { Order, OrderInput, OrderLine, StoreSettings } from "./order.ts";
import { asOrderPayments, balance, dayOf, type PaymentState, paymentFaults } from "./payments.ts";
import { agreeOnTotals } from "./till-totals.ts";
import { type ComputedTotals, computeTotals, totalsFaults } from "./totals.ts";

export interface CaptureFacts {
  /** The till's, else made by the gateway. */
  readonly id: string;
  readonly settings: StoreSettings;
  readonly capturedAt: string;
  readonly paymentState: PaymentState;
}

/**
 * The first revision of an order, without receipt number: the store gives it (`withReceiptNumber`) when the state is `paid`.
 * @throws invalid_input: all faults at once · totals_mismatch · overpaid
 */
export function captureOrder(input: OrderInput, facts: CaptureFacts): Order {
  const { settings, capturedAt } = facts;
  refuse(captureFaults(input, facts));
  const taxRounding = input.taxRounding ?? settings.taxRounding;
  const computed = computeTotals({ ...input, taxRounding });
  const { totals, flagged } = agreeOnTotals(computed.totals, input, settings);
  if (input.closedAt !== undefined && totals.total < 0) {
    const message = `the order comes to ${totals.total}: a return without its sale is a refund of its own`;
    throw invalidInput([{ path: "lines", message }]);
  }
  const order: Order = {
    ...asSent(input, facts),
    closedAt: input.closedAt ?? null,
    capturedAt,
    businessDay: dayOf(input.closedAt ?? input.openedAt, settings),
    taxRounding,
    lines: asOrderLines(input, computed),
    payments: asOrderPayments(input.payments, facts.paymentState, input.closedAt ?? capturedAt),
    refunds: [],
    applied: [],
    taxes: computed.taxes,
    totals,
    paid: 0,
    tips: 0,
    refunded: 0,
    state: "open",
    revision: 1,
    receiptNumber: null,
    series: null,
    late: false,
    flagged,
    void: null,
  };
  return balance(order, { settings, at: capturedAt });
}

/** What must be equal for an order id to be a replay: the parsed request, in canonical JSON. */
export const contentOf = (input: OrderInput): string => canonicalJson(input);

function captureFaults(input: OrderInput, { settings, paymentState }: CaptureFacts): readonly Fault[] {
  const currency = { path: "currency", message: `the store sells in ${settings.currency}` };
  const taxRounding = input.taxRounding ?? settings.taxRounding;
  return [
    ...(input.currency === settings.currency ? [] : [currency]),
    ...duplicates(
      input.lines.map(({ id }) => id),
      (index) => `lines[${index}].id`,
    ),
    ...totalsFaults({ ...input, taxRounding }),
    ...paymentFaults(input.payments, { taken: [], paymentState }),
  ];
}

/** Where the till said nothing: null, or the store's default. */
function asSent(input: OrderInput, { id, settings }: CaptureFacts) {
  return {
    id,
    kind: "sale" as const,
    number: input.number ?? null,
    till: input.till,
    staff: input.staff ?? null,
    type: input.type,
    openedAt: input.openedAt,
    currency: input.currency,
    discounts: input.discounts,
    serviceCharges: input.serviceCharges,
    customer: input.customer ?? null,
    print: input.print ?? null,
    destinations: input.destinations ?? settings.destinations,
    note: input.note ?? null,
  };
}

function asOrderLines(input: OrderInput, { lines: amounts }: ComputedTotals): readonly OrderLine[] {
  return input.lines.flatMap((line, index) => {
    const own = amounts[index];
    return own === undefined ? [] : [{ ...line, amounts: own, voided: [], refundedQuantity: "0" }];
  });
}
