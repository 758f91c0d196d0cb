/** Orders: taken, listed, shown. What happens to them later: order-facts.ts. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { v7 } from "uuid";
import { z } from "zod";
import { GatewayError, isGatewayError } from "../../core/errors.ts";
import { SYNC_STATES } from "../../core/events.ts";
import { type Fault, invalidInput, refuse } from "../../core/faults.ts";
import { captureOrder } from "../../core/orders/capture.ts";
import {
  businessDay,
  ORDER_STATES,
  type Order,
  type OrderInput,
  orderInput,
} from "../../core/orders/order.ts";
import type { Captured } from "../../store/commands/capture-order.ts";
import type { Asked } from "../../store/commands/context.ts";
import { type Draft, draftOf, withMembers } from "../../store/draft.ts";
import { answerMade, askedBy, bodyHash } from "../accept.ts";
import { callerOf } from "../access/auth.ts";
import { refuseOtherTill } from "../access/caller.ts";
import { followUpsOf, orderAnswer, orderSummary, toOrder, toOrderSummary } from "../answers/order-answer.ts";
import { newOrderExample, summaryExample } from "../answers/order-examples.ts";
import type { Api, ApiContext } from "../context.ts";
import { cursorOf, iso, KEYED_WRITES, pageOf, pageQuery, route, seqOf } from "../documents/documented.ts";
import { preferredWait } from "../events/waits.ts";
import { isKnownKey, refuseUnknownPrinter } from "../known-devices.ts";
import { ticketsOfSale } from "../tickets-of.ts";

export const orderParams = z.strictObject({ id: z.string().min(1).max(64) });

const newOrder = orderInput.meta({
  id: "NewOrder",
  description: "An order as a till sends it. Money in minor units, quantities as decimal strings.",
  examples: [newOrderExample],
});

export function orderRoutes(api: Api, context: ApiContext): void {
  captureRoute(api, context);
  listRoute(api, context);
  showRoute(api, context);
}

type NewlyCaptured = Extract<Captured, { readonly replayed: false }>;

const CAPTURE_CODES = [
  ...KEYED_WRITES,
  "wrong_till",
  "unknown_device",
  "order_exists",
  "totals_mismatch",
  "overpaid",
] as const;

function captureRoute(api: Api, context: ApiContext): void {
  api.post(
    "/v1/orders",
    route(
      {
        id: "captureOrder",
        tag: "orders",
        summary: "Take an order",
        description:
          "On disk before it is answered. The order's `id` deduplicates for ever; without one an `Idempotency-Key` is needed. " +
          "`Prefer: wait` waits for its receipts, not for the vendors: those may be away for hours.",
        scopes: ["till"],
        keyed: "optional",
        answers: {
          201: { what: "Taken, and with `Prefer: wait` its receipts are at their end.", schema: orderAnswer },
          200: { what: "A replay: the order as it stands now.", schema: orderAnswer },
          202: { what: "Taken; a receipt is not at its end yet.", schema: orderAnswer },
        },
        codes: CAPTURE_CODES,
      },
      { body: newOrder },
    ),
    async (request, reply) => {
      const { body } = request;
      refuseOtherTill(callerOf(request), body.till, "the order");
      const asked = askedBy(request, { keyRequired: body.id === undefined, money: true });
      const contentHash = asked.key?.bodyHash ?? bodyHash(request);
      const order = reckon(body, asked, context);
      const draft = draftOf(order);
      const tickets = ticketsOfSale(order, context);
      const made = await context.store.run("captureOrder", { ...asked, draft, contentHash, tickets });
      if (made.replayed || preferredWait(request) > 0) return answerOrder(request, reply, { made, context });
      return answerNew(reply, draft, { made, context });
    },
  );
}

/** A replay is answered also when its vendor or printer has left the shop since. @throws invalid_input · unknown_device · totals_mismatch · overpaid */
function reckon(body: OrderInput, asked: Asked, context: ApiContext): Order {
  const { settings, nowMs, ports, store } = context;
  const faults = vendorFaults(body, ports);
  const isPrinterThere = body.print === undefined || ports.devices.has(body.print.printer, "printer");
  // Looked up only for who has left: a read for each order would be for nothing.
  const isReplay =
    (faults.length > 0 || !isPrinterThere) &&
    ((body.id !== undefined && store.read.order(body.id) !== undefined) || isKnownKey(asked, store.read));
  const order = refuseBeside(isReplay ? [] : faults, () =>
    captureOrder(
      { ...body, destinations: destinationsOf(body, context) },
      {
        id: body.id ?? v7(),
        settings,
        capturedAt: iso(nowMs()),
        // No terminal is driven by this gateway yet, so it knows of no payment.
        paymentState: () => undefined,
      },
    ),
  );
  if (!isReplay) refuseUnknownPrinter(body.print, asked, context);
  return order;
}

/** What rules draw up, unless there are faults: these and those that the rules find, all at once. */
function refuseBeside(faults: readonly Fault[], rules: () => Order): Order {
  let order: Order;
  try {
    order = rules();
  } catch (error) {
    if (faults.length > 0) throw invalidInput([...faults, ...faultsIn(error)]);
    throw error;
  }
  refuse(faults);
  return order;
}

const faultsIn = (error: unknown): readonly Fault[] =>
  isGatewayError(error) && error.code === "invalid_input" ? (error.facts["errors"] as readonly Fault[]) : [];

/** By the vendors' own ids, each once; the store's where none is named. */
export function destinationsOf(
  { destinations }: Pick<OrderInput, "destinations">,
  { settings, ports }: ApiContext,
): string[] {
  return [...new Set((destinations ?? settings.destinations).map(ports.vendors.canonicalId))];
}

/** @throws invalid_input */
export function refuseUnknownVendors(
  body: Pick<OrderInput, "destinations">,
  ports: ApiContext["ports"],
): void {
  refuse(vendorFaults(body, ports));
}

function vendorFaults(
  { destinations = [] }: Pick<OrderInput, "destinations">,
  { vendors }: ApiContext["ports"],
): readonly Fault[] {
  const known = vendors.known();
  return destinations.flatMap((name, index) =>
    known.includes(vendors.canonicalId(name))
      ? []
      : [{ path: `destinations[${index}]`, message: `one of: ${known.join(", ")}` }],
  );
}

/** The order as it stands, once its receipts are over or the caller's time is. */
export function answerOrder(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    made,
    context,
  }: { readonly made: { readonly id: string; readonly replayed: boolean }; readonly context: ApiContext },
): Promise<unknown> {
  const { read } = context.store;
  return answerMade(request, reply, made, {
    location: locationOf(made.id),
    waits: context.waits,
    jobs: () =>
      read
        .jobsOfOrder(made.id)
        .filter(({ kind }) => kind === "print")
        .map(({ id }) => id),
    body: () => toOrder(orderOf(context, made.id), context),
  });
}

/** An order that nothing can have happened to yet: its own text, and what the store gave it. Reading it back would tell the same. */
function answerNew(
  reply: FastifyReply,
  { head, json }: Draft,
  { made, context }: { readonly made: NewlyCaptured; readonly context: ApiContext },
): FastifyReply {
  const receiptUrl = context.ports.receipts.urlOf(head.id);
  const hasDuties = head.print !== null || head.destinations.length > 0;
  const followUps = hasDuties
    ? followUpsOf({ ...head, ...made.numbers }, context)
    : { printJobs: [], sync: [] };
  return reply
    .code(201)
    .header("location", locationOf(made.id))
    .header("content-type", "application/json; charset=utf-8")
    .send(withMembers(json, { timesEstimated: false, receiptUrl, ...made.numbers, ...followUps }));
}

const locationOf = (id: string): string => `/v1/orders/${encodeURIComponent(id)}`;

/** @throws not_found */
export function orderOf({ store }: Pick<ApiContext, "store">, id: string): Order {
  const order = store.read.order(id);
  if (!order) throw new GatewayError("not_found", `there is no order ${id}`);
  return order;
}

const filter = z.strictObject({
  ...pageQuery.shape,
  businessDay: businessDay.optional(),
  till: z.string().max(40).optional(),
  state: z.enum(ORDER_STATES).optional(),
  destination: z.string().max(40).optional(),
  syncState: z.enum(SYNC_STATES).optional().describe("`sending` counts as `pending` here."),
});

function listRoute(api: Api, context: ApiContext): void {
  api.get(
    "/v1/orders",
    route(
      {
        id: "listOrders",
        tag: "orders",
        summary: "List orders, newest first",
        description: "A till sees its own.",
        scopes: ["till", "kitchen", "operator"],
        answers: { 200: { what: "A page.", schema: pageOf(orderSummary, "OrderPage", summaryExample) } },
        codes: ["wrong_till"],
      },
      { querystring: filter },
    ),
    async (request) => {
      const { limit, after, syncState, ...wanted } = request.query;
      const caller = callerOf(request);
      if (wanted.till !== undefined) refuseOtherTill(caller, wanted.till, "the list");
      const till = caller.till ?? wanted.till;
      const page = context.store.read.orders(
        { ...wanted, till, syncState: syncState === "sending" ? "pending" : syncState },
        limit,
        seqOf(after),
      );
      return { items: page.items.map((order) => toOrderSummary(order, context)), next: cursorOf(page.next) };
    },
  );
}

function showRoute(api: Api, context: ApiContext): void {
  api.get(
    "/v1/orders/:id",
    route(
      {
        id: "getOrder",
        tag: "orders",
        summary: "One order, with its lines, payments, refunds, receipts and destinations",
        scopes: ["till", "kitchen", "operator"],
        answers: { 200: { what: "The order as it stands.", schema: orderAnswer } },
        codes: ["not_found", "wrong_till"],
      },
      { params: orderParams },
    ),
    async (request) => {
      const order = orderOf(context, request.params.id);
      refuseOtherTill(callerOf(request), order.till, `order ${order.id}`);
      return toOrder(order, context);
    },
  );
}
