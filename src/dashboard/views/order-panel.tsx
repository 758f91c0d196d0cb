/** Everything about one order: its way, what was sold, how it was paid, its paper and its destinations. */
import type { ComponentChildren } from "preact";
import type { Order, OrderPayment, Refund, Sync } from "../live/api-types.ts";
import { linkTo } from "../live/place.ts";
import { useItem } from "../live/use-item.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Chip, Empty, Fact } from "../parts/parts.tsx";
import { money, timeText } from "../words/format.ts";
import { trackOf } from "../words/track.ts";
import { errorText, orderSaid, syncLong, syncShort, TENDERS, vendorName } from "../words/words.ts";
import { OrderLines } from "./order-lines.tsx";
import { orderName, worthOf } from "./order-row.tsx";
import { PrintCard } from "./print-card.tsx";
import { TrackView } from "./track-view.tsx";

export function OrderPanel({ id, nowMs }: { readonly id: string; readonly nowMs: number }) {
  const { value: order, error } = useItem<Order>(
    `/v1/orders/${encodeURIComponent(id)}`,
    (news) => news["orderId"] === id,
  );
  return (
    <Dialog form="sheet" title={order === null ? "Order" : `Order ${orderName(order)}`} onClose={closePanel}>
      {order === null ? null : <OrderBody order={order} nowMs={nowMs} />}
      {order === null && error !== null ? (
        <Empty icon="alert" title="This order cannot be read">
          {error}
        </Empty>
      ) : null}
    </Dialog>
  );
}

const closePanel = (): void => {
  location.hash = linkTo("orders");
};

function OrderBody({ order, nowMs }: { readonly order: Order; readonly nowMs: number }) {
  return (
    <div class="panel">
      <div class="panel-head">
        <strong class="amount">{money(worthOf(order), order.currency)}</strong>
        <Chip said={orderSaid(order)} />
        <p class="muted small">{originText(order, nowMs)}</p>
      </div>
      {order.flagged === null ? null : (
        <p class="note" data-tone="look">
          {order.flagged}
        </p>
      )}
      <TrackView steps={trackOf(order, nowMs)} />
      {order.lines.length === 0 ? null : (
        <Part title={order.kind === "return" ? "Came back" : "Sold"}>
          <OrderLines order={order} />
        </Part>
      )}
      <Payments order={order} nowMs={nowMs} />
      <Refunds order={order} nowMs={nowMs} />
      {order.printJobs.length === 0 ? null : (
        <Part title="Paper">
          <ul class="print-cards">
            {order.printJobs.map((job) => (
              <PrintCard key={job.id} job={job} nowMs={nowMs} />
            ))}
          </ul>
        </Part>
      )}
      <Destinations order={order} nowMs={nowMs} />
    </div>
  );
}

function originText(
  { till, staff, openedAt, closedAt, receiptNumber, series }: Order,
  nowMs: number,
): string {
  const parts = [timeText(closedAt ?? openedAt, nowMs), till];
  if (staff !== null) parts.push(staff);
  if (receiptNumber !== null) parts.push(`receipt ${series === null ? "" : `${series}-`}${receiptNumber}`);
  return parts.join(" · ");
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="part" aria-label={title}>
      <h3 class="eyebrow">{title}</h3>
      {children}
    </section>
  );
}

const PAYMENT_NOTES: { readonly [S in OrderPayment["state"]]: string } = {
  approved: "",
  unknown: " · not known whether it went through",
  reversed: " · given back",
};

function Payments({ order, nowMs }: { readonly order: Order; readonly nowMs: number }) {
  if (order.payments.length === 0) return null;
  const { currency } = order;
  return (
    <Part title="Paid">
      <dl class="facts">
        {order.payments.map((payment) => (
          <Fact
            key={payment.id}
            name={`${TENDERS[payment.tender]} · ${timeText(payment.at, nowMs)}${PAYMENT_NOTES[payment.state]}`}
          >
            {money(payment.amount, currency)}
            {payment.tip > 0 ? <small class="muted"> + {money(payment.tip, currency)} tip</small> : null}
            {payment.change === undefined ? null : (
              <small class="muted block">
                {money(payment.tendered ?? 0, currency)} given, {money(payment.change, currency)} change
              </small>
            )}
          </Fact>
        ))}
      </dl>
    </Part>
  );
}

function Refunds({ order, nowMs }: { readonly order: Order; readonly nowMs: number }) {
  if (order.refunds.length === 0 && order.void === null) return null;
  return (
    <Part title="Given back">
      <dl class="facts">
        {order.refunds.map((refund) => (
          <Fact key={refund.id} name={refundText(refund, nowMs)}>
            {money(-refund.amount, order.currency)}
          </Fact>
        ))}
        {order.void === null ? null : (
          <Fact name={`Voided · ${timeText(order.void.at, nowMs)}`}>{order.void.reason}</Fact>
        )}
      </dl>
    </Part>
  );
}

const refundText = ({ payments, at, reason }: Refund, nowMs: number): string =>
  `${payments.map(({ tender }) => TENDERS[tender]).join(" + ")} · ${timeText(at, nowMs)} · ${reason}`;

function Destinations({ order, nowMs }: { readonly order: Order; readonly nowMs: number }) {
  if (order.sync.length === 0) return null;
  return (
    <Part title="Destinations">
      <ul class="stack">
        {order.sync.map((sync) => (
          <DestinationState key={sync.destination} sync={sync} nowMs={nowMs} />
        ))}
      </ul>
    </Part>
  );
}

function DestinationState({ sync, nowMs }: { readonly sync: Sync; readonly nowMs: number }) {
  const { destination, state, vendorId, attempts, lastError, at } = sync;
  const isOver = state === "sent" || state === "confirmed";
  return (
    <li class="state-box">
      <p class="state-head">
        <strong>{vendorName(destination)}</strong>
        <Chip said={syncShort(state)} />
      </p>
      <p>{syncLong(state, destination)}.</p>
      <p class="muted small">
        {timeText(at, nowMs)}
        {attempts > 0 ? ` · ${attempts === 1 ? "1 try" : `${attempts} tries`}` : ""}
        {vendorId === null ? "" : ` · number there: ${vendorId}`}
      </p>
      {lastError === null || isOver ? null : (
        <p class="note" data-tone="look">
          Last try {timeText(lastError.at, nowMs)}: {errorText(lastError)}.{" "}
          <small class="muted">{lastError.message}</small>
        </p>
      )}
    </li>
  );
}
