/** What a print is called, and where its picture is. */
import type { PrintJob } from "./api-types.ts";

const BANNERS: { readonly [B in NonNullable<PrintJob["banner"]>]: string } = {
  COPY: "Copy",
  DUPLICATE: "Duplicate",
  VOID: "Void receipt",
};
export function printTitle({ banner, order, orderNumber }: PrintJob): string {
  if (banner !== null) return orderNumber === null ? BANNERS[banner] : `${BANNERS[banner]} ${orderNumber}`;
  if (order === null) return "Document";
  return orderNumber === null ? "Receipt" : `Receipt ${orderNumber}`;
}

/** Sent bytes may differ from those that were planned: the address changes, so that the browser looks again. */
export const paperPath = ({ id, sentAt }: PrintJob): string =>
  `/v1/print-jobs/${encodeURIComponent(id)}/preview.png${sentAt === null ? "" : "?sent"}`;
