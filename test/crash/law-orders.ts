/** What a till was told stands, once, as it was asked; and nothing stands that nobody asked for. */
import { isDeepStrictEqual } from "node:util";
import type { Entry } from "./book.ts";
import type { Evidence, Records } from "./evidence.ts";
import { type Case, casesOf, has, isClosed, linesOf, nameOf, paymentsOf, stands } from "./standing.ts";
import { totalOf, type Wish } from "./wishes.ts";

export function ordersLaw(evidence: Evidence): readonly string[] {
  const { book, records } = evidence;
  return [
    ...book.flatMap((entry) => entryFaults(entry, stands(entry, records), records)),
    ...casesOf(evidence).flatMap((one) => [
      ...inventedFaults(one, book),
      ...contentFaults(one),
      ...factFaults(one, records),
    ]),
  ];
}

function entryFaults(entry: Entry, isStanding: boolean, records: Records): readonly string[] {
  const { wish, asked, told, faults } = entry;
  const order = records.orders.find(({ id }) => id === wish.order);
  const number = told?.receiptNumber ?? null;
  return [
    ...faults.map((fault) => `${wish.id}: ${fault}`),
    ...(told && !isStanding ? [`${wish.id}: acknowledged and lost`] : []),
    ...(!told && !wish.isAbandoned ? [`${wish.id}: asked ${asked} times and never answered`] : []),
    ...(asked === 0 && isStanding && wish.type !== "change"
      ? [`${wish.id}: stands and was never asked`]
      : []),
    ...(number !== null && order && order.receiptNumber !== number
      ? [`${wish.id}: the till was told receipt ${number}, ${order.receiptNumber} is kept`]
      : []),
  ];
}

function inventedFaults(one: Case, book: readonly Entry[]): readonly string[] {
  const { order } = one;
  const isAsked = book.some(({ wish, asked }) => wish.order === order.id && asked > 0);
  return isAsked ? [] : [`${nameOf(one)}: nobody asked for this order`];
}

function contentFaults(one: Case): readonly string[] {
  const { order, standing } = one;
  const lines = standing.flatMap(linesOf);
  const payments = standing.flatMap(paymentsOf);
  const asked = {
    lines: lines.map(({ id, name, quantity, unitPrice }) => [id, name, quantity, unitPrice]),
    payments: payments.map(({ id, tender, amount, tip }) => [id, tender, amount, tip]),
    refunds: standing.filter(({ type }) => type === "refund").map(({ body }) => [body["id"], body["amount"]]),
    total: totalOf(lines),
    state: stateOf(one),
  };
  const kept = {
    lines: order.lines.map(({ id, name, quantity, unitPrice }) => [id, name, quantity, unitPrice]),
    payments: order.payments.map(({ id, tender, amount, tip }) => [id, tender, amount, tip]),
    refunds: order.refunds.map(({ id, amount }) => [id, amount]),
    total: order.totals.total,
    state: order.state,
  };
  return Object.keys(asked)
    .map((key) => key as keyof typeof asked)
    .filter((key) => !isDeepStrictEqual(asked[key], kept[key]))
    .map(
      (key) =>
        `${nameOf(one)}: ${key} kept ${JSON.stringify(kept[key])}, asked ${JSON.stringify(asked[key])}`,
    );
}

function stateOf(one: Case): Case["order"]["state"] {
  if (has(one, "void")) return "voided";
  if (!isClosed(one)) return "open";
  if (!has(one, "refund")) return "paid";
  const back = one.standing.reduce(
    (sum, { type, body }) => sum + (type === "refund" ? Number(body["amount"]) : 0),
    0,
  );
  return back === one.order.totals.total ? "refunded" : "partially_refunded";
}

const FACT_OF: Readonly<Partial<Record<Wish["type"], string>>> = {
  sale: "order.captured",
  tab: "order.captured",
  change: "order.changed",
  pay: "order.paid",
  void: "order.voided",
  refund: "order.refunded",
};

/** A wish that was sent twice is one fact. */
function factFaults(one: Case, { facts }: Records): readonly string[] {
  const { order, standing } = one;
  const kept = facts.filter(({ orderId }) => orderId === order.id).map(({ type }) => type);
  const asked = standing.flatMap(({ type }) => FACT_OF[type] ?? []);
  return isDeepStrictEqual(kept.toSorted(), asked.toSorted())
    ? []
    : [`${nameOf(one)}: the journal has ${kept.join(", ")} for ${asked.join(", ")}`];
}
