/**
 * Returns without a sale: refunds that name no payment, one for each way in which money went back. They stand in no order of
 * Square, so they are found again, and compared, by what their reason begins with.
 */
import {
  type Refund,
  type Tender,
  type VendorJob,
  type VendorOrder,
  type VendorReference,
  vendorRejected,
} from "../../../src/sdk.ts";
import { type Account, isKeyFresh, sentSinceMs, stepKey } from "../account.ts";
import { EXTERNAL } from "../mapping/mapping-payments.ts";
import { refundAnswer, refundsAnswer, type SquareRefund } from "../schemas.ts";
import { isAlive, MAX_REASON, refundOf } from "./refund.ts";

const LOSSES = [
  "Square keeps the return as an amount, without lines and tax, and dates it when it arrives",
  "it stands among Square's refunds, in none of its orders",
];
/** Square's clock and ours may differ. */
const SLACK_MS = 3_600_000;
/** Square's own limit. */
const PAGE_SIZE = 100;

export async function deliverReturn(
  account: Account,
  job: VendorJob,
  signal: AbortSignal,
): Promise<VendorReference> {
  const refund = refundOf(job);
  const standing = await findSent(account, job, signal);
  const parts: Record<string, string> = {};
  for (const [index, payment] of refund.payments.entries()) {
    if (payment.amount === 0) continue;
    const name = index === 0 ? refund.id : `${refund.id}/${index + 1}`;
    const wish = { job, refund, payment, name };
    const made = standing.get(name) ?? (await post(account, wish, signal));
    parts[name] = made.id;
  }
  return { id: Object.values(parts)[0] ?? "", parts, losses: LOSSES };
}

/** Our name of a refund → what stands at Square. While the keys are fresh nothing needs to be looked up. */
async function findSent(
  account: Account,
  job: VendorJob,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SquareRefund>> {
  const found = new Map<string, SquareRefund>();
  const { firstSentAtMs } = job.job;
  if (firstSentAtMs === null || isKeyFresh(account, job)) return found;
  const offsetMs = account.client.clockOffsetMs();
  const window = {
    fromMs: sentSinceMs(firstSentAtMs, account.nowMs()) + Math.min(0, offsetMs) - SLACK_MS,
    toMs: account.nowMs() + Math.max(0, offsetMs) + SLACK_MS,
  };
  for await (const refund of unlinkedBetween(account, window, signal)) {
    const name = tagOf(refund)?.name;
    if (name !== undefined) found.set(name, refund);
  }
  return found;
}

interface Wish {
  readonly job: VendorJob;
  readonly refund: Refund;
  readonly payment: Refund["payments"][number];
  /** Ours, of this part of the return. */
  readonly name: string;
}

async function post(account: Account, wish: Wish, signal: AbortSignal): Promise<SquareRefund> {
  const { job, refund, payment, name } = wish;
  const money = { amount: payment.amount, currency: job.order.currency };
  const reason = `Return ${name} of ${refund.businessDay}: ${refund.reason}`.slice(0, MAX_REASON);
  const body = {
    idempotency_key: stepKey(job, `return/${name}`),
    unlinked: true,
    location_id: account.locationId,
    amount_money: money,
    reason,
    ...destinationOf(payment.tender, money),
  };
  const call = { method: "POST", path: "/v2/refunds", body, answer: refundAnswer } as const;
  const { refund: made } = await account.client.write(call, signal);
  if (isAlive(made)) return made;
  throw vendorRejected(`return ${name} is ${made.status} at Square`, { vendorRefund: made.id });
}

const destinationOf = (tender: Tender, money: object): object =>
  tender === "cash"
    ? { destination_id: "CASH", cash_details: { seller_supplied_money: money } }
    : { destination_id: "EXTERNAL", external_details: EXTERNAL[tender] };

/** What our reasons begin with; `id` is that of the whole return. */
function tagOf({ reason }: SquareRefund) {
  const [, name, id, businessDay] =
    /^Return (([A-Za-z0-9._:-]+)(?:\/\d+)?) of (\d{4}-\d\d-\d\d): /.exec(reason ?? "") ?? [];
  if (name === undefined || id === undefined || businessDay === undefined) return null;
  return { name, id, businessDay };
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Live refunds of no payment, page after page. */
async function* unlinkedBetween(
  account: Account,
  { fromMs, toMs }: Window,
  signal: AbortSignal,
): AsyncGenerator<SquareRefund, void, undefined> {
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      location_id: account.locationId,
      begin_time: new Date(fromMs).toISOString(),
      end_time: new Date(toMs).toISOString(),
      limit: String(PAGE_SIZE),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const call = { method: "GET", path: `/v2/refunds?${query}`, body: null, answer: refundsAnswer } as const;
    const page = await account.client.read(call, signal);
    yield* page.refunds.filter((refund) => refund.unlinked && isAlive(refund));
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Returns as reconciliation reads them: orders that sold nothing. The parts of one are one. */
export async function returnsBetween(
  account: Account,
  window: Window,
  dayOf: (instant: string) => string,
  signal: AbortSignal,
): Promise<readonly VendorOrder[]> {
  const found = new Map<string, VendorOrder>();
  for await (const refund of unlinkedBetween(account, window, signal)) {
    const tag = tagOf(refund);
    const known = found.get(tag?.id ?? refund.id);
    const refunded = (known?.refunded ?? 0) + refund.amount_money.amount;
    found.set(tag?.id ?? refund.id, {
      vendorId: known?.vendorId ?? refund.id,
      reference: tag?.id ?? null,
      businessDay: tag?.businessDay ?? dayOf(refund.created_at),
      state: "completed",
      currency: refund.amount_money.currency,
      total: 0,
      tax: 0,
      tip: 0,
      paid: 0,
      refunded,
      updatedAt: refund.updated_at,
      summary: "refund without a sale",
    });
  }
  return [...found.values()];
}
