/** Which payments a refund comes from. From the snapshot alone, so that every attempt divides it alike. */
import type { Order, OrderPayment, Refund } from "../../../src/sdk.ts";

/** Minor units, to be given back on one of our payments. */
export interface GivenBack {
  readonly paymentId: string;
  readonly amount: number;
}

/** What is left of each payment after the refunds, tip included; payments that Square does not know are left out. */
export function remainders(order: Order, known: ReadonlySet<string>): readonly GivenBack[] {
  return [...takeAll(order, known, order.refunds).left]
    .map(([paymentId, amount]) => ({ paymentId, amount }))
    .filter(({ amount }) => amount > 0);
}

/** The shares of one refund; null: it is more than the payments that Square knows. */
export function sharesOf(
  order: Order,
  refund: Refund,
  known: ReadonlySet<string>,
): readonly GivenBack[] | null {
  const before = order.refunds.slice(
    0,
    order.refunds.findIndex(({ id }) => id === refund.id),
  );
  const { left } = takeAll(order, known, before);
  const taken = take(order, left, refund);
  return taken.missing > 0 ? null : taken.shares;
}

type Left = ReadonlyMap<string, number>;

function takeAll(
  order: Order,
  known: ReadonlySet<string>,
  refunds: readonly Refund[],
): { readonly left: Left } {
  const payments = order.payments.filter(({ id }) => known.has(id));
  const full: Left = new Map(payments.map(({ id, amount, tip }) => [id, amount + tip]));
  return { left: refunds.reduce((left, refund) => take(order, left, refund).left, full) };
}

function take(order: Order, full: Left, refund: Refund) {
  const left = new Map(full);
  const shares = new Map<string, number>();
  let missing = 0;
  for (const wish of refund.payments) {
    let wanted = wish.amount;
    for (const { id } of byPreference(order.payments, wish)) {
      const share = Math.min(wanted, left.get(id) ?? 0);
      if (share === 0) continue;
      shares.set(id, (shares.get(id) ?? 0) + share);
      left.set(id, (left.get(id) ?? 0) - share);
      wanted -= share;
    }
    missing += wanted;
  }
  return { left, missing, shares: [...shares].map(([paymentId, amount]) => ({ paymentId, amount })) };
}

/** The payment it names, then those of its tender, then any. */
function byPreference(
  payments: readonly OrderPayment[],
  wish: Refund["payments"][number],
): readonly OrderPayment[] {
  const rank = (payment: OrderPayment): number => {
    if (wish.payment !== undefined && [payment.id, payment.payment].includes(wish.payment)) return 0;
    return payment.tender === wish.tender ? 1 : 2;
  };
  return [...payments].sort((a, b) => rank(a) - rank(b));
}
