import type { PrintPayload } from "../core/jobs/job-kinds.ts";
import type { Order } from "../core/orders/order.ts";
import type { PrintDocument } from "../core/receipt.ts";
import { labelsFor } from "../printing/templates/labels.ts";
import { banner as bannerBlocks, type StoreLabel } from "../printing/templates/parts.ts";
import { composeReceipt } from "../printing/templates/receipt.ts";
import { composeTicket } from "../printing/templates/ticket.ts";

/** A print job's payload → the document for a printer of so many columns; undefined where its order is gone. */
export type Compose = (payload: PrintPayload, columns: number) => PrintDocument | undefined;

export function createCompose(
  label: StoreLabel,
  orderAtFact: (factSeq: number) => Order | undefined,
): Compose {
  return ({ what, banner }, columns) => {
    if (what.type === "document") {
      // A foreign document carries its banner on top: nobody takes the second paper for the first.
      const marked = banner === null ? [] : bannerBlocks(labelsFor(label.locale).banners[banner], columns);
      return [...marked, ...what.document];
    }
    const order = orderAtFact(what.factSeq);
    if (order === undefined) return undefined;
    if (what.type === "ticket") return ticketOf(what, { order, label, columns, banner });
    const { openDrawer, refundId } = what;
    const tipLine = order.print?.tipLine ?? false;
    const options = { columns, banner, openDrawer, refundId, tipLine, receiptUrl: null, logo: null };
    return composeReceipt(order, label, options);
  };
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
  {
    order,
    label,
    columns,
    banner,
  }: { order: Order; label: StoreLabel; columns: number; banner: PrintPayload["banner"] },
): PrintDocument {
  const told = lines.flatMap(({ lineId, quantity }) => {
    const line = order.lines.find(({ id }) => id === lineId);
    return line ? [{ line, quantity }] : [];
  });
  const insteadOf = isMoved ? station.name : null;
  const ticket = { station: station.name, kind, lines: told, elsewhere, reason, insteadOf };
  return composeTicket(order, ticket, label, { columns, banner, at: order.capturedAt });
}
