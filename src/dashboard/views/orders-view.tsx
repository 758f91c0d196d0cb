/** The orders of one business day, newest first, each with its way through the gateway. */
import { useState } from "preact/hooks";
import type { OrderSummary } from "../live/api-types.ts";
import type { News } from "../live/position.ts";
import { EVERYTHING } from "../live/shop.ts";
import { type List, useList } from "../live/use-list.ts";
import { Empty, ListBody, ViewTitle } from "../parts/parts.tsx";
import { count, money } from "../words/format.ts";
import { toneOf, trackOf } from "../words/track.ts";
import { DayPicker, useDays } from "./days.tsx";
import { OrderPanel } from "./order-panel.tsx";
import { OrderRow } from "./order-row.tsx";

const FILTERS = {
  all: { name: "All", keeps: () => true },
  moving: { name: "On their way", keeps: (tone: string) => tone === "busy" || tone === "look" },
  trouble: { name: "Need you", keeps: (tone: string) => tone === "bad" },
} as const;
type Filter = keyof typeof FILTERS;

const orderIn = (news: News): string | null => {
  // A receipt that waits says why, and that changes with its printer.
  if (news.type === "device.readiness") return EVERYTHING;
  const id = news["orderId"];
  return typeof id === "string" ? id : null;
};

interface OrdersViewProps {
  readonly openId: string | null;
  readonly nowMs: number;
}

export function OrdersView({ openId, nowMs }: OrdersViewProps) {
  const days = useDays();
  const [filter, setFilter] = useState<Filter>("all");
  const { day } = days;
  const list = useList<OrderSummary>(
    day === null
      ? null
      : {
          path: `/v1/orders?businessDay=${day}`,
          idOf: ({ id }) => id,
          changedBy: orderIn,
          itemPath: (id) => `/v1/orders/${encodeURIComponent(id)}`,
          belongs: ({ businessDay }) => businessDay === day,
        },
  );
  const shown = list.items.filter((order) => FILTERS[filter].keeps(toneOf(trackOf(order, nowMs))));
  return (
    <section class="view" aria-labelledby="orders-title">
      <header class="view-head">
        <ViewTitle id="orders-title" title="Orders" sum={sumText(list)} />
        <DayPicker days={days} />
        <FilterBar filter={filter} onPick={setFilter} />
      </header>
      <ListBody list={list} empty={<NoOrders isToday={day === days.today} />}>
        <Rows orders={shown} arrived={list.arrived} nowMs={nowMs} />
      </ListBody>
      {openId === null ? null : <OrderPanel id={openId} nowMs={nowMs} />}
    </section>
  );
}

interface RowsProps {
  readonly orders: readonly OrderSummary[];
  readonly arrived: ReadonlySet<string>;
  readonly nowMs: number;
}

function Rows({ orders, arrived, nowMs }: RowsProps) {
  if (orders.length === 0) return <Empty icon="orders" title="No order of this kind" />;
  return (
    <ul class="rows card">
      {orders.map((order) => (
        <OrderRow key={order.id} order={order} isNew={arrived.has(order.id)} nowMs={nowMs} />
      ))}
    </ul>
  );
}

function NoOrders({ isToday }: { readonly isToday: boolean }) {
  return (
    <Empty icon="orders" title={isToday ? "No orders yet today" : "No orders on this day"}>
      {isToday ? "The next one appears here by itself." : undefined}
    </Empty>
  );
}

/** The sum is said only where every order of the day is on the screen. */
function sumText({ items, more, isLoading }: List<OrderSummary>): string {
  const [first] = items;
  if (isLoading || first === undefined) return "";
  if (more !== null) return `the latest ${items.length} orders`;
  const sold = items.filter(({ state, currency }) => state !== "voided" && currency === first.currency);
  const sum = sold.reduce((total, order) => total + order.totals.total - order.refunded, 0);
  return `${count(items.length, "order")} · ${money(sum, first.currency)}`;
}

function FilterBar({
  filter,
  onPick,
}: {
  readonly filter: Filter;
  readonly onPick: (filter: Filter) => void;
}) {
  return (
    <fieldset class="segments">
      <legend class="hidden">Show</legend>
      {(Object.keys(FILTERS) as Filter[]).map((each) => (
        <label key={each}>
          <input type="radio" name="order-filter" checked={each === filter} onChange={() => onPick(each)} />
          <span>{FILTERS[each].name}</span>
        </label>
      ))}
    </fieldset>
  );
}
