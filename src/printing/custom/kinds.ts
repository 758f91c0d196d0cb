/** Each kind of paper that a shop may write itself: what its template may name, and the text to start from. */
import type { z } from "zod";
import type { TemplateKind } from "./paper.ts";
import { SHAPES } from "./shapes.ts";
import { GIFT_TEXT } from "./starters/gift.ts";
import { RECEIPT_TEXT } from "./starters/receipt.ts";
import { LABEL_TEXT } from "./starters/shelf-label.ts";
import { TICKET_TEXT } from "./starters/ticket.ts";
import { REPORT_TEXT } from "./starters/z-report.ts";

export const STARTERS: Readonly<Record<TemplateKind, string>> = {
  receipt: RECEIPT_TEXT,
  gift: GIFT_TEXT,
  ticket: TICKET_TEXT,
  "z-report": REPORT_TEXT,
  label: LABEL_TEXT,
};
export const shapeOf = (kind: TemplateKind): z.ZodType => SHAPES[kind];
