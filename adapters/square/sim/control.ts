/**
 * The back door under /_sim/: faults, the ledger, what was received, and things that happen at Square without
 * the API. It asks for no token and no fault touches it.
 */
import type { Answer, SimParts } from "./answer.ts";
import { badRequest, notFound, SquareError } from "./errors.ts";
import { parseFaults } from "./faults.ts";
import { money, orderInput } from "./order-shapes.ts";
import { touch, viewOrder } from "./order-view.ts";
import { newOrder } from "./orders.ts";
import type { RequestLog } from "./request-log.ts";
import { instant, key, object, oneOf, optional, type Parsed, parse } from "./schema.ts";
import type { Change, StoredOrder } from "./store.ts";
import type { Order, Payment, Refund } from "./wire.ts";

export interface Ledger {
  readonly orders: readonly Order[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
}

/**
 * `created_at` may be days old: Square's till hands in offline sales late. Without a tender the order stays
 * open.
 */
const seedShape = object({
  order: orderInput,
  created_at: optional(instant),
  tender: optional(oneOf(["CASH", "CARD", "EXTERNAL"])),
  tip_money: optional(money),
});
const editShape = object({ id: key(192), amount_money: money });

type SeedOrder = Parsed<typeof seedShape>;
type Edit = Parsed<typeof editShape>;

export interface Control {
  readonly ledger: () => Ledger;
  /** An order rung up on Square's own till: no version, no reference of ours. */
  readonly seedOrder: (seed: SeedOrder) => Order;
  /**
   * Another amount on an order or payment, as if somebody had changed it at Square. @throws SquareError 404
   */
  readonly edit: (edit: Edit) => void;
  /** The order, payment or refund is gone. @throws SquareError 404 */
  readonly lose: (id: string) => void;
}

export function createControl(parts: SimParts): Control {
  const { store } = parts;
  return {
    ledger: () => ({
      orders: [...store.orders.values()].map((order) => viewOrder(order, store)),
      payments: [...store.payments.values()].map((stored) => stored.payment),
      refunds: [...store.refunds.values()],
    }),
    seedOrder(seed) {
      const order = seedOrder(parts, parse(seedShape, seed));
      return viewOrder(order, store);
    },
    edit(edit) {
      store.commit([editChange(parts, parse(editShape, edit))]);
    },
    lose(id) {
      if (!store.orders.has(id) && !store.payments.has(id) && !store.refunds.has(id))
        throw notFound("object", id);
      store.commit([{ type: "lose", id }]);
    },
  };
}

function seedOrder(parts: SimParts, seed: SeedOrder): StoredOrder {
  const nowIso = new Date(parts.nowMs()).toISOString();
  const call = { ...parts, nowIso, params: {}, query: new URLSearchParams(), body: null };
  const fresh: StoredOrder = { ...newOrder(call, seed.order, null), createdAt: seed.created_at ?? nowIso };
  if (seed.tender === undefined) {
    parts.store.commit([{ type: "order", order: fresh }]);
    return fresh;
  }
  const closed: StoredOrder = { ...fresh, state: "COMPLETED", closedAt: fresh.createdAt };
  const payment = tillPayment(parts, closed, seed);
  parts.store.commit([
    { type: "order", order: closed },
    { type: "payment", stored: { payment, key: null } },
  ]);
  return closed;
}

function tillPayment(parts: SimParts, order: StoredOrder, seed: SeedOrder): Payment {
  const id = parts.newId();
  const amount = order.priced.total_money;
  const total = { amount: amount.amount + (seed.tip_money?.amount ?? 0), currency: amount.currency };
  const nothing = { amount: 0, currency: amount.currency };
  return {
    id,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    amount_money: amount,
    ...(seed.tip_money !== undefined && { tip_money: seed.tip_money }),
    total_money: total,
    approved_money: total,
    status: "COMPLETED",
    source_type: seed.tender ?? "CASH",
    location_id: order.input.location_id,
    order_id: order.id,
    ...(seed.tender === "CASH" && {
      cash_details: { buyer_supplied_money: total, change_back_money: nothing },
    }),
    ...(seed.tender === "CARD" && { card_details: { status: "CAPTURED" } }),
    ...(seed.tender === "EXTERNAL" && { external_details: { type: "OTHER", source: "Square till" } }),
    receipt_number: id.slice(0, 4),
    version_token: parts.newId(),
  };
}

function editChange(parts: SimParts, { id, amount_money: amount }: Edit): Change {
  const nowIso = new Date(parts.nowMs()).toISOString();
  const order = parts.store.orders.get(id);
  if (order !== undefined) {
    return {
      type: "order",
      order: { ...touch(order, nowIso), priced: { ...order.priced, total_money: amount } },
    };
  }
  const stored = parts.store.payments.get(id);
  if (stored === undefined) throw notFound("order or payment", id);
  const total = { ...amount, amount: amount.amount + (stored.payment.tip_money?.amount ?? 0) };
  const payment = { ...stored.payment, amount_money: amount, total_money: total, updated_at: nowIso };
  return { type: "payment", stored: { ...stored, payment } };
}

type ControlHandler = (body: unknown) => object;

/** The control API over HTTP; the answer is what the call in the program would give. */
export function answerControl(
  parts: SimParts,
  control: Control,
  log: RequestLog,
  request: { method: string; path: string; raw: Buffer },
): Answer {
  const sameFaults = (): object => parts.faults.get();
  const handlers: Readonly<Record<string, ControlHandler>> = {
    "GET /_sim/faults": sameFaults,
    "PUT /_sim/faults": (body) => {
      parts.faults.set(parseFaults(body));
      return sameFaults();
    },
    "DELETE /_sim/faults": () => {
      parts.faults.reset();
      return sameFaults();
    },
    "GET /_sim/ledger": control.ledger,
    "GET /_sim/requests": () => ({ requests: log.all() }),
    "POST /_sim/seed-order": (body) => ({ order: control.seedOrder(body as SeedOrder) }),
    "POST /_sim/edit": (body) => {
      control.edit(body as Edit);
      return {};
    },
    "POST /_sim/expire-cursors": () => {
      parts.cursors.expireAll();
      return {};
    },
  };
  const reply = (status: number, body: object): Answer => ({
    status,
    headers: {},
    body,
    operation: null,
    received: null,
    wrote: false,
  });
  try {
    const lost = /^DELETE \/_sim\/(?:orders|payments|refunds)\/([^/]+)$/.exec(
      `${request.method} ${request.path}`,
    );
    if (lost?.[1] !== undefined) control.lose(lost[1]);
    const handler = lost === null ? handlers[`${request.method} ${request.path}`] : () => ({});
    if (handler === undefined) throw notFound("control", request.path);
    return reply(200, handler(request.raw.length === 0 ? undefined : readJson(request.raw)));
  } catch (error) {
    if (!(error instanceof SquareError)) throw error;
    return reply(error.status, { errors: error.problems });
  }
}

function readJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch {
    throw badRequest("EXPECTED_JSON_BODY", "the body is not JSON", null);
  }
}
