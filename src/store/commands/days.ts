/** Reports that stand once they are made: reconciliations and the close of a business day. */
import { GatewayError } from "../../core/errors.ts";
import { type CountedCash, zReport } from "../../core/orders/z-report.ts";
import { appendAudit } from "../audit.ts";
import { rememberKey, replayOf } from "../idempotency.ts";
import { enqueuePrint, ownTemplate } from "../orders.ts";
import { ordersOfDay, ordersRefundedOn } from "../read/orders.ts";
import type { Tx } from "../tx.ts";
import type { Asked, CommandContext, Made } from "./context.ts";

export interface SaveReconciliationInput extends Asked {
  readonly vendor: string;
  readonly businessDay: string;
  readonly report: unknown;
}

export function saveReconciliation(tx: Tx, input: SaveReconciliationInput): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  const id = tx.newId();
  tx.prepare(
    "INSERT INTO reconciliation (id, vendor, business_day, at_ms, report) VALUES (?, ?, ?, ?, ?)",
  ).run(id, input.vendor, input.businessDay, tx.now.wallMs, JSON.stringify(input.report));
  rememberKey(tx, input.key, id);
  tx.emit({ type: "reconciliation.done", id, vendor: input.vendor, businessDay: input.businessDay });
  return { id, replayed: false };
}

export interface CloseDayInput extends Asked {
  readonly businessDay: string;
  readonly counted: CountedCash;
  /** Where the report is printed. */
  readonly printer?: string | undefined;
}

/**
 * Makes the Z report and closes the day in one transaction: every order is in the report, or late.
 * @throws wrong_state: it is closed already
 */
export function closeBusinessDay(tx: Tx, input: CloseDayInput, { settings }: CommandContext): Made {
  const known = replayOf(tx, input.key);
  if (known !== undefined) return { id: known, replayed: true };
  if (tx.prepare("SELECT 1 FROM business_day WHERE day = ?").get(input.businessDay)) {
    throw new GatewayError("wrong_state", `business day ${input.businessDay} is closed already`);
  }
  const report = zReport(
    input.businessDay,
    { orders: ordersOfDay(tx, input.businessDay), refundedOrders: ordersRefundedOn(tx, input.businessDay) },
    { currency: settings.currency, counted: input.counted },
  );
  tx.prepare("INSERT INTO business_day (day, closed_at_ms, report) VALUES (?, ?, ?)").run(
    input.businessDay,
    tx.now.wallMs,
    JSON.stringify(report),
  );
  appendAudit(tx, {
    actor: input.actor,
    action: "business_day.close",
    subject: input.businessDay,
    detail: {},
  });
  if (input.printer !== undefined) printReport(tx, input.businessDay, input.printer);
  rememberKey(tx, input.key, input.businessDay);
  tx.emit({ type: "business_day.closed", businessDay: input.businessDay });
  return { id: input.businessDay, replayed: false };
}

function printReport(tx: Tx, businessDay: string, printer: string): void {
  enqueuePrint(tx, {
    printer,
    payload: {
      what: { type: "report", businessDay },
      banner: null,
      ...ownTemplate(tx, "z-report"),
      retryOf: null,
      repeated: false,
    },
    orderId: null,
    afterCrash: "ask",
    expiresAtMs: null,
    till: null,
    urgent: false,
  });
}
