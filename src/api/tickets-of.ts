/** What the shop's stations are told of an order, by the rules of this moment. */
import { formatDecimal, QUANTITY_PLACES } from "../core/money.ts";
import type { ChangeInput, Order } from "../core/orders/order.ts";
import { remainingQuantity } from "../core/orders/totals.ts";
import { type LocalTime, type PrintRouting, ticketsFor, WEEKDAYS } from "../core/print-routing.ts";
import type { Tickets } from "../store/tickets.ts";
import type { ApiContext } from "./context.ts";

type Context = Pick<ApiContext, "store" | "settings" | "nowMs">;

/** undefined: the shop has no stations. */
export function ticketsOfSale(order: Order, context: Context): Tickets | undefined {
  return told(context, Date.parse(order.closedAt ?? order.openedAt), (routing, at) =>
    ticketsFor(order.lines, order, at, routing, { kind: "new", reason: null }),
  );
}

/** `order` as it stood before: what is taken back is found in it. */
export function ticketsOfChange(
  order: Order | undefined,
  change: ChangeInput,
  context: Context,
): Tickets | undefined {
  if (order === undefined) return undefined;
  return told(context, context.nowMs(), (routing, at) => [
    ...ticketsFor(change.add, order, at, routing, { kind: "new", reason: null }),
    ...change.void.flatMap(({ lineId, quantity, reason }) => {
      const line = order.lines.find(({ id }) => id === lineId);
      return line ? ticketsFor([{ ...line, quantity }], order, at, routing, { kind: "void", reason }) : [];
    }),
  ]);
}

/** Stop all that is still to be made. */
export function ticketsOfVoid(
  order: Order | undefined,
  reason: string,
  context: Context,
): Tickets | undefined {
  if (order === undefined) return undefined;
  const left = order.lines
    .map((line) => ({ ...line, quantity: formatDecimal(remainingQuantity(line), QUANTITY_PLACES) }))
    .filter(({ quantity }) => quantity !== "0");
  return told(context, context.nowMs(), (routing, at) =>
    ticketsFor(left, order, at, routing, { kind: "void", reason }),
  );
}

function told(
  { store, settings }: Context,
  atMs: number,
  draw: (routing: PrintRouting, at: LocalTime) => Tickets["drafts"],
): Tickets | undefined {
  const routing = store.read.printRouting();
  if (routing === undefined || routing.stations.length === 0) return undefined;
  return {
    drafts: draw(routing, localTime(atMs, settings.timeZone)),
    expiresAtMs: atMs + routing.ticketsExpireAfterMinutes * 60_000,
  };
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function localTime(atMs: number, timeZone: string): LocalTime {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  clocks.set(timeZone, clock);
  const parts = Object.fromEntries(clock.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const weekday = WEEKDAYS.find((day) => day === parts["weekday"]?.toLowerCase()) ?? "mon";
  return { weekday, time: `${parts["hour"]}:${parts["minute"]}` };
}
