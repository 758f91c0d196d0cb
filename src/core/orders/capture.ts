/** From what a till sends to an order: checked, recomputed, and closed if it is paid in full. */
import { canonicalJson } from "../canonical.ts";
import { duplicates, type Fault, invalidInput } from "../faults.ts";
import type { Order, OrderInput, OrderLine, StoreSettings, TaxRounding } from "./order.ts";
import { asOrderPayments, balance, dayOf, type PaymentState, paymentFaults } from "./payments.ts";
import { type AgreedTotals, agreeOnTotals } from "./till-totals.ts";
import { type ComputedTotals, computeTotals, totalsFaults } from "./totals.ts";

export interface CaptureFacts {
  /** The till's, else made by the gateway. */
  readonly id: string;
  readonly settings: StoreSettings;
  readonly capturedAt: string;
  readonly paymentState: PaymentState;
}

/**
 * The first revision of an order, without receipt number: the store gives it when the state is `paid`.
 * @throws invalid_input: all faults at once · totals_mismatch · overpaid
 */
export function captureOrder(input: OrderInput, facts: CaptureFacts): Order {
  const { settings, capturedAt } = facts;
  const taxRounding = input.taxRounding ?? settings.taxRounding;
  const { lines, discounts, serviceCharges } = input;
  const sums = { lines, discounts, serviceCharges, taxRounding };
  if (captureFaults(input, facts, []).length > 0) {
    throw invalidInput(captureFaults(input, facts, totalsFaults(sums)));
  }
  const computed = computeTotals(sums);
  const agreed = agreeOnTotals(computed.totals, input, settings);
  if (input.closedAt !== undefined && agreed.totals.total < 0) {
    const message = `the order comes to ${agreed.totals.total}: a return without its sale is a refund of its own`;
    throw invalidInput([{ path: "lines", message }]);
  }
  return balance(newOrder(input, facts, { ...agreed, taxRounding, computed }), { settings, at: capturedAt });
}

/** What must be equal for an order id to be a replay: the parsed request, in canonical JSON. */
export const contentOf = (input: OrderInput): string => canonicalJson(input);

/** In the order of the request; what is wrong with its sums is known already, for computing them refuses it too. */
function captureFaults(
  input: OrderInput,
  { settings, paymentState }: CaptureFacts,
  ofTotals: readonly Fault[],
): readonly Fault[] {
  const currency = { path: "currency", message: `the store sells in ${settings.currency}` };
  return [
    ...(input.currency === settings.currency ? [] : [currency]),
    ...duplicates(
      input.lines.map(({ id }) => id),
      (index) => `lines[${index}].id`,
    ),
    ...ofTotals,
    ...paymentFaults(input.payments, { taken: [], paymentState }),
  ];
}

interface Reckoned extends AgreedTotals {
  readonly taxRounding: TaxRounding;
  readonly computed: ComputedTotals;
}

/** Open and unpaid yet. Where the till said nothing: null, or the store's default. One literal: spreading is ten times slower. */
function newOrder(input: OrderInput, facts: CaptureFacts, reckoned: Reckoned): Order {
  const { id, settings, capturedAt, paymentState } = facts;
  const { computed, taxRounding, totals, flagged } = reckoned;
  return {
    id,
    kind: "sale",
    number: input.number ?? null,
    till: input.till,
    staff: input.staff ?? null,
    type: input.type,
    table: input.table,
    openedAt: input.openedAt,
    closedAt: input.closedAt ?? null,
    capturedAt,
    businessDay: dayOf(input.closedAt ?? input.openedAt, settings),
    currency: input.currency,
    taxRounding,
    lines: asOrderLines(input, computed),
    discounts: input.discounts,
    serviceCharges: input.serviceCharges,
    payments: asOrderPayments(input.payments, paymentState, input.closedAt ?? capturedAt),
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
    customer: input.customer ?? null,
    print: input.print ?? null,
    destinations: input.destinations ?? settings.destinations,
    allergens: input.allergens,
    note: input.note ?? null,
  };
}

function asOrderLines(input: OrderInput, { lines: amounts }: ComputedTotals): readonly OrderLine[] {
  return input.lines.flatMap((line, index) => {
    const own = amounts[index];
    // Not spread: V8 takes twenty times longer where members are added to a spread object.
    return own === undefined
      ? []
      : [Object.assign({}, line, { amounts: own, voided: [], refundedQuantity: "0" })];
  });
}
