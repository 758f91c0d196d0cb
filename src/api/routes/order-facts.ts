/** What is added to an order after it was taken: changes, payments, its end, money back, its receipt again. */
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { ErrorCode } from "../../core/errors.ts";
import { GatewayError } from "../../core/errors.ts";
import { invalidInput } from "../../core/faults.ts";
import {
  changeInput,
  deviceId,
  type Order,
  ownId,
  paymentsInput,
  refundInput,
  voidInput,
} from "../../core/orders/order.ts";
import type { Asked, Made } from "../../store/commands/context.ts";
import { askedBy } from "../accept.ts";
import { callerOf } from "../access/auth.ts";
import { refuseOtherTill } from "../access/caller.ts";
import { orderAnswer } from "../answers/order-answer.ts";
import { printJobAnswer } from "../answers/print-job-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { KEYED_WRITES, type RouteDoc, route, WRITES } from "../documents/documented.ts";
import { refuseUnknownPrinter } from "../known-devices.ts";
import { ticketsOfChange, ticketsOfVoid } from "../tickets-of.ts";
import { answerOrder, orderOf, orderParams } from "./orders.ts";
import { answerPrintJob } from "./print-jobs.ts";

export function orderFactRoutes(api: Api, context: ApiContext): void {
  changeRoute(api, context);
  paymentRoute(api, context);
  voidRoute(api, context);
  refundRoute(api, context);
  reprintRoute(api, context);
}

function factDoc(
  doc: Pick<RouteDoc, "id" | "summary" | "description">,
  codes: readonly ErrorCode[],
): RouteDoc {
  return {
    ...doc,
    tag: "orders",
    scopes: ["till"],
    keyed: "optional",
    answers: {
      201: { what: "Done: the order's next revision.", schema: orderAnswer },
      200: { what: "A replay: the order as it stands now.", schema: orderAnswer },
      202: { what: "Done; a receipt is not at its end yet.", schema: orderAnswer },
    },
    codes: [...WRITES, "not_found", "wrong_till", "unknown_device", ...codes],
  };
}

/** Each body carries ids of its own: what is sent twice is done once, with or without a key. */
const asked = (request: FastifyRequest): Asked => askedBy(request, { keyRequired: false, money: true });

const change = changeInput.meta({
  id: "OrderChange",
  examples: [
    {
      id: "c1",
      baseRevision: 1,
      add: [{ id: "2", name: "Espresso", quantity: "1", unitPrice: 240 }],
      void: [{ lineId: "1", quantity: "1", reason: "wrong milk" }],
    },
  ],
});

function changeRoute(api: Api, context: ApiContext): void {
  const doc = factDoc(
    {
      id: "changeOrder",
      summary: "Add and take back lines of an open order",
      description:
        "`baseRevision` is the revision the till has on its screen; when the order moved on: `order_changed`.",
    },
    ["order_changed", "order_paid", "wrong_state", "overpaid"],
  );
  api.post(
    "/v1/orders/:id/changes",
    route(doc, { params: orderParams, body: change }),
    async (request, reply) => {
      const orderId = request.params.id;
      const tickets = ticketsOfChange(context.store.read.order(orderId), request.body, context);
      const input = { ...asked(request), orderId, change: request.body, tickets };
      const made = await context.store.run("changeOrder", input);
      return answerOrder(request, reply, { made, context });
    },
  );
}

const payments = paymentsInput.meta({
  id: "OrderPayments",
  examples: [{ payments: [{ id: "p2", tender: "card", amount: 760 }], print: { printer: "front" } }],
});

function paymentRoute(api: Api, context: ApiContext): void {
  const doc = factDoc({ id: "payOrder", summary: "Add payments; the one that covers the order closes it" }, [
    "overpaid",
    "order_paid",
    "wrong_state",
  ]);
  api.post(
    "/v1/orders/:id/payments",
    route(doc, { params: orderParams, body: payments }),
    async (request, reply) => {
      const input = { ...asked(request), orderId: request.params.id, payments: request.body };
      refuseUnknownPrinter(request.body.print, input, context);
      const made = await context.store.run("payOrder", input);
      return answerOrder(request, reply, { made, context });
    },
  );
}

const voidBody = voidInput.meta({
  id: "OrderVoid",
  examples: [{ id: "v1", reason: "guest left", reversed: ["p1"] }],
});

function voidRoute(api: Api, context: ApiContext): void {
  const doc = factDoc(
    {
      id: "voidOrder",
      summary: "End an order as if it had not been",
      description: "On its own business day, with every payment reversed; else `order_paid`: refund it.",
    },
    ["order_paid", "wrong_state"],
  );
  api.post(
    "/v1/orders/:id/void",
    route(doc, { params: orderParams, body: voidBody }),
    async (request, reply) => {
      const orderId = request.params.id;
      const tickets = ticketsOfVoid(context.store.read.order(orderId), request.body.reason, context);
      const input = { ...asked(request), orderId, void: request.body, tickets };
      refuseUnknownPrinter(request.body.print, input, context);
      const made = await context.store.run("voidOrder", input);
      return answerOrder(request, reply, { made, context });
    },
  );
}

const refund = refundInput.meta({
  id: "OrderRefund",
  examples: [
    {
      id: "r1",
      lines: [{ lineId: "1", quantity: "1" }],
      payments: [{ tender: "cash", amount: 380, payment: "p1" }],
      reason: "cold",
    },
  ],
});

function refundRoute(api: Api, context: ApiContext): void {
  const doc = factDoc(
    {
      id: "refundOrder",
      summary: "Give money back",
      description:
        "By lines or by amount, never above what was paid; a receipt number and a business day of its own.",
    },
    ["refund_exceeds_paid", "wrong_state"],
  );
  api.post(
    "/v1/orders/:id/refunds",
    route(doc, { params: orderParams, body: refund }),
    async (request, reply) => {
      const input = { ...asked(request), orderId: request.params.id, refund: request.body };
      refuseUnknownPrinter(request.body.print, input, context);
      const made = await context.store.run("refundOrder", input);
      return answerOrder(request, reply, { made, context });
    },
  );
}

/** @throws invalid_input: its receipt went to none */
function printerOf({ id, print }: Order): string {
  if (print) return print.printer;
  throw invalidInput([{ path: "printer", message: `order ${id} was printed nowhere: name a printer` }]);
}

const reprint = z
  .strictObject({
    printer: deviceId.optional().describe("Absent: the one that its receipt came from."),
    refund: ownId.optional().describe("The receipt of this refund, not of the sale."),
  })
  .meta({ id: "Reprint", examples: [{ printer: "front" }] });

function reprintRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "reprintOrder",
    tag: "orders",
    summary: "Print a receipt again, marked COPY",
    scopes: ["till", "operator"],
    keyed: "required",
    answers: {
      201: { what: "Queued, or printed with `Prefer: wait`.", schema: printJobAnswer },
      200: { what: "A replay: the print job as it stands now.", schema: printJobAnswer },
      202: { what: "Queued; not at its end yet.", schema: printJobAnswer },
    },
    codes: [...KEYED_WRITES, "not_found", "wrong_till", "unknown_device", "wrong_state"],
  };
  api.post(
    "/v1/orders/:id/reprint",
    route(doc, { params: orderParams, body: reprint }),
    async (request, reply) => {
      const { refund: refundId = null } = request.body;
      const key = askedBy(request, { keyRequired: true, money: true });
      const order = orderOf(context, request.params.id);
      refuseOtherTill(callerOf(request), order.till, `order ${order.id}`);
      const printer = request.body.printer ?? printerOf(order);
      refuseUnknownPrinter({ printer }, key, context);
      if (refundId !== null && !order.refunds.some(({ id }) => id === refundId)) {
        throw new GatewayError("not_found", `order ${order.id} has no refund ${refundId}`);
      }
      const made: Made = await context.store.run("reprintOrder", {
        ...key,
        orderId: order.id,
        printer,
        refundId,
      });
      return answerPrintJob(request, reply, { made, context });
    },
  );
}
