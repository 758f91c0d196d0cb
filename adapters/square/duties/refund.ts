/** Money given back: refunds and voids, each as refunds of the sale's payments at Square. */
import { type Refund, type VendorJob, type VendorReference, vendorRejected } from "../../../src/sdk.ts";
import { type Account, isKeyFresh, stepKey } from "../account.ts";
import { refundAnswer, type SquareOrder, type SquareRefund } from "../schemas.ts";
import { cancelOrder } from "./agree.ts";
import { type GivenBack, remainders, sharesOf } from "./give-back.ts";
import { findOrder, readOrder } from "./lookup.ts";
import { partsOf, readPayment } from "./sale.ts";

export const MAX_REASON = 192;

export async function deliverRefund(
  account: Account,
  job: VendorJob,
  signal: AbortSignal,
): Promise<VendorReference> {
  const refund = refundOf(job);
  const sale = await saleOf(account, job, signal);
  if (sale.type !== "paid") {
    throw vendorRejected(`the sale of refund ${refund.id} is not at Square`, {
      refund: refund.id,
      sale: sale.type,
    });
  }
  const shares = sharesOf(job.order, refund, new Set(Object.keys(sale.parts)));
  if (shares === null) {
    throw vendorRejected(`refund ${refund.id} is more than its payments at Square`, { refund: refund.id });
  }
  const parts = await giveBack(account, { job, id: refund.id, why: refund.reason, sale, shares }, signal);
  const losses = ["Square keeps the refund as an amount, without lines, and dates it when it arrives"];
  return { id: sale.id, parts, losses: isMixed(job, refund, shares) ? [...losses, MIXED_TENDERS] : losses };
}

const MIXED_TENDERS = "given back in another way than it was paid; Square books it on the payment";

function isMixed({ order }: VendorJob, refund: Refund, shares: readonly GivenBack[]): boolean {
  const paidBy = new Set(
    order.payments.filter(({ id }) => shares.some((share) => share.paymentId === id)).map((p) => p.tender),
  );
  return refund.payments.some(({ tender }) => !paidBy.has(tender));
}

/** A void of what never came, or stands cancelled already, is done. */
export async function deliverVoid(
  account: Account,
  job: VendorJob,
  signal: AbortSignal,
): Promise<VendorReference> {
  const id = job.order.void?.id ?? job.job.id;
  const sale = await saleOf(account, job, signal);
  if (sale.type === "unpaid") await cancelOrder(account, job, sale.placed, signal);
  if (sale.type !== "paid") {
    const vendorId = job.earlier[0]?.id ?? "";
    return {
      id: vendorId,
      parts: {},
      losses: ["the sale is not paid at Square: nothing to give back there"],
    };
  }
  const shares = remainders(job.order, new Set(Object.keys(sale.parts)));
  const why = `void: ${job.order.void?.reason ?? ""}`;
  const parts = await giveBack(account, { job, id, why, sale, shares }, signal);
  return { id: sale.id, parts, losses: ["Square keeps no voids: the sale stays, its payments are refunded"] };
}

type Sale =
  | { readonly type: "paid"; readonly id: string; readonly parts: VendorReference["parts"] }
  | { readonly type: "unpaid"; readonly placed: SquareOrder }
  /** Not there, or cancelled. */
  | { readonly type: "none" };

/** From what the sale's duty came to, else from Square itself. */
async function saleOf(account: Account, job: VendorJob, signal: AbortSignal): Promise<Sale> {
  const { earlier, order } = job;
  // A till may call a payment and a refund alike: the sale came first, and its word counts.
  const parts = Object.fromEntries(
    [...earlier].reverse().flatMap((reference) => Object.entries(reference.parts)),
  );
  const id = earlier.map((reference) => reference.id).find((known) => known !== "");
  if (id !== undefined && order.payments.some((payment) => parts[payment.id] !== undefined)) {
    return { type: "paid", id, parts };
  }
  const placed =
    id === undefined
      ? await findOrder(account, order, soldAtMs(job), signal)
      : await readOrder(account, id, signal);
  if (placed === null || placed.state === "CANCELED") return { type: "none" };
  if (placed.state !== "COMPLETED") return { type: "unpaid", placed };
  return { type: "paid", id: placed.id, parts: await partsOf(account, order, placed, signal) };
}

/** It cannot have been sent before it was taken. */
const soldAtMs = ({ order }: VendorJob): number =>
  Math.min(Date.parse(order.capturedAt), Date.parse(order.openedAt));

interface Giving {
  readonly job: VendorJob;
  /** Ours, of the refund or the void. */
  readonly id: string;
  readonly why: string;
  readonly sale: Extract<Sale, { readonly type: "paid" }>;
  readonly shares: readonly GivenBack[];
}

async function giveBack(
  account: Account,
  giving: Giving,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const parts: Record<string, string> = {};
  for (const [index, share] of giving.shares.entries()) {
    const vendorPayment = giving.sale.parts[share.paymentId] ?? "";
    const standing = isKeyFresh(account, giving.job)
      ? null
      : await standingRefund(account, vendorPayment, reasonOf(giving), signal);
    const refund = standing ?? (await postRefund(account, giving, share, signal));
    parts[index === 0 ? giving.id : `${giving.id}/${index + 1}`] = refund.id;
  }
  return parts;
}

async function postRefund(
  account: Account,
  giving: Giving,
  { paymentId, amount }: GivenBack,
  signal: AbortSignal,
): Promise<SquareRefund> {
  const body = {
    idempotency_key: stepKey(giving.job, `refund/${paymentId}`),
    payment_id: giving.sale.parts[paymentId] ?? "",
    amount_money: { amount, currency: giving.job.order.currency },
    reason: reasonOf(giving),
  };
  const call = { method: "POST", path: "/v2/refunds", body, answer: refundAnswer } as const;
  const { refund } = await account.client.write(call, signal);
  if (isAlive(refund)) return refund;
  throw vendorRejected(`refund ${giving.id} is ${refund.status} at Square`, { vendorRefund: refund.id });
}

/** A refund has no reference at Square: its reason begins with our id. */
const reasonOf = ({ id, why }: Giving): string => `${id} ${why}`.slice(0, MAX_REASON);

export const isAlive = ({ status }: SquareRefund): boolean => status === "PENDING" || status === "COMPLETED";

async function standingRefund(
  account: Account,
  vendorPayment: string,
  reason: string,
  signal: AbortSignal,
): Promise<SquareRefund | null> {
  const payment = await readPayment(account, vendorPayment, signal);
  for (const id of payment.refund_ids) {
    const path = `/v2/refunds/${encodeURIComponent(id)}`;
    const call = { method: "GET", path, body: null, answer: refundAnswer } as const;
    const { refund } = await account.client.read(call, signal);
    if (refund.reason === reason && isAlive(refund)) return refund;
  }
  return null;
}

/** @throws Error: the dispatcher asked for a refund that the order does not have */
export function refundOf({ order, refundId }: VendorJob): Refund {
  const refund = order.refunds.find(({ id }) => id === refundId);
  if (refund === undefined) throw new Error(`order ${order.id} has no refund ${refundId}`);
  return refund;
}
