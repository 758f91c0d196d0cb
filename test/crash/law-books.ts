/** The shop's books: numbers without gaps, chains without a broken link, duties without a loose end. */
import type { Job } from "../../src/core/jobs/job.ts";
import { printPayload } from "../../src/core/jobs/job-kinds.ts";
import type { Order } from "../../src/core/orders/order.ts";
import type { Evidence, Records } from "./evidence.ts";
import { type Case, casesOf, has, isClosed, nameOf } from "./standing.ts";

export function booksLaw(evidence: Evidence): readonly string[] {
  const { records } = evidence;
  return [
    ...numberFaults(records),
    ...chainFaults(records),
    ...records.jobs.flatMap(endFaults),
    ...casesOf(evidence).flatMap((one) => dutyFaults(one, records)),
  ];
}

/** Refunds and voids take numbers too. */
function numberFaults({ orders, counters }: Records): readonly string[] {
  const given = new Map<string, number[]>();
  for (const order of orders) {
    for (const { series, number } of numbersOf(order)) {
      const key = `${order.till} ${series}`;
      given.set(key, [...(given.get(key) ?? []), number]);
    }
  }
  const gaps = [...given].flatMap(([key, numbers]) => {
    const sorted = numbers.toSorted((a, b) => a - b);
    const isWhole = sorted.every((number, index) => number === index + 1);
    return isWhole ? [] : [`receipt numbers of ${key}: ${sorted.join(", ")}`];
  });
  const burnt = counters.flatMap(({ till, series, next }) => {
    const count = given.get(`${till} ${series}`)?.length ?? 0;
    return next === count + 1 ? [] : [`${till} ${series} gave ${count} numbers and goes on with ${next}`];
  });
  return [...gaps, ...burnt];
}

function numbersOf(order: Order): readonly { readonly series: string; readonly number: number }[] {
  const series = order.series ?? "A";
  return [
    ...(order.receiptNumber === null ? [] : [{ series, number: order.receiptNumber }]),
    ...(order.void?.receiptNumber ? [{ series, number: order.void.receiptNumber }] : []),
    ...order.refunds.map((refund) => ({ series: refund.series, number: refund.receiptNumber })),
  ];
}

function chainFaults({ integrity, brokenJournal, brokenAudit }: Records): readonly string[] {
  return [
    ...(integrity === "ok" ? [] : [`the database is not whole: ${integrity}`]),
    ...(brokenJournal === null ? [] : [`the journal's chain breaks at ${brokenJournal}`]),
    ...(brokenAudit === null ? [] : [`the audit's chain breaks at ${brokenAudit}`]),
  ];
}

/** A doubtful print is an end that an operator looked at; all else is done. */
function endFaults(job: Job): readonly string[] {
  const isTold = job.kind === "print" && job.state === "in_doubt" && job.settledBy !== null;
  if (job.state === "done" || isTold) return [];
  return [
    `job ${job.id} (${job.kind} of ${job.orderId}) is ${job.state}: ${job.lastError?.message ?? "no reason"}`,
  ];
}

/** A fact and its duties are one transaction: none without the other. */
function dutyFaults(one: Case, { jobs, sync }: Records): readonly string[] {
  const { order } = one;
  const own = jobs.filter(({ orderId }) => orderId === order.id);
  const count = (kind: Job["kind"]): number => own.filter((job) => job.kind === kind).length;
  const closed = isClosed(one);
  const expected = {
    "vendor.sale": closed ? 1 : 0,
    "vendor.refund": order.refunds.length,
    "vendor.void": closed && has(one, "void") ? 1 : 0,
  } as const;
  const states = sync.filter(({ orderId }) => orderId === order.id).map(({ state }) => state);
  const wanted = closed ? ["sent", "confirmed"] : has(one, "void") ? ["discarded"] : ["pending"];
  return [
    ...(["vendor.sale", "vendor.refund", "vendor.void"] as const)
      .filter((kind) => count(kind) !== expected[kind])
      .map((kind) => `${nameOf(one)}: ${count(kind)} duties ${kind}, not ${expected[kind]}`),
    ...(states.length === 1 && wanted.includes(String(states[0]))
      ? []
      : [`${nameOf(one)}: at its destination it is ${states.join(", ")}`]),
    ...receiptFaults(one, own),
  ];
}

/** What an operator had printed again apart: one receipt for each fact that asked for one, one copy for each wish. */
function receiptFaults(one: Case, own: readonly Job[]): readonly string[] {
  const first = own
    .filter(({ kind }) => kind === "print")
    .map(({ payload }) => printPayload.parse(payload))
    .filter(({ retryOf }) => retryOf === null);
  const copies = first.filter(({ banner }) => banner === "COPY").length;
  const receipts = first.length - copies;
  const copiesAsked = one.standing.filter(({ type }) => type === "copy").length;
  const receiptsAsked = one.standing.filter(({ body }) => body["print"] !== undefined).length;
  return [
    ...(receipts === receiptsAsked
      ? []
      : [`${nameOf(one)}: ${receipts} receipts for ${receiptsAsked} asked`]),
    ...(copies === copiesAsked ? [] : [`${nameOf(one)}: ${copies} copies for ${copiesAsked} asked`]),
  ];
}
