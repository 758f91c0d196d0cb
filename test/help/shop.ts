/** Puts orders into a test store as the API would. */
import { createHash } from "node:crypto";
import { type Order, returnInput } from "../../src/core/orders/order.ts";
import { captureReturn } from "../../src/core/orders/return.ts";
import { draftOf } from "../../src/store/draft.ts";
import type { Store } from "../../src/store/store.ts";
import { captured, makeOrderInput, makeSettings } from "./orders.ts";

type Overrides = Parameters<typeof makeOrderInput>[0];

/** A closed sale of 7.60 to Square, or whatever is asked for. */
export async function sell(store: Store, id: string, overrides: Overrides = {}): Promise<Order> {
  const draft = captured(makeOrderInput({ id, destinations: ["square"], ...overrides }));
  const contentHash = createHash("sha256").update(JSON.stringify(draft)).digest();
  await store.run("captureOrder", {
    draft: draftOf(draft),
    contentHash,
    key: null,
    actor: "till",
    till: null,
  });
  const order = store.read.order(id);
  if (!order) throw new Error(`order ${id} was not stored`);
  return order;
}

/** Gives an amount of a sale back. */
export async function refund(store: Store, orderId: string, id: string, amount: number): Promise<void> {
  const refund = { id, amount, payments: [{ tender: "cash" as const, amount }], reason: "cold" };
  await store.run("refundOrder", { orderId, refund, key: null, actor: "till", till: null });
}

/** The jobs of an order towards a vendor. */
export const vendorJobs = (store: Store, orderId: string) =>
  store.read.jobsOfOrder(orderId).filter((job) => job.lane.startsWith("vendor:"));

/** A return without its sale, in cash. */
export async function takeBack(store: Store, id: string, amount: number): Promise<void> {
  const at = "2026-11-21T12:00:00Z";
  const asked = returnInput.parse({
    ...{ id, till: "front-1", amount, at, reason: "no receipt" },
    payments: [{ tender: "cash", amount }],
  });
  const draft = captureReturn(asked, { settings: makeSettings(), at });
  await store.run("recordReturn", {
    key: null,
    actor: "test",
    till: null,
    draft,
    contentHash: new Uint8Array(32),
  });
}
