/** A paper by a text of the shop. Loaded when the first shop's text is there: a start does without the markup and its library. */
import type { StoreLabel } from "../templates/parts.ts";
import { parseTemplate } from "./fill.ts";
import { shapeOf } from "./kinds.ts";
import type { PaperOptions, TemplatePaper } from "./paper.ts";
import { labelView, reportView, ticketView } from "./paper-views.ts";
import { giftView, receiptView } from "./receipt-view.ts";
import { type Rendered, renderTemplate, type Sheet } from "./render.ts";

export interface RenderJob {
  readonly text: string;
  readonly paper: TemplatePaper;
  readonly store: StoreLabel;
  readonly options: PaperOptions;
  readonly logo: Sheet["logo"];
}

export function renderPaper({ text, paper, store, options, logo }: RenderJob): Rendered {
  const parsed = parseTemplate(text, shapeOf(paper.type));
  if (parsed.type === "faults") return parsed;
  return renderTemplate(parsed.template, viewOf(paper, store, options), { columns: options.columns, logo });
}

function viewOf(paper: TemplatePaper, store: StoreLabel, { columns, at }: PaperOptions): object {
  switch (paper.type) {
    case "receipt":
      return receiptView(paper.order, store, { ...paper, columns });
    case "gift":
      return giftView(paper.order, store, paper.lines);
    case "ticket":
      return ticketView(paper.order, paper.ticket, store, at);
    case "z-report":
      return reportView(paper.day, store, { columns, at });
    case "label":
      return labelView(paper.item, store);
  }
}
