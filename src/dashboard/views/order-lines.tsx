import type { Order, OrderLine } from "../live/api-types.ts";
import { Fact } from "../parts/parts.tsx";
import { money } from "../words/format.ts";

/** What was sold and what it came to, as on the receipt. */
export function OrderLines({ order }: { readonly order: Order }) {
  return (
    <>
      <ul class="lines">
        {order.lines.map((line) => (
          <Line key={line.id} line={line} currency={order.currency} />
        ))}
      </ul>
      <dl class="facts totals">
        {(order.kind === "return" ? [] : sumsOf(order)).map(({ name, amount, isTotal }) => (
          <Fact key={name} name={isTotal ? <strong>{name}</strong> : name}>
            {isTotal ? <strong>{money(amount, order.currency)}</strong> : money(amount, order.currency)}
          </Fact>
        ))}
      </dl>
    </>
  );
}

function Line({ line, currency }: { readonly line: OrderLine; readonly currency: string }) {
  const isGone = line.voided.length > 0 && line.amounts.gross === 0;
  return (
    <li class={isGone ? "line gone" : "line"}>
      <span class="line-quantity">{line.quantity} ×</span>
      <span class="line-name">
        {line.name}
        {detailsOf(line, currency).map((detail) => (
          <small key={detail} class="muted block">
            {detail}
          </small>
        ))}
      </span>
      <span class="line-amount">{money(line.amounts.gross - line.amounts.discount, currency)}</span>
    </li>
  );
}

function detailsOf(line: OrderLine, currency: string): readonly string[] {
  const refunded = Number(line.refundedQuantity) > 0 ? [`${line.refundedQuantity} given back`] : [];
  return [
    ...line.modifiers.map(({ quantity, name, unitPrice }) =>
      [
        quantity === "1" ? name : `${quantity} × ${name}`,
        unitPrice === 0 ? "" : ` ${money(unitPrice, currency)}`,
      ].join(""),
    ),
    ...line.discounts.map(({ name, amount }) => `${name} ${money(-amount, currency)}`),
    ...(line.note === undefined ? [] : [`“${line.note}”`]),
    ...line.voided.map(({ quantity, reason }) => `${quantity} taken back: ${reason}`),
    ...refunded,
  ];
}

interface Sum {
  readonly name: string;
  readonly amount: number;
  readonly isTotal: boolean;
}

function sumsOf({ totals, discounts, serviceCharges, taxes, tips }: Order): readonly Sum[] {
  const sum = (name: string, amount: number): Sum => ({ name, amount, isTotal: false });
  const nonZero = ({ amount }: Sum): boolean => amount !== 0;
  return [
    ...discounts.map(({ name, amount }) => sum(name, -amount)),
    ...serviceCharges.map(({ name, amount }) => sum(name, amount)),
    ...[sum("Rounding", totals.rounding)].filter(nonZero),
    { name: "Total", amount: totals.total, isTotal: true },
    ...[sum("Cash rounding", totals.cashRounding)].filter(nonZero),
    ...taxes.map(({ name, rate, inclusive, amount }) =>
      sum(`${inclusive ? "including" : "plus"} ${name} ${rate} %`, amount),
    ),
    ...[sum("Tips on top", tips)].filter(nonZero),
  ];
}
