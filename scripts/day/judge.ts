/** What really happened, by the ledgers of the printer and of Square, beside what the gateway says. */
import type { Paper, Shop } from "../../test/help/shop/shop.ts";

export interface Verdict {
  readonly captured: number;
  /** Orders with exactly one whole receipt without banner, or one cut short plus one with banner. */
  readonly proven: number;
  readonly copiesWithBanner: number;
  readonly cutShort: number;
  readonly atSquare: number;
  readonly missing: number;
  readonly extra: number;
  readonly mismatched: number;
  readonly doubled: number;
  readonly faults: readonly string[];
}

interface SoldOrder {
  readonly id: string;
  readonly number: string;
}

export async function judge(shop: Shop, sold: readonly SoldOrder[], report: Report): Promise<Verdict> {
  const papers = shop.papers();
  const faults: string[] = [];
  let proven = 0;
  for (const order of sold) {
    const receipts = papers.filter((paper) => isSaleReceipt(paper, order.number));
    const verdict = paperVerdict(receipts, await wasConfirmed(shop, order.id));
    if (verdict === null) proven += 1;
    else faults.push(`${order.number}: ${verdict}`);
  }
  const ledger = (await shop.square.get("/_sim/ledger")).body as {
    orders: readonly { reference_id?: string }[];
  };
  const references = ledger.orders.map((order) => order.reference_id);
  for (const { id, number } of sold) {
    const times = references.filter((reference) => reference === id).length;
    if (times !== 1) faults.push(`${number}: ${times} times at Square, by its own ledger`);
  }
  if (!report.agrees) faults.push("the reconciliation does not agree");
  return {
    captured: sold.length,
    proven,
    copiesWithBanner: papers.filter((paper) => has(paper, "DUPLICATE")).length,
    cutShort: papers.filter((paper) => paper.truncated).length,
    atSquare: ledger.orders.length,
    missing: report.missing.length,
    extra: report.extra.length,
    mismatched: report.mismatched.length + report.refunds.length,
    doubled: report.doubled.length,
    faults,
  };
}

export interface Report {
  readonly agrees: boolean;
  readonly missing: readonly unknown[];
  readonly extra: readonly unknown[];
  readonly mismatched: readonly unknown[];
  readonly refunds: readonly unknown[];
  readonly doubled: readonly unknown[];
}

/** Null: as it must be. */
function paperVerdict(receipts: readonly Paper[], isProven: boolean): string | null {
  const whole = receipts.filter((paper) => !paper.truncated);
  const plain = whole.filter((paper) => !has(paper, "DUPLICATE"));
  const marked = whole.filter((paper) => has(paper, "DUPLICATE"));
  if (!isProven) return "no print job of it was confirmed by the printer";
  if (plain.length === 1) return null;
  if (plain.length === 0 && marked.length === 1) return null;
  return `${plain.length} whole receipts without banner, ${marked.length} with banner`;
}

async function wasConfirmed(shop: Shop, orderId: string): Promise<boolean> {
  const { body } = await shop.api.get(`/v1/orders/${orderId}`);
  return (body.printJobs as { state: string; proof: string }[]).some(
    (job) => job.state === "printed" && job.proof === "printer",
  );
}

const has = (paper: Paper, word: string): boolean => paper.lines.some((line) => line.includes(word));
const isSaleReceipt = (paper: Paper, number: string): boolean =>
  has(paper, number) && !has(paper, "REFUND") && !has(paper, "Refund");
