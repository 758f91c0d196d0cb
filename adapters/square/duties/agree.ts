/**
 * Square's total and ours must be one before anything is paid. We worked it out beforehand; where Square rounds otherwise than
 * its documents say, a visible row makes up the cents. More than cents is no rounding: then the order is withdrawn and told.
 */
import { type VendorJob, vendorRejected } from "../../../src/sdk.ts";
import { type Account, stepKey } from "../account.ts";
import type { SquareSale } from "../mapping/mapping.ts";
import { orderAnswer, type SquareOrder } from "../schemas.ts";
import { readOrder } from "./lookup.ts";

export interface Delivery {
  readonly account: Account;
  readonly job: VendorJob;
  readonly sale: SquareSale;
}

export interface Agreed {
  readonly order: SquareOrder;
  readonly losses: readonly string[];
}

/** A cent off a taxed line may take a cent of tax with it: a second row gives that back. */
const MAX_CORRECTIONS = 2;

/** @throws vendor_rejected with both figures: the order is cancelled at Square, or was */
export async function agree(delivery: Delivery, placed: SquareOrder, signal: AbortSignal): Promise<Agreed> {
  const { account, sale, job } = delivery;
  const first = totalOf(placed);
  if (first === sale.total) return standing(job, { order: placed, losses: [] });
  // The answer to a known key may be of long ago: what counts is how the order stands.
  let order = await readOrder(account, placed.id, signal);
  for (let round = 0; round < MAX_CORRECTIONS && isRounding(order, sale); round += 1) {
    order = await correct(delivery, order, signal);
  }
  const losses = [`Square came to ${first}, we to ${sale.total}: a row "Rounding" makes it one`];
  if (totalOf(order) === sale.total) return standing(job, { order, losses });
  const { state } = await withdraw(delivery, order.id, signal);
  const facts = { ours: sale.total, square: totalOf(order), vendorOrder: order.id, state };
  throw vendorRejected(
    `Square makes order ${job.order.id} ${facts.square}, we ${facts.ours}: not paid there`,
    facts,
  );
}

function standing(job: VendorJob, agreed: Agreed): Agreed {
  if (agreed.order.state !== "CANCELED") return agreed;
  throw vendorRejected(`order ${job.order.id} stands cancelled at Square`, { vendorOrder: agreed.order.id });
}

function isRounding(order: SquareOrder, sale: SquareSale): boolean {
  const difference = Math.abs(totalOf(order) - sale.total);
  return order.state === "OPEN" && difference > 0 && difference <= sale.tolerance;
}

async function correct(
  { account, job, sale }: Delivery,
  order: SquareOrder,
  signal: AbortSignal,
): Promise<SquareOrder> {
  const missing = sale.total - totalOf(order);
  const amount = { amount: Math.abs(missing), currency: job.order.currency };
  const row = { uid: `rounding-${versionOf(order)}`, name: "Rounding" };
  const rows =
    missing > 0
      ? { line_items: [{ ...row, quantity: "1", base_price_money: amount }] }
      : { discounts: [{ ...row, type: "FIXED_AMOUNT", amount_money: amount, scope: "ORDER" }] };
  return update(account, order, { key: stepKey(job, `round/${versionOf(order)}`), change: rows }, signal);
}

/** An order that we will not pay must not stay open at Square. Gives it as it stands then. */
export async function withdraw(
  { account, job }: Delivery,
  id: string,
  signal: AbortSignal,
): Promise<SquareOrder> {
  const present = await readOrder(account, id, signal);
  return present.state === "OPEN" ? cancelOrder(account, job, present, signal) : present;
}

/** Cancels an unpaid order. */
export function cancelOrder(
  account: Account,
  job: VendorJob,
  present: SquareOrder,
  signal: AbortSignal,
): Promise<SquareOrder> {
  const key = stepKey(job, `cancel/${versionOf(present)}`);
  return update(account, present, { key, change: { state: "CANCELED" } }, signal);
}

async function update(
  { client, locationId }: Account,
  present: SquareOrder,
  { key, change }: { readonly key: string; readonly change: object },
  signal: AbortSignal,
): Promise<SquareOrder> {
  const order = { location_id: locationId, version: versionOf(present), ...change };
  const path = `/v2/orders/${encodeURIComponent(present.id)}`;
  const body = { idempotency_key: key, order };
  return (await client.write({ method: "PUT", path, body, answer: orderAnswer }, signal)).order;
}

/** Without tip: once it is paid, Square's total holds it. */
const totalOf = (order: SquareOrder): number =>
  (order.total_money?.amount ?? 0) - (order.total_tip_money?.amount ?? 0);

const versionOf = (order: SquareOrder): number => order.version ?? 1;
