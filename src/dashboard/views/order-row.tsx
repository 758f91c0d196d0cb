import type { OrderSummary } from "../live/api-types.ts";
import { linkTo } from "../live/place.ts";
import { Chip } from "../parts/parts.tsx";
import { money, timeText } from "../words/format.ts";
import { trackOf } from "../words/track.ts";
import { orderSaid, TENDERS } from "../words/words.ts";
import { TrackView } from "./track-view.tsx";

interface OrderRowProps {
  readonly order: OrderSummary;
  /** It came while somebody looked on. */
  readonly isNew: boolean;
  readonly nowMs: number;
}

export function OrderRow({ order, isNew, nowMs }: OrderRowProps) {
  return (
    <li data-order={order.id} class={isNew ? "arrived" : undefined}>
      <a class="row order-row" href={linkTo("orders", order.id)}>
        <span class="row-main">
          <strong>{orderName(order)}</strong>
          {order.state === "paid" ? null : <Chip said={orderSaid(order)} />}
          {order.flagged === null ? null : <Chip said={{ tone: "look", text: "check the sums" }} />}
          {order.late ? <Chip said={{ tone: "look", text: "late" }} /> : null}
        </span>
        <span class="row-meta muted">
          {timeText(order.closedAt ?? order.openedAt, nowMs)} · {order.till}
        </span>
        <span class="row-money">
          <strong>{money(worthOf(order), order.currency)}</strong>
          <span class="muted small">{tendersText(order)}</span>
        </span>
        <TrackView steps={trackOf(order, nowMs)} />
      </a>
    </li>
  );
}

/** What it brought in, before refunds of a sale. */
export const worthOf = ({ kind, totals, refunded }: OrderSummary): number =>
  kind === "return" ? -refunded : totals.total;

/** The till's own number, else the receipt's, else the head of the id. */
export function orderName({ number, receiptNumber, id }: OrderSummary): string {
  if (number !== null) return number;
  return receiptNumber === null ? id.slice(-6) : `Receipt ${receiptNumber}`;
}

const tendersText = ({ payments }: OrderSummary): string =>
  [
    ...new Set(payments.filter(({ state }) => state !== "reversed").map(({ tender }) => TENDERS[tender])),
  ].join(" + ");
