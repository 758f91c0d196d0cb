/** An order → the ticket of one station, read from two metres away: large type, by course, what is dangerous in reverse. */

import { formatDecimal, parseDecimal, QUANTITY_PLACES } from "../../core/money.ts";
import type { Order, OrderLine } from "../../core/orders/order.ts";
import type { Block, PrintDocument, Run } from "../../core/receipt.ts";
import { decimalText } from "../money-text.ts";
import { textCells } from "../text/cells.ts";
import type { Banner } from "./label-types.ts";
import {
  banner,
  clockTime,
  createPage,
  line,
  orderName,
  type Page,
  pair,
  type StoreLabel,
  scaleOf,
} from "./parts.ts";
import { modifierName } from "./sale.ts";

export interface TicketLine {
  readonly line: OrderLine;
  /** Decimal: how much of the line to make, to change to, or to stop. */
  readonly quantity: string;
}

export interface Ticket {
  /** As the staff call it: "Kitchen". */
  readonly station: string;
  /** `change`: the lines are as they are now, and show what they were. */
  readonly kind: "new" | "change" | "void";
  readonly lines: readonly TicketLine[];
  /** The rest of the same order at other stations. */
  readonly elsewhere: readonly { readonly station: string; readonly lines: number }[];
  /** Of a void. */
  readonly reason: string | null;
  /** The station whose printer is away, so that this one prints for it. */
  readonly insteadOf: string | null;
}

export interface TicketOptions {
  /** Cells of font A on the printer's paper. */
  readonly columns: number;
  readonly banner: Banner | null;
  /** RFC 3339. */
  readonly at: string;
}

export function composeTicket(
  order: Order,
  ticket: Ticket,
  store: StoreLabel,
  options: TicketOptions,
): PrintDocument {
  const page = createPage(store, options.columns, order.currency, []);
  const { labels, columns } = page;
  const kind = kindText(ticket, page);
  const shown = options.banner === null ? null : labels.banners[options.banner];
  return [
    ...(shown === null || shown === kind ? [] : banner(shown, columns)),
    ...(kind === null ? [] : banner(kind, columns)),
    ...(ticket.insteadOf === null ? [] : banner(`${labels.ticket.for} ${ticket.insteadOf}`, columns)),
    ...head(order, ticket, page, options.at),
    { type: "rule" },
    ...warnings(order, page),
    ...byCourse(ticket.lines).flatMap(({ course, lines }) => [
      ...courseHead(course, page),
      ...lines.flatMap((one) => lineBlocks(one, ticket, page)),
    ]),
    { type: "rule" },
    ...remarks(order, ticket, page),
    { type: "feed", lines: 3 },
    { type: "cut", mode: "partial" },
  ];
}

export const kindText = ({ kind }: Ticket, { labels }: Page): string | null =>
  ({ new: null, change: labels.ticket.change, void: labels.banners.VOID })[kind];

function head(order: Order, ticket: Ticket, page: Page, at: string): Block[] {
  const { labels, columns } = page;
  const name = orderName(order);
  const size = scaleOf(name, columns, 4);
  const type = labels.types[order.type];
  const table = order.table === undefined ? "" : `${labels.table} ${order.table}`;
  const big = { bold: true, height: 2 };
  return [
    line(ticket.station, "center", { ...big, width: scaleOf(ticket.station, columns, 2) }),
    line(name, "center", { bold: true, width: size, height: size }),
    pairOf(type, table, { ...big, width: textCells(type + table) * 2 < columns ? 2 : 1 }),
    pair(
      `${labels.till} ${order.till}${order.staff === null ? "" : `, ${order.staff}`}`,
      clockTime(page, at),
    ),
    ...elsewhere(ticket, page),
  ];
}

const pairOf = (
  left: string,
  right: string,
  style: Omit<Run, "text"> & { readonly width: number },
): Block => ({
  type: "row",
  cells: [
    { runs: [{ text: left, ...style }], width: "*" },
    { runs: [{ text: right, ...style }], width: Math.max(1, textCells(right) * style.width), align: "right" },
  ],
});

function elsewhere(ticket: Ticket, { labels }: Page): Block[] {
  const stations = otherStations(ticket);
  return stations === "" ? [] : [line(`${labels.ticket.alsoAt}: ${stations}`, "left", { bold: true })];
}

/** "bar (2), cold (1)" */
export const otherStations = (ticket: Ticket): string =>
  ticket.elsewhere.map(({ station, lines }) => `${station} (${lines})`).join(", ");

const allergy = (allergens: readonly string[], { labels }: Page): Block =>
  line(` ${labels.ticket.allergy}: ${allergens.join(", ")} `, "left", {
    invert: true,
    bold: true,
    height: 2,
  });

function warnings({ allergens = [] }: Order, page: Page): Block[] {
  return allergens.length === 0 ? [] : [allergy(allergens, page), { type: "feed", lines: 1 }];
}

export interface Course {
  readonly course: string | undefined;
  readonly lines: readonly TicketLine[];
}

/** In the order in which the till named them; what has no course comes first. */
export function byCourse(lines: readonly TicketLine[]): readonly Course[] {
  const names = new Set([undefined, ...lines.map(({ line: { course } }) => course)]);
  return [...names]
    .map((course) => ({ course, lines: lines.filter((one) => one.line.course === course) }))
    .filter((one) => one.lines.length > 0);
}

/** "2" alone would say nothing. */
export const courseName = (course: string, { labels }: Page): string =>
  /^\d+$/.test(course) ? `${labels.ticket.course} ${course}` : course;

function courseHead(course: string | undefined, page: Page): Block[] {
  if (course === undefined) return [];
  return [line(`-- ${courseName(course, page)} --`, "center", { bold: true, height: 2 })];
}

export const isGone = ({ kind }: Ticket, quantity: string): boolean =>
  kind === "void" || Number(quantity) === 0;

function lineBlocks({ line: sold, quantity }: TicketLine, ticket: Ticket, page: Page): Block[] {
  const gone = isGone(ticket, quantity);
  const small = { height: 2, ...(gone ? { invert: true } : {}) };
  const large = { ...small, bold: true, width: page.columns < 40 ? 1 : 2 };
  const amount = `${decimalText(quantity, page.store.locale)} x `;
  const indent = textCells(amount) * large.width;
  const row = (left: Run[], name: string, style: Omit<Run, "text">): Block => ({
    type: "row",
    cells: [
      { runs: left, width: indent },
      { runs: [{ text: name, ...style }], width: "*" },
    ],
  });
  const below = (text: string): Block => row([], text, small);
  return [
    row([{ text: amount, ...large }], sold.name, large),
    ...changed(ticket, { line: sold, quantity }, page),
    ...sold.modifiers.map((modifier) => below(`+ ${modifierName(modifier, page)}`)),
    ...(sold.note === undefined || sold.note === "" ? [] : [below(`"${sold.note}"`)]),
    ...(sold.allergens === undefined || sold.allergens.length === 0 ? [] : [allergy(sold.allergens, page)]),
  ];
}

function changed(ticket: Ticket, one: TicketLine, page: Page): Block[] {
  const text = wasText(ticket, one, page);
  return text === null ? [] : [line(` ${text} `, "left", { invert: true, height: 2 })];
}

/** "was 3 x: spilled": what the kitchen was told before the line's last void, and why it changed. */
export function wasText(
  { kind }: Ticket,
  { line: { voided }, quantity }: TicketLine,
  page: Page,
): string | null {
  const at = voided.at(-1)?.at;
  const last = voided.filter((one) => one.at === at);
  if (kind !== "change" || last.length === 0) return null;
  const taken = last.reduce((sum, one) => sum + parseDecimal(one.quantity, QUANTITY_PLACES), 0n);
  const before = formatDecimal(taken + parseDecimal(quantity, QUANTITY_PLACES), QUANTITY_PLACES);
  const reasons = [...new Set(last.map(({ reason }) => reason))].join(", ");
  return `${page.labels.ticket.was} ${decimalText(before, page.store.locale)} x: ${reasons}`;
}

function remarks(order: Order, { reason }: Ticket, page: Page): Block[] {
  return [
    ...(reason === null ? [] : [line(`${page.labels.reason}: ${reason}`, "left", { bold: true, height: 2 })]),
    ...(order.note === null || order.note === "" ? [] : [line(order.note, "left", { height: 2 })]),
  ];
}
