/**
 * CreateOrder, CalculateOrder, RetrieveOrder, BatchRetrieveOrders. Times and versions are the server's alone.
 */
import { type Call, locationOf, type Outcome, param } from "./context.ts";
import { badRequest, notFound } from "./errors.ts";
import type { OrderInput } from "./order-shapes.ts";
import { viewOrder } from "./order-view.ts";
import { priceOrder } from "./price-order.ts";
import { batchRetrieve, calculateOrder, createOrder } from "./request-shapes.ts";
import { parse } from "./schema.ts";
import type { StoredOrder } from "./store.ts";

export function postOrder(call: Call): Outcome {
  const { order } = parse(createOrder, call.body);
  const stored = newOrder(call, order, 1);
  return { body: { order: viewOrder(stored, call.store) }, changes: [{ type: "order", order: stored }] };
}

/** A fresh order, priced and stamped. `version` null marks Square's own till. */
export function newOrder(call: Call, order: OrderInput, version: number | null): StoredOrder {
  const location = locationOf(call, order.location_id, "order.location_id");
  const fulfillments = (order.fulfillments ?? []).map((fulfillment) => {
    checkFulfillment(fulfillment);
    return { state: "PROPOSED" as const, ...fulfillment };
  });
  const withStates = order.fulfillments === undefined ? order : { ...order, fulfillments };
  const { input, priced } = priceOrder(withStates, location, call.newId);
  return {
    id: call.newId(),
    input,
    priced,
    state: order.state ?? "OPEN",
    version,
    createdAt: call.nowIso,
    updatedAt: call.nowIso,
    closedAt: null,
  };
}

type Fulfillment = NonNullable<OrderInput["fulfillments"]>[number];

function checkFulfillment({ type, pickup_details }: Fulfillment): void {
  const missing =
    type === undefined ? "type" : type === "PICKUP" && pickup_details === undefined ? "pickup_details" : null;
  if (missing === null) return;
  throw badRequest(
    "MISSING_REQUIRED_PARAMETER",
    `a fulfillment needs its ${missing}`,
    `order.fulfillments[0].${missing}`,
  );
}

export function postCalculate(call: Call): Outcome {
  const { order } = parse(calculateOrder, call.body);
  const { id, created_at, updated_at, version, ...shown } = viewOrder(newOrder(call, order, 1), call.store);
  return { body: { order: shown }, changes: [] };
}

export function getOrder(call: Call): Outcome {
  return { body: { order: viewOrder(storedOrder(call, param(call, "id")), call.store) }, changes: [] };
}

/** Ids that are not known are left out, without a word. */
export function postBatchRetrieve(call: Call): Outcome {
  const { order_ids, location_id } = parse(batchRetrieve, call.body);
  const orders = order_ids
    .map((id) => call.store.orders.get(id))
    .filter((order) => order !== undefined)
    .filter((order) => location_id === undefined || order.input.location_id === location_id);
  return { body: { orders: orders.map((order) => viewOrder(order, call.store)) }, changes: [] };
}

/** @throws SquareError 404 */
export function storedOrder(call: Call, id: string): StoredOrder {
  const order = call.store.orders.get(id);
  if (order === undefined) throw notFound("order", id);
  return order;
}
