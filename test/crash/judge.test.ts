/** The judge is judged: a real day passes, and whatever must never happen is seen when it is forged into that day's evidence. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Job } from "../../src/core/jobs/job.ts";
import type { Order } from "../../src/core/orders/order.ts";
import type { Evidence, Paper, Records } from "./evidence.ts";
import { judge } from "./judge.ts";
import { killAt, namedDay } from "./named-day.ts";
import { evidenceIn, play } from "./play.ts";
import { openSite } from "./site.ts";

const folder = mkdtempSync(join(tmpdir(), "tillgate-judge-"));
let day: Evidence;

/** Killed in the middle of a receipt, so that the day has a paper that was cut short and one with a banner. */
beforeAll(async () => {
  await using site = await openSite(folder);
  await using shop = await site.openShop(900);
  await play(shop, namedDay([killAt("printer_byte", 500)]));
  day = evidenceIn(shop);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const records = (change: Partial<Records>): Evidence => ({ ...day, records: { ...day.records, ...change } });
const square = (change: Partial<Evidence["square"]>): Evidence => ({
  ...day,
  square: { ...day.square, ...change },
});
const papers = (change: readonly Paper[]): Evidence => ({ ...day, papers: change });
const mapped = <T>(all: readonly T[], is: (one: T) => boolean, change: (one: T) => T): readonly T[] => {
  const at = all.findIndex(is);
  expect(at, "there is such a thing in the day").not.toBe(-1);
  return all.map((one, index) => (index === at ? change(one) : one));
};
const without = <T>(all: readonly T[], is: (one: T) => boolean): readonly T[] => {
  const at = all.findIndex(is);
  expect(at, "there is such a thing in the day").not.toBe(-1);
  return all.toSpliced(at, 1);
};
const twice = <T>(all: readonly T[], is: (one: T) => boolean): readonly T[] => [...all, ...all.filter(is)];

const shows = (paper: Paper, text: string): boolean => paper.lines.some((line) => line.includes(text));
const isPlain = (number: string) => (paper: Paper) =>
  !paper.truncated &&
  shows(paper, `Order ${number} `) &&
  !["COPY", "DUPLICATE", "Voided"].some((word) => shows(paper, word));
const marked = (paper: Paper, word: string): Paper => ({
  ...paper,
  pulses: [],
  lines: [word, ...paper.lines],
});
const isOrder = (number: string) => (order: Order) => order.number === number;
const isPrint = (job: Job): boolean => job.kind === "print" && job.state === "done";
const idOf = (number: string): string => day.records.orders.find(isOrder(number))?.id ?? "";

it("a day with a kill, judged as it was, passes", () => {
  expect(judge(day)).toEqual([]);
  expect(day.papers.some((paper) => shows(paper, "DUPLICATE"))).toBe(true);
});

describe("orders", () => {
  it("an acknowledged order that is in no journal is seen", () => {
    expect(judge(records({ orders: without(day.records.orders, isOrder("N-1")) }))).toContain(
      "N-1: acknowledged and lost",
    );
  });
  it("a refund that was acknowledged and is lost is seen", () => {
    const orders = mapped(day.records.orders, isOrder("N-3"), (order) => ({ ...order, refunds: [] }));
    expect(judge(records({ orders }))).toContain("N-3/r1: acknowledged and lost");
  });
  it("an order that nobody asked for is seen", () => {
    const stranger = day.records.orders
      .filter(isOrder("N-1"))
      .map((order) => ({ ...order, id: "x", number: "X" }));
    expect(judge(records({ orders: [...day.records.orders, ...stranger] }))).toContain(
      "X: nobody asked for this order",
    );
  });
  it("other lines than the till sent are seen", () => {
    const orders = mapped(day.records.orders, isOrder("N-1"), (order) => ({
      ...order,
      lines: order.lines.slice(1),
    }));
    expect(judge(records({ orders })).join()).toMatch(/N-1: lines kept/);
  });
  it("a fact that stands twice in the journal is seen", () => {
    const facts = twice(day.records.facts, ({ type }) => type === "order.refunded");
    expect(judge(records({ facts })).join()).toMatch(/N-3: the journal has/);
  });
  it("a till that was told another receipt number is seen", () => {
    const book = mapped(
      day.book,
      ({ wish }) => wish.id === "N-1",
      (entry) => ({ ...entry, told: { status: 201, id: idOf("N-1"), receiptNumber: 77 } }),
    );
    expect(judge({ ...day, book }).join()).toMatch(/N-1: the till was told receipt 77/);
  });
  it("a wish that was never answered is seen", () => {
    const book = mapped(
      day.book,
      ({ wish }) => wish.id === "N-1",
      (entry) => ({ ...entry, told: null }),
    );
    expect(judge({ ...day, book }).join()).toMatch(/N-1: asked \d+ times and never answered/);
  });
});

describe("Square", () => {
  const isSale = ({ reference_id }: { readonly reference_id?: string }): boolean =>
    reference_id === idOf("N-1");
  it("an order that is not there is seen", () => {
    expect(judge(square({ orders: without(day.square.orders, isSale) }))).toContain("N-1: 0 times at Square");
  });
  it("an order that is there twice is seen", () => {
    expect(judge(square({ orders: twice(day.square.orders, isSale) }))).toContain("N-1: 2 times at Square");
  });
  it("an order that was never sold is seen", () => {
    const stranger = day.square.orders.filter(isSale).map((order) => ({ ...order, reference_id: "x" }));
    expect(judge(square({ orders: [...day.square.orders, ...stranger] })).join()).toMatch(/never sold/);
  });
  it("an order that was left unpaid is seen", () => {
    const orders = mapped(day.square.orders, isSale, (order) => ({ ...order, state: "OPEN" as const }));
    expect(judge(square({ orders }))).toContain("N-1: state OPEN at Square, COMPLETED here");
  });
  it("a payment that was taken twice is seen", () => {
    const [first] = day.square.payments;
    const payments = twice(day.square.payments, (payment) => payment === first);
    expect(judge(square({ payments })).join()).toMatch(/payments 2 at Square, 1 here/);
  });
  it("a payment of another amount is seen", () => {
    const payments = mapped(
      day.square.payments,
      () => true,
      (payment) => ({ ...payment, amount_money: { amount: 1, currency: "EUR" } }),
    );
    expect(judge(square({ payments })).join()).toMatch(/money 1 at Square/);
  });
  it("a refund that was given twice is seen", () => {
    const [first] = day.square.refunds;
    const refunds = twice(day.square.refunds, (refund) => refund === first);
    expect(judge(square({ refunds })).join()).toMatch(/refunds 2 at Square, 1 here/);
  });
});

describe("paper", () => {
  it("a receipt that came out twice without a banner is seen", () => {
    expect(judge(papers(twice(day.papers, isPlain("N-3")))).join()).toMatch(
      /sale N-3: printed twice without a banner/,
    );
  });
  it("a second receipt that nobody ordered is seen, banner or not", () => {
    const extra = day.papers.filter(isPlain("N-3")).map((paper) => marked(paper, "DUPLICATE"));
    expect(judge(papers([...day.papers, ...extra]))).toContain(
      "sale N-3, DUPLICATE: 1 on paper, 0 printed, 0 unconfirmed",
    );
  });
  it("a receipt that is called printed and is not on paper is seen", () => {
    const verdict = judge(papers(without(day.papers, isPlain("N-3"))));
    expect(verdict).toContain("sale N-3, plain: 1 called printed, 0 on paper");
    expect(verdict).toContain("sale N-3: no whole paper");
  });
  it("a receipt that was torn off is no receipt", () => {
    const torn = mapped(day.papers, isPlain("N-3"), (paper) => ({ ...paper, cut: null, truncated: true }));
    expect(judge(papers(torn))).toContain("sale N-3: no whole paper");
  });
  it("a duplicate that opens the drawer is seen", () => {
    const opened = mapped(
      day.papers,
      (paper) => shows(paper, "DUPLICATE"),
      (paper) => ({ ...paper, pulses: [{ pin: 2 as const, ms: 100, realtime: false }] }),
    );
    expect(judge(papers(opened)).join()).toMatch(/a DUPLICATE opened the drawer/);
  });
  it("a paper that belongs to nothing is seen", () => {
    const [first] = day.papers;
    const blank = first ? [{ ...first, truncated: false, cut: "partial" as const, lines: ["hello"] }] : [];
    expect(judge(papers([...day.papers, ...blank]))).toContain("a paper that belongs to nothing: hello");
  });
});

describe("books", () => {
  it("a gap in the receipt numbers is seen", () => {
    const orders = mapped(day.records.orders, isOrder("N-4"), (order) => ({ ...order, receiptNumber: 99 }));
    expect(judge(records({ orders })).join()).toMatch(/receipt numbers of front-1 A: .*99/);
  });
  it("a number that was burnt is seen", () => {
    const counters = day.records.counters.map((counter) => ({ ...counter, next: counter.next + 1 }));
    expect(judge(records({ counters })).join()).toMatch(/front-1 A gave \d+ numbers and goes on with/);
  });
  it.each([
    ["integrity", { integrity: "row 7 missing from index" }, /not whole: row 7/],
    ["the journal's chain", { brokenJournal: 3 }, /journal's chain breaks at 3/],
    ["the audit's chain", { brokenAudit: 2 }, /audit's chain breaks at 2/],
  ] as const)("a break in %s is seen", (_, change, message) => {
    expect(judge(records(change)).join()).toMatch(message);
  });
  it("a duty that was left lying is seen", () => {
    const jobs = mapped(day.records.jobs, isPrint, (job) => ({ ...job, state: "queued" as const }));
    expect(judge(records({ jobs })).join()).toMatch(/is queued/);
  });
  it("a doubtful print that nobody was told of is seen", () => {
    const jobs = mapped(day.records.jobs, isPrint, (job) => ({ ...job, state: "in_doubt" as const }));
    expect(judge(records({ jobs })).join()).toMatch(/is in_doubt/);
  });
  it("a sale without its duty towards Square is seen", () => {
    const jobs = without(
      day.records.jobs,
      ({ kind, orderId }) => kind === "vendor.sale" && orderId === idOf("N-1"),
    );
    expect(judge(records({ jobs }))).toContain("N-1: 0 duties vendor.sale, not 1");
  });
  it("a sale without its receipt is seen", () => {
    const jobs = without(day.records.jobs, (job) => isPrint(job) && job.orderId === idOf("N-3"));
    expect(judge(records({ jobs })).join()).toMatch(/N-3: \d receipts for \d asked/);
  });
  it("a copy that was made twice for one wish is seen", () => {
    const copy = day.records.jobs.filter(({ payload }) => Object(payload).banner === "COPY");
    const jobs = [...day.records.jobs, ...copy.map((job) => ({ ...job, id: "x" as Job["id"] }))];
    expect(judge(records({ jobs }))).toContain("N-1: 2 copies for 1 asked");
  });
  it("an order in doubt at Square is seen", () => {
    const sync = mapped(
      day.records.sync,
      ({ orderId }) => orderId === idOf("N-1"),
      (row) => ({ ...row, state: "in_doubt" as const }),
    );
    expect(judge(records({ sync }))).toContain("N-1: at its destination it is in_doubt");
  });
  it("a gateway that ended by itself is seen", () => {
    expect(judge({ ...day, incidents: ["the gateway ended with 1"] })).toEqual(["the gateway ended with 1"]);
  });
});
