/** By Square's own ledger: each closed order once, with its money; each refund once; nothing else. */
import type { Evidence } from "./evidence.ts";
import { type Case, casesOf, has, isClosed, nameOf } from "./standing.ts";

type Ledger = Evidence["square"];

export function squareLaw(evidence: Evidence): readonly string[] {
  const cases = casesOf(evidence);
  const known = new Set(cases.filter(isClosed).map(({ order }) => order.id));
  const strangers = evidence.square.orders.filter(({ reference_id }) => !known.has(reference_id ?? ""));
  return [
    ...cases.filter(isClosed).flatMap((one) => caseFaults(one, evidence.square)),
    ...strangers.map(({ id, reference_id }) => `Square's order ${id} (${reference_id}) was never sold`),
  ];
}

function caseFaults(one: Case, ledger: Ledger): readonly string[] {
  const { order } = one;
  const found = ledger.orders.filter(({ reference_id }) => reference_id === order.id);
  const [sold] = found;
  if (found.length !== 1 || sold === undefined) return [`${nameOf(one)}: ${found.length} times at Square`];
  const payments = ledger.payments.filter(({ order_id }) => order_id === sold.id);
  const taken = payments.filter(({ status }) => status === "COMPLETED");
  const ids = new Set(payments.map(({ id }) => id));
  const refunds = ledger.refunds.filter(({ payment_id }) => ids.has(payment_id ?? ""));
  return [
    ...differs(one, "state", sold.state, "COMPLETED"),
    ...differs(one, "payments", taken.length, order.payments.length),
    ...differs(one, "money", sum(taken.map(({ amount_money }) => amount_money.amount)), order.totals.total),
    ...differs(one, "tips", sum(taken.map((payment) => payment.tip_money?.amount ?? 0)), tipsOf(one)),
    ...differs(one, "refunds", refunds.length, givenBack(one).length),
    ...differs(
      one,
      "money back",
      sum(refunds.map(({ amount_money }) => amount_money.amount)),
      sum(givenBack(one)),
    ),
  ];
}

const differs = (one: Case, what: string, there: unknown, here: unknown): readonly string[] =>
  there === here ? [] : [`${nameOf(one)}: ${what} ${there} at Square, ${here} here`];

const tipsOf = ({ order }: Case): number => sum(order.payments.map(({ tip }) => tip));

/** Square knows no voids: every payment goes back whole. */
const givenBack = (one: Case): readonly number[] =>
  has(one, "void")
    ? one.order.payments.map(({ amount, tip }) => amount + tip)
    : one.order.refunds.map(({ amount }) => amount);

const sum = (amounts: readonly number[]): number => amounts.reduce((all, amount) => all + amount, 0);
