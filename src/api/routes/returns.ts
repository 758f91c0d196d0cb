/** Money given back without a sale of ours: an order of kind `return`, which sold nothing and is refunded from its first moment. */
import { type Order, type ReturnInput, returnInput } from "../../core/orders/order.ts";
import { captureReturn } from "../../core/orders/return.ts";
import type { Asked } from "../../store/commands/context.ts";
import { askedBy, bodyHash } from "../accept.ts";
import { callerOf } from "../access/auth.ts";
import { refuseOtherTill } from "../access/caller.ts";
import { orderAnswer } from "../answers/order-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { iso, type RouteDoc, route, WRITES } from "../documents/documented.ts";
import { isKnownKey, refuseUnknownPrinter } from "../known-devices.ts";
import { answerOrder, destinationsOf, refuseUnknownVendors } from "./orders.ts";

const newReturn = returnInput.meta({
  id: "NewReturn",
  description: "What came back without its sale: by `lines`, as they would be sold, or by `amount`.",
  examples: [
    {
      id: "ret-7",
      till: "front-1",
      lines: [
        {
          id: "1",
          name: "Coffee beans 500 g",
          quantity: "1",
          unitPrice: 1290,
          taxes: [{ name: "VAT", rate: "7", inclusive: true }],
        },
      ],
      payments: [{ tender: "cash", amount: 1290 }],
      reason: "bag was torn, no receipt",
      print: { printer: "front" },
    },
  ],
});

const DOC: RouteDoc = {
  id: "refundWithoutSale",
  tag: "orders",
  summary: "Give money back without a sale to name",
  description:
    "Kept as an order of kind `return`: it sold nothing, its lines are what came back, and its one refund is of this moment, with a " +
    "receipt number and a business day of its own. Its `id` deduplicates for ever, among orders too.",
  scopes: ["till"],
  keyed: "optional",
  answers: {
    201: { what: "Taken, and with `Prefer: wait` its receipts are at their end.", schema: orderAnswer },
    200: { what: "A replay: the return as it stands now.", schema: orderAnswer },
    202: { what: "Taken; a receipt is not at its end yet.", schema: orderAnswer },
  },
  codes: [...WRITES, "wrong_till", "unknown_device", "order_exists"],
};

export function returnRoutes(api: Api, context: ApiContext): void {
  api.post("/v1/refunds", route(DOC, { body: newReturn }), async (request, reply) => {
    const { body } = request;
    refuseOtherTill(callerOf(request), body.till, "the return");
    const asked = askedBy(request, { keyRequired: false, money: true });
    const contentHash = asked.key?.bodyHash ?? bodyHash(request);
    const draft = draftOf(body, asked, context);
    const made = await context.store.run("recordReturn", { ...asked, draft, contentHash });
    return answerOrder(request, reply, { made, context });
  });
}

/** A replay is answered also when its vendor or printer has left the shop since. */
function draftOf(body: ReturnInput, asked: Asked, context: ApiContext): Order {
  const { settings, nowMs, ports, store } = context;
  const isOld = store.read.order(body.id) !== undefined;
  if (!isOld && !isKnownKey(asked, store.read)) refuseUnknownVendors(body, ports);
  if (!isOld) refuseUnknownPrinter(body.print, asked, context);
  return captureReturn(
    { ...body, destinations: destinationsOf(body, context) },
    { settings, at: iso(nowMs()) },
  );
}
