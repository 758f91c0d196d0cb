import type { PrintPayload } from "../core/jobs/job-kinds.ts";
import type { Order } from "../core/orders/order.ts";
import type { ZReport } from "../core/orders/z-report.ts";
import type { PrintDocument } from "../core/receipt.ts";
import type { PaperOptions } from "../printing/custom/paper.ts";
import type { Papers } from "../printing/custom/papers.ts";
import { withLogos } from "../printing/logos.ts";
import { labelsFor } from "../printing/templates/labels.ts";
import { banner as bannerBlocks } from "../printing/templates/parts.ts";
import type { Ticket } from "../printing/templates/ticket.ts";
import type { Reader } from "../store/reader.ts";

/** A print job's payload → the document for a printer of so many columns; undefined where what it shows is gone. */
export type Compose = (payload: PrintPayload, columns: number) => PrintDocument | undefined;

export interface ComposeSources {
  readonly papers: Papers;
  readonly read: Pick<Reader, "orderAtFact" | "businessDay" | "logo">;
  /** Of the store, BCP 47. */
  readonly locale: string;
  readonly nowMs: () => number;
  /** Where a guest finds the receipt again, for its QR code; null: nowhere that a phone gets to. */
  readonly receiptUrl: (orderId: string) => string | null;
}

export function createCompose({ papers, read, locale, nowMs, receiptUrl }: ComposeSources): Compose {
  return ({ what, banner, template }, columns) => {
    const options = { columns, banner, at: new Date(nowMs()).toISOString() };
    const version = template?.version ?? null;
    switch (what.type) {
      case "document": {
        // A foreign document carries its banner on top: nobody takes the second paper for the first.
        const marked = banner === null ? [] : bannerBlocks(labelsFor(locale).banners[banner], columns);
        return [...marked, ...withLogos(what.document, read.logo)];
      }
      case "receipt": {
        const order = read.orderAtFact(what.factSeq);
        return (
          order && receiptOf(order, { what, version, papers, options, receiptUrl: receiptUrl(order.id) })
        );
      }
      case "ticket": {
        const order = read.orderAtFact(what.factSeq);
        return (
          order &&
          papers.composeBy(version, { type: "ticket", order, ticket: ticketOf(what, order) }, options)
        );
      }
      case "report": {
        const day = closedDay(read, what.businessDay);
        return day && papers.composeBy(version, { type: "z-report", day }, options);
      }
    }
  };
}

interface ReceiptJob {
  readonly what: Extract<PrintPayload["what"], { readonly type: "receipt" }>;
  readonly version: number | null;
  readonly papers: Papers;
  readonly options: PaperOptions;
  readonly receiptUrl: string | null;
}

function receiptOf(order: Order, { what, version, papers, options, receiptUrl }: ReceiptJob): PrintDocument {
  const { refundId } = what;
  const tipLine = order.print?.tipLine ?? false;
  const paper = papers.composeBy(version, { type: "receipt", order, refundId, tipLine, receiptUrl }, options);
  return what.openDrawer ? [{ type: "drawer" }, ...paper] : paper;
}

function ticketOf(
  {
    station,
    kind,
    lines,
    elsewhere,
    reason,
    isMoved,
  }: Extract<PrintPayload["what"], { readonly type: "ticket" }>,
  order: Order,
): Ticket {
  const told = lines.flatMap(({ lineId, quantity }) => {
    const line = order.lines.find(({ id }) => id === lineId);
    return line ? [{ line, quantity }] : [];
  });
  const insteadOf = isMoved ? station.name : null;
  return { station: station.name, kind, lines: told, elsewhere, reason, insteadOf };
}

/** The report as it was made at the close. */
function closedDay(read: Pick<Reader, "businessDay">, businessDay: string) {
  const row = read.businessDay(businessDay);
  if (row === undefined || row.closedAtMs === null) return undefined;
  // Written by our own close, and parsed as JSON: its shape is the command's.
  const report = row.report as ZReport;
  return { ...report, businessDay, closedAt: new Date(row.closedAtMs).toISOString() };
}
