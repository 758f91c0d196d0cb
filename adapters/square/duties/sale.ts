/**
 * A sale at Square: order → payments → paid. Every step carries its own key and the same body each time, so the whole is
 * simply done again after a lost answer; what stands is found standing.
 */
import { type Order, type VendorJob, type VendorReference, vendorRejected } from "../../../src/sdk.ts";
import { type Account, isKeyFresh, sentSinceMs, stepKey } from "../account.ts";
import { isRefusal, isRefused } from "../failures.ts";
import { type SquareSale, toSquareSale } from "../mapping/mapping.ts";
import { paymentReference, paymentsToSend, toSquarePayment } from "../mapping/mapping-payments.ts";
import { sum } from "../mapping/price.ts";
import { orderAnswer, paymentAnswer, type SquareOrder, type SquarePayment } from "../schemas.ts";
import { agree, type Delivery, withdraw } from "./agree.ts";
import { findOrder } from "./lookup.ts";

/** @throws vendor_rejected: Square stays at another total, or refuses; the unpaid order is then cancelled */
export async function deliverSale(
  account: Account,
  job: VendorJob,
  signal: AbortSignal,
): Promise<VendorReference> {
  const sale = toSquareSale(job.order, account);
  checkPayments(job.order, sale.total);
  const placed = (await findSent(account, job, signal)) ?? (await place(account, job, sale, signal));
  return complete({ account, job, sale }, placed, signal);
}

/** While the key is fresh nothing needs to be looked up. */
export async function findSent(
  account: Account,
  job: VendorJob,
  signal: AbortSignal,
): Promise<SquareOrder | null> {
  const { firstSentAtMs } = job.job;
  if (firstSentAtMs === null || isKeyFresh(account, job)) return null;
  return findOrder(account, job.order, sentSinceMs(firstSentAtMs, account.nowMs()), signal);
}

function checkPayments(order: Order, total: number): void {
  const paid = sum(paymentsToSend(order).map(({ amount }) => amount));
  if (paid === total) return;
  throw vendorRejected(`order ${order.id} is ${total}, its payments come to ${paid}`, { total, paid });
}

async function place(
  account: Account,
  job: VendorJob,
  sale: SquareSale,
  signal: AbortSignal,
): Promise<SquareOrder> {
  const body = { idempotency_key: stepKey(job, "order"), order: sale.order };
  try {
    return (
      await account.client.write({ method: "POST", path: "/v2/orders", body, answer: orderAnswer }, signal)
    ).order;
  } catch (error) {
    // An earlier release of ours may have written the body another way: then what it made is what counts.
    if (!isRefusal(error, "IDEMPOTENCY_KEY_REUSED")) throw error;
    const since = sentSinceMs(job.job.firstSentAtMs ?? job.job.createdAtMs, account.nowMs());
    const found = await findOrder(account, job.order, since, signal);
    if (found === null) throw error;
    return found;
  }
}

async function complete(
  delivery: Delivery,
  placed: SquareOrder,
  signal: AbortSignal,
): Promise<VendorReference> {
  const { account, sale, job } = delivery;
  const agreed = await agree(delivery, placed, signal);
  const parts =
    agreed.order.state === "COMPLETED"
      ? await partsOf(account, job.order, agreed.order, signal)
      : await pay(delivery, placed.id, signal);
  return { id: placed.id, parts, losses: [...sale.losses, ...agreed.losses] };
}

async function pay(
  delivery: Delivery,
  orderId: string,
  signal: AbortSignal,
): Promise<VendorReference["parts"]> {
  const { account, job } = delivery;
  try {
    const parts = await makePayments(delivery, orderId, signal);
    const ids = Object.values(parts);
    if (ids.length !== 1) await payWith(delivery, { orderId, ids }, signal);
    return parts;
  } catch (error) {
    if (!isRefused(error)) throw error;
    const standing = await withdraw(delivery, orderId, signal);
    if (standing.state !== "COMPLETED") throw error;
    return partsOf(account, job.order, standing, signal);
  }
}

async function makePayments(
  { account, job }: Delivery,
  orderId: string,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const payments = paymentsToSend(job.order);
  const parts: Record<string, string> = {};
  for (const payment of payments) {
    const key = stepKey(job, `payment/${payment.id}`);
    const place = { orderId, locationId: account.locationId, key, isOnly: payments.length === 1 };
    const body = toSquarePayment(payment, job.order, place);
    const call = { method: "POST", path: "/v2/payments", body, answer: paymentAnswer } as const;
    const made = (await account.client.write(call, signal)).payment;
    if (made.status === "CANCELED" || made.status === "FAILED") {
      throw vendorRejected(`payment ${payment.id} is ${made.status} at Square`, { vendorPayment: made.id });
    }
    parts[payment.id] = made.id;
  }
  return parts;
}

/** Also an order of nothing must be paid, with no payments, or it stays open. */
async function payWith(
  { account, job }: Delivery,
  { orderId, ids }: { readonly orderId: string; readonly ids: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const body = { idempotency_key: stepKey(job, "pay"), payment_ids: ids };
  const path = `/v2/orders/${encodeURIComponent(orderId)}/pay`;
  await account.client.write({ method: "POST", path, body, answer: orderAnswer }, signal);
}

/** Which of Square's payments is which of ours. */
export async function partsOf(
  account: Account,
  order: Order,
  placed: SquareOrder,
  signal: AbortSignal,
): Promise<VendorReference["parts"]> {
  const byReference = new Map(order.payments.map(({ id }) => [paymentReference(order.id, id), id]));
  const parts: Record<string, string> = {};
  for (const { payment_id } of placed.tenders) {
    if (payment_id === undefined) continue;
    const payment = await readPayment(account, payment_id, signal);
    const ours = byReference.get(payment.reference_id ?? "");
    if (ours !== undefined) parts[ours] = payment.id;
  }
  return parts;
}

export async function readPayment(account: Account, id: string, signal: AbortSignal): Promise<SquarePayment> {
  const path = `/v2/payments/${encodeURIComponent(id)}`;
  return (await account.client.read({ method: "GET", path, body: null, answer: paymentAnswer }, signal))
    .payment;
}
