/** Which station makes what: the shop's rules, and the tickets that a fact of an order comes to. Pure. */
import { z } from "zod";
import { deviceId, type LineInput, ORDER_TYPES, type Order } from "./orders/order.ts";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as "11:30"');
const texts = z.array(z.string().min(1).max(64)).min(1).max(500);

const station = z.strictObject({
  id: deviceId,
  name: z.string().min(1).max(40).describe("As the staff call it: it stands on the ticket."),
  printer: deviceId,
  standIns: z
    .array(deviceId)
    .max(5)
    .default([])
    .describe("Printers that print for it while its own is away, best first; the ticket says for whom."),
});

/** Absent means any. Several of them must all fit. */
const when = z.strictObject({
  categories: texts.optional(),
  items: texts.optional().describe("`itemId` of lines."),
  tills: z.array(deviceId).min(1).max(100).optional(),
  types: z.array(z.enum(ORDER_TYPES)).min(1).optional(),
  days: z.array(z.enum(WEEKDAYS)).min(1).optional(),
  from: clock.optional().describe("Store time. With `to` before `from` it goes past midnight."),
  to: clock.optional(),
});

export const printRouting = z
  .strictObject({
    stations: z.array(station).max(50),
    rules: z
      .array(z.strictObject({ station: deviceId, when: when.default({}) }))
      .max(500)
      .describe(
        "A line goes to each station that a rule names for it; one with a `station` of its own only there.",
      ),
    standInAfterSeconds: z.int().min(5).max(3_600).default(30),
    ticketsExpireAfterMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .default(240)
      .describe("Counted from the order's time: last night's tickets are not cooked this morning."),
  })
  .superRefine(({ stations, rules }, context) => {
    const ids = stations.map(({ id }) => id);
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) < index)
        context.addIssue({
          code: "custom",
          path: ["stations", index, "id"],
          message: `${id} stands here twice`,
        });
    }
    for (const [index, rule] of rules.entries()) {
      if (!ids.includes(rule.station))
        context.addIssue({
          code: "custom",
          path: ["rules", index, "station"],
          message: `there is no station ${rule.station}; there are ${ids.join(", ") || "none"}`,
        });
      if ((rule.when.from === undefined) !== (rule.when.to === undefined))
        context.addIssue({
          code: "custom",
          path: ["rules", index, "when"],
          message: "from and to go together",
        });
    }
  });
export type PrintRouting = z.output<typeof printRouting>;
export type Station = PrintRouting["stations"][number];

/** The store's clock on the wall. */
export interface LocalTime {
  readonly weekday: Weekday;
  /** "HH:MM". */
  readonly time: string;
}

/** What one station is told. */
export interface TicketDraft {
  readonly station: Station;
  readonly kind: "new" | "change" | "void";
  readonly lines: { readonly lineId: string; readonly quantity: string }[];
  readonly elsewhere: { readonly station: string; readonly lines: number }[];
  readonly reason: string | null;
}

type Line = Pick<LineInput, "id" | "quantity" | "itemId" | "category" | "station">;
type About = Pick<Order, "till" | "type">;

/** One ticket per station, in the order of the stations; each says what the others make. */
export function ticketsFor(
  lines: readonly Line[],
  about: About,
  at: LocalTime,
  routing: PrintRouting,
  { kind, reason }: Pick<TicketDraft, "kind" | "reason">,
): readonly TicketDraft[] {
  const shares = routing.stations
    .map((one) => ({
      station: one,
      lines: lines.filter((line) => isMadeAt(one.id, line, about, at, routing)),
    }))
    .filter((share) => share.lines.length > 0);
  return shares.map((share) => ({
    ...{ station: share.station, kind, reason },
    lines: share.lines.map(({ id, quantity }) => ({ lineId: id, quantity })),
    elsewhere: shares
      .filter((other) => other !== share)
      .map((other) => ({ station: other.station.name, lines: other.lines.length })),
  }));
}

/** A station that nobody has set up says nothing: the rules do. */
function isMadeAt(
  stationId: string,
  line: Line,
  about: About,
  at: LocalTime,
  routing: PrintRouting,
): boolean {
  const { stations, rules } = routing;
  if (stations.some(({ id }) => id === line.station)) return line.station === stationId;
  return rules.some((rule) => rule.station === stationId && fits(rule.when, line, about, at));
}

function fits(rule: z.output<typeof when>, line: Line, about: About, at: LocalTime): boolean {
  return (
    isAmong(rule.categories, line.category) &&
    isAmong(rule.items, line.itemId) &&
    isAmong(rule.tills, about.till) &&
    isAmong(rule.types, about.type) &&
    isAmong(rule.days, at.weekday) &&
    isBetween(rule.from, rule.to, at.time)
  );
}

const isAmong = (known: readonly string[] | undefined, one: string | undefined): boolean =>
  known === undefined || (one !== undefined && known.includes(one));

/** Texts of one form compare as times do. */
function isBetween(from: string | undefined, to: string | undefined, time: string): boolean {
  if (from === undefined || to === undefined) return true;
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
