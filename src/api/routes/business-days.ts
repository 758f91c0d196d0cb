/** The shop's days: how they stand, and their close with counted cash and a Z report that stands for good. */
import { z } from "zod";
import { businessDayOf } from "../../core/business-day.ts";
import { GatewayError } from "../../core/errors.ts";
import { invalidInput } from "../../core/faults.ts";
import { type DaySums, sumDay, sumsSince } from "../../core/orders/day-report.ts";
import { businessDay, deviceId, minor, type Order } from "../../core/orders/order.ts";
import type { DayRow } from "../../store/read/reports.ts";
import { askedBy } from "../accept.ts";
import { dayAnswer, dayPage, type daySummary, type LateOrder, type ZReport } from "../answers/day-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import {
  iso,
  isoOrNull,
  nameOf,
  pageOfRows,
  pageQuery,
  type RouteDoc,
  route,
  WRITES,
} from "../documents/documented.ts";
import { refuseUnknownPrinter } from "../known-devices.ts";

const dayParams = z.strictObject({ day: businessDay });

export function businessDayRoutes(api: Api, context: ApiContext): void {
  listRoute(api, context);
  showRoute(api, context);
  closeRoute(api, context);
}

const toSummary = (row: DayRow): z.output<typeof daySummary> => ({
  businessDay: row.day,
  orders: row.orders,
  closedAt: isoOrNull(row.closedAtMs),
});

function listRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "listBusinessDays",
    tag: "business days",
    summary: "Days with orders, newest first",
    scopes: ["operator"],
    answers: { 200: { what: "A page.", schema: dayPage } },
    codes: [],
  };
  api.get("/v1/business-days", route(doc, { querystring: pageQuery }), async (request) => {
    const { limit, after } = request.query;
    const page = pageOfRows(
      context.store.read.businessDays(limit + 1, nameOf(after)),
      limit,
      ({ day }) => day,
    );
    return { today: todayOf(context), items: page.items.map(toSummary), next: page.next };
  });
}

function showRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "getBusinessDay",
    tag: "business days",
    summary: "A day as it stands: its sums, its Z report, and what came after it",
    scopes: ["operator"],
    answers: { 200: { what: "The day.", schema: dayAnswer } },
    codes: ["not_found"],
  };
  api.get("/v1/business-days/:day", route(doc, { params: dayParams }), async (request) =>
    toDay(context, request.params.day),
  );
}

/** @throws not_found */
function toDay(context: ApiContext, day: string): z.output<typeof dayAnswer> {
  const row = context.store.read.businessDay(day);
  if (!row) throw new GatewayError("not_found", `nothing was sold on ${day}`);
  const report = row.report as ZReport | null;
  const { sums, orders } = readDay(context, day);
  const since = report === null ? null : sumsSince(sums, report.sums);
  const late = orders.filter(({ late: isLate }) => isLate).map(toLate);
  return {
    ...toSummary(row),
    sums,
    report,
    addendum: since === null ? null : { sums: since, lateOrders: late },
  };
}

const toLate = ({ id, till, receiptNumber, capturedAt, totals }: Order): LateOrder => ({
  order: id,
  till,
  receiptNumber,
  capturedAt,
  total: totals.total,
});

function readDay(
  { store }: ApiContext,
  day: string,
): { readonly sums: DaySums; readonly orders: readonly Order[] } {
  const orders = [...store.read.ordersOfDay(day)];
  return { orders, sums: sumDay(day, { orders, refundedOrders: store.read.ordersRefundedOn(day) }) };
}

const cashMove = z.strictObject({ amount: minor, reason: z.string().min(1).max(300) });
const close = z
  .strictObject({
    countedCash: minor.describe("What lies in the drawers, minor units."),
    openingFloat: minor.default(0).describe("What lay in them in the morning."),
    payIns: z.array(cashMove).max(100).default([]),
    payOuts: z.array(cashMove).max(100).default([]),
    print: z.strictObject({ printer: deviceId }).optional().describe("Where the Z report is printed."),
  })
  .meta({
    id: "CloseBusinessDay",
    examples: [{ countedCash: 31_250, openingFloat: 20_000, payOuts: [{ amount: 1_500, reason: "milk" }] }],
  });

function closeRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "closeBusinessDay",
    tag: "business days",
    summary: "Close a day: counted cash against expected, and the Z report",
    description:
      "The report stands for good. An order that comes later is booked on its own day, marked `late`, and shown in the day's " +
      "`addendum`.",
    scopes: ["operator"],
    keyed: "optional",
    answers: {
      201: { what: "Closed.", schema: dayAnswer },
      200: { what: "A replay: the day as it stands now.", schema: dayAnswer },
    },
    codes: [...WRITES, "wrong_state", "unknown_device"],
  };
  api.post(
    "/v1/business-days/:day/close",
    route(doc, { params: dayParams, body: close }),
    async (request, reply) => {
      const { day } = request.params;
      const asked = askedBy(request, { keyRequired: false, money: true });
      const { print, ...counted } = request.body;
      refuseFuture(context, day);
      refuseUnknownPrinter(print, asked, context);
      const { replayed } = await context.store.run("closeBusinessDay", {
        ...asked,
        businessDay: day,
        counted,
        printer: print?.printer,
      });
      if (replayed) reply.header("idempotency-replayed", "true");
      reply.code(replayed ? 200 : 201).header("location", `/v1/business-days/${day}`);
      return toDay(context, day);
    },
  );
}

/** Closed before it begins, all its orders would be late ones. @throws invalid_input */
function refuseFuture(context: ApiContext, day: string): void {
  if (day > todayOf(context)) throw invalidInput([{ path: "day", message: `${day} has not begun` }]);
}

export const todayOf = ({ settings, nowMs }: ApiContext): string =>
  businessDayOf(iso(nowMs()), settings.timeZone, settings.dayStart);
