/**
 * UpdateOrder: a sparse merge under a version check. Rows are matched by uid, fields_to_clear goes first.
 * Source: developer.squareup.com/docs/orders-api/manage-orders/update-orders. COMPLETED and CANCELED are
 * frozen.
 */
import { type Call, locationOf, type Outcome, param } from "./context.ts";
import { badRequest, versionMismatch } from "./errors.ts";
import { type OrderPatch, orderInput } from "./order-shapes.ts";
import { dueOn, paymentsOf, touch, viewOrder } from "./order-view.ts";
import { storedOrder } from "./orders.ts";
import { priceOrder } from "./price-order.ts";
import { updateOrder } from "./request-shapes.ts";
import { isRecord, parse } from "./schema.ts";
import type { StoredOrder } from "./store.ts";

type Plain = Record<string, unknown>;

export function putOrder(call: Call): Outcome {
  const { order: patch, fields_to_clear } = parse(updateOrder, call.body);
  const present = storedOrder(call, param(call, "id"));
  checkUpdatable(present, patch);
  const cleared = (fields_to_clear ?? []).reduce(clearField, structuredClone(present.input) as Plain);
  const { version, state, ...fields } = patch;
  const { state: firstState, ...merged } = mergeRows(cleared, fields);
  const { input, priced } = priceOrder(
    parse(orderInput, merged),
    locationOf(call, present.input.location_id, "order.location_id"),
    call.newId,
  );
  const next = withState(call, { ...touch(present, call.nowIso), input, priced }, state);
  return { body: { order: viewOrder(next, call.store) }, changes: [{ type: "order", order: next }] };
}

function checkUpdatable(present: StoredOrder, patch: OrderPatch): void {
  if (present.version === null) {
    throw badRequest("BAD_REQUEST", "an order that was not made through the API cannot be updated", null);
  }
  if (present.state === "COMPLETED" || present.state === "CANCELED") {
    throw badRequest("BAD_REQUEST", `the order is ${present.state} and cannot be changed`, "order.state");
  }
  if (patch.version !== present.version) throw versionMismatch(patch.version, present.version);
  if (patch.location_id !== undefined && patch.location_id !== present.input.location_id) {
    throw badRequest("LOCATION_MISMATCH", "an order stays at its location", "order.location_id");
  }
}

function withState(call: Call, order: StoredOrder, state: OrderPatch["state"]): StoredOrder {
  if (state === undefined || state === order.state) return order;
  if (state === "DRAFT")
    throw badRequest("BAD_REQUEST", "an open order cannot become a draft", "order.state");
  const paid = paymentsOf(order.id, call.store).some((payment) => payment.status === "COMPLETED");
  if (state === "CANCELED" && paid) {
    throw badRequest("BAD_REQUEST", "a paid order cannot be canceled, refund it", "order.state");
  }
  if (state === "COMPLETED" && !(paid && dueOn(order, call.store) === 0)) {
    throw badRequest("BAD_REQUEST", "an order completes when it is paid", "order.state");
  }
  return { ...order, state, closedAt: state === "OPEN" ? null : call.nowIso };
}

/**
 * Objects are merged field by field, lists row by row of the same uid; rows without a known uid are added.
 */
function mergeRows(present: Plain, patch: Plain): Plain {
  const merged: Plain = { ...present };
  for (const [name, value] of Object.entries(patch)) {
    const old = merged[name];
    if (Array.isArray(value) && Array.isArray(old)) merged[name] = mergeLists(old, value);
    else if (isRecord(value) && isRecord(old)) merged[name] = mergeRows(old, value);
    else merged[name] = value;
  }
  return merged;
}

function mergeLists(present: readonly unknown[], patch: readonly unknown[]): unknown[] {
  const merged = [...present];
  for (const row of patch) {
    const uid = isRecord(row) ? row["uid"] : undefined;
    const at = uid === undefined ? -1 : merged.findIndex((old) => isRecord(old) && old["uid"] === uid);
    const old = merged[at];
    if (isRecord(row) && isRecord(old)) merged[at] = mergeRows(old, row);
    else merged.push(row);
  }
  return merged;
}

/**
 * `ticket_name`, `discounts`, `line_items[uid]`, `line_items[uid].note`. @throws SquareError 400: no such
 * path.
 */
function clearField(order: Plain, path: string): Plain {
  const steps = [...path.matchAll(/([a-z_]+)(?:\[([^\]]+)\])?(?:\.|$)/g)];
  if (steps.map((step) => step[0]).join("") !== path || path === "location_id") {
    throw badRequest("INVALID_VALUE", `${path} cannot be cleared`, "fields_to_clear");
  }
  return clearStep(
    order,
    steps.map((step) => ({ name: step[1] ?? "", uid: step[2] ?? null })),
  );
}

function clearStep(holder: Plain, steps: readonly { name: string; uid: string | null }[]): Plain {
  const [step, ...rest] = steps;
  if (step === undefined) return holder;
  const { [step.name]: value, ...others } = holder;
  if (step.uid === null) {
    return rest.length === 0 || !isRecord(value)
      ? others
      : { ...others, [step.name]: clearStep(value, rest) };
  }
  if (!Array.isArray(value)) return holder;
  const rows = value.flatMap((row: unknown) => {
    if (!isRecord(row) || row["uid"] !== step.uid) return [row];
    return rest.length === 0 ? [] : [clearStep(row, rest)];
  });
  return { ...others, [step.name]: rows };
}
