/**
 * Two ledgers of one business day, order by order: what we sold towards a vendor, and what the vendor has. Pure.
 * The day is ours, from the order's metadata at the vendor: after an outage it creates yesterday's sale today.
 */
import type { VendorOrder } from "../core/adapter.ts";
import type { Order } from "../core/orders/order.ts";
import type { Difference, LedgerSums, ReconciliationReport } from "../core/reconciliation.ts";
import * as cause from "./causes.ts";
import type { Ledgers } from "./ledgers.ts";

/** The report, without the moment it is stored under; and which orders agree. */
export interface Comparison {
  readonly report: Omit<ReconciliationReport, "at">;
  readonly agreed: readonly { readonly orderId: string; readonly vendorId: string }[];
}

type ListName = "missing" | "extra" | "mismatched" | "doubled" | "refunds" | "notDue";
interface Verdict {
  readonly list: ListName;
  readonly difference: Difference;
}

export function compare(ledgers: Ledgers): Comparison {
  const alive = ledgers.theirs.filter(({ state }) => state !== "cancelled");
  const byReference = groupByReference(alive);
  const judged = ledgers.ours.map((order) => {
    const found = withoutUndone(byReference.get(order.id) ?? []);
    return { order, found, verdicts: judge(ledgers, order, found) };
  });
  const strangers = strangersOf(ledgers, alive);
  const late = ledgers.refundedLater.flatMap((order) => {
    const [found] = withoutUndone(byReference.get(order.id) ?? []);
    return found ? judgeRefunds(ledgers, order, found) : [];
  });
  const verdicts = [...judged.flatMap((one) => one.verdicts), ...strangers.map(toExtra(ledgers)), ...late];
  const list = (name: ListName): readonly Difference[] =>
    verdicts.filter((verdict) => verdict.list === name).map(({ difference }) => difference);
  const agreed = judged.flatMap(({ order, found: [found], verdicts }) =>
    found && verdicts.length === 0 ? [{ orderId: order.id, vendorId: found.vendorId }] : [],
  );
  return {
    agreed,
    report: {
      vendor: ledgers.vendor,
      businessDay: ledgers.businessDay,
      agrees: verdicts.every(({ list }) => list === "notDue"),
      currency: ledgers.currency,
      ours: sumOfOurs(ledgers.ours.filter(isSale)),
      theirs: sumOfTheirs([
        ...judged.flatMap(({ order, found }) => (isSale(order) ? found : found.filter(isWhole))),
        ...strangers,
      ]),
      // As in `orders`: what is void on both sides agrees, and is no sale.
      matched: judged.filter(({ order, verdicts }) => isSale(order) && verdicts.length === 0).length,
      missing: list("missing"),
      extra: list("extra"),
      mismatched: list("mismatched"),
      doubled: list("doubled"),
      refunds: list("refunds"),
      notDue: list("notDue"),
    },
  };
}

function groupByReference(orders: readonly VendorOrder[]): ReadonlyMap<string, readonly VendorOrder[]> {
  const groups = new Map<string, VendorOrder[]>();
  for (const order of orders) {
    if (order.reference === null) continue;
    const group = groups.get(order.reference);
    if (group) group.push(order);
    else groups.set(order.reference, [order]);
  }
  return groups;
}

/** An open order is no sale yet, a voided one none any more. */
const isSale = ({ state }: Order): boolean => state !== "open" && state !== "voided";

/** Given back to the last cent, tip included: as good as not there. */
const isUndone = ({ refunded, paid, tip }: VendorOrder): boolean => refunded > 0 && refunded >= paid + tip;
const isWhole = (order: VendorOrder): boolean => order.state === "completed" && !isUndone(order);

/** Of several, those that somebody has already given back do not count; of a single one, it does. */
function withoutUndone(found: readonly VendorOrder[]): readonly VendorOrder[] {
  const left = found.filter((order) => !isUndone(order));
  return found.length < 2 || left.length === 0 ? found : left;
}

function judge(ledgers: Ledgers, order: Order, found: readonly VendorOrder[]): readonly Verdict[] {
  const [first, ...more] = found;
  if (order.state === "voided") return judgeVoided(ledgers, order, found);
  if (!first) {
    const list = order.state === "open" ? "notDue" : "missing";
    return [{ list, difference: difference(order, [], cause.ofMissing(ledgers, order)) }];
  }
  if (more.length > 0) {
    return [
      { list: "doubled", difference: difference(order, found, cause.ofDoubled(ledgers.vendor, found)) },
    ];
  }
  const mismatch = cause.ofMismatch(ledgers, order, first);
  if (mismatch) return [{ list: "mismatched", difference: difference(order, [first], mismatch) }];
  return judgeRefunds(ledgers, order, first);
}

function judgeVoided(ledgers: Ledgers, order: Order, found: readonly VendorOrder[]): readonly Verdict[] {
  const standing = found.filter((one) => isWhole(one) && one.paid + one.tip > 0);
  if (standing.length === 0) return [];
  return [{ list: "refunds", difference: difference(order, standing, cause.ofVoid(ledgers, order)) }];
}

function judgeRefunds(ledgers: Ledgers, order: Order, found: VendorOrder): readonly Verdict[] {
  if (order.refunded === found.refunded) return [];
  return [{ list: "refunds", difference: difference(order, [found], cause.ofRefund(ledgers, order, found)) }];
}

/** Completed orders of this day that are none of ours. A tab that is still open there is no sale yet. */
function strangersOf({ businessDay, ours }: Ledgers, alive: readonly VendorOrder[]): readonly VendorOrder[] {
  const known = new Set(ours.map(({ id }) => id));
  return alive.filter(
    (order) =>
      order.state === "completed" &&
      order.businessDay === businessDay &&
      (order.reference === null || !known.has(order.reference)),
  );
}

const toExtra =
  (ledgers: Ledgers) =>
  (found: VendorOrder): Verdict => {
    const order = found.reference === null ? undefined : ledgers.orderById(found.reference);
    return { list: "extra", difference: difference(order, [found], cause.ofExtra(ledgers, found, order)) };
  };

function difference(order: Order | undefined, found: readonly VendorOrder[], why: cause.Cause): Difference {
  const [first] = found;
  return {
    orderId: order?.id ?? first?.reference ?? null,
    number: order?.number ?? null,
    vendorIds: found.map(({ vendorId }) => vendorId),
    ours: order ? { total: order.totals.total, refunded: order.refunded, currency: order.currency } : null,
    theirs: first ? { total: first.total, refunded: first.refunded, currency: first.currency } : null,
    ...why,
  };
}

function sumOfOurs(orders: readonly Order[]): LedgerSums {
  const add = (of: (order: Order) => number): number => orders.reduce((sum, order) => sum + of(order), 0);
  return {
    orders: orders.length,
    total: add((order) => order.totals.total),
    tax: add((order) => order.totals.tax),
    tip: add((order) => order.tips),
    paid: add((order) => order.paid),
    refunded: add((order) => order.refunded),
  };
}

function sumOfTheirs(orders: readonly VendorOrder[]): LedgerSums {
  const add = (of: (order: VendorOrder) => number): number =>
    orders.reduce((sum, order) => sum + of(order), 0);
  return {
    orders: orders.length,
    total: add((order) => order.total),
    tax: add((order) => order.tax),
    tip: add((order) => order.tip),
    paid: add((order) => order.paid),
    refunded: add((order) => order.refunded),
  };
}
