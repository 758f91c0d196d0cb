/** A paper that somebody wants printed: which, and about what. */
import type { Order } from "../../core/orders/order.ts";
import type { Banner } from "../templates/label-types.ts";
import type { DayReport } from "../templates/report.ts";
import type { ShelfItem } from "../templates/shelf-label.ts";
import type { Ticket } from "../templates/ticket.ts";

/** What a shop may write itself. */
export const TEMPLATE_KINDS = ["receipt", "gift", "ticket", "z-report", "label"] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

export type Paper =
  | {
      readonly type: "receipt";
      readonly order: Order;
      readonly refundId: string | null;
      readonly tipLine: boolean;
      readonly receiptUrl: string | null;
    }
  | { readonly type: "gift"; readonly order: Order; readonly lines: readonly string[] | null }
  | { readonly type: "ticket"; readonly order: Order; readonly ticket: Ticket }
  | { readonly type: "z-report"; readonly day: DayReport }
  | { readonly type: "label"; readonly item: ShelfItem }
  | { readonly type: "bump"; readonly order: Order };

/** Which a template may print. */
export type TemplatePaper = Exclude<Paper, { readonly type: "bump" }>;

export interface PaperOptions {
  /** Cells of font A on the printer's paper. */
  readonly columns: number;
  readonly banner: Banner | null;
  /** RFC 3339. */
  readonly at: string;
}
