/** Which of a till's wishes stand in the gateway's records. */
import type { Order } from "../../src/core/orders/order.ts";
import type { Entry } from "./book.ts";
import type { Evidence, Records } from "./evidence.ts";
import type { Line, Payment, Wish } from "./wishes.ts";

/** An order in the records beside what was asked about it. */
export interface Case {
  readonly order: Order;
  /** The wishes about it that stand. */
  readonly standing: readonly Wish[];
}

export function stands({ wish, told }: Entry, { orders, jobs }: Pick<Records, "orders" | "jobs">): boolean {
  const order = orders.find(({ id }) => id === wish.order);
  const id = String(wish.body["id"]);
  switch (wish.type) {
    case "sale":
    case "tab":
      return order !== undefined;
    case "change":
      return order?.applied.some((fact) => fact.type === "change" && fact.id === id) ?? false;
    case "pay":
      return paymentsOf(wish).every((payment) => order?.payments.some((known) => known.id === payment.id));
    case "void":
      return order?.void?.id === id;
    case "refund":
      return order?.refunds.some((refund) => refund.id === id) ?? false;
    case "copy":
    case "ticket":
      return jobs.some((job) => job.id === told?.id);
  }
}

export const casesOf = ({ book, records }: Pick<Evidence, "book" | "records">): readonly Case[] =>
  records.orders.map((order) => ({
    order,
    standing: book
      .filter((entry) => entry.wish.order === order.id && stands(entry, records))
      .map(({ wish }) => wish),
  }));

export const has = ({ standing }: Case, type: Wish["type"]): boolean =>
  standing.some((wish) => wish.type === type);
export const isClosed = (one: Case): boolean => has(one, "sale") || has(one, "pay");

export const linesOf = (wish: Wish): readonly Line[] =>
  (wish.body["lines"] ?? wish.body["add"] ?? []) as readonly Line[];
export const paymentsOf = (wish: Wish): readonly Payment[] =>
  (wish.type === "refund" ? [] : (wish.body["payments"] ?? [])) as readonly Payment[];
export const nameOf = ({ order }: Case): string => order.number ?? order.id;
