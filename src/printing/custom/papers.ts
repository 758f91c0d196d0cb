/**
 * Every paper that the gateway composes: by the shop's own template where it has one, else by the built-in. A template that fails
 * on an order nobody thought of must not cost the guest a receipt: then the built-in prints, and the fault is told.
 */
import type { PrintDocument } from "../../core/receipt.ts";
import { composeBump } from "../templates/bump.ts";
import { composeGift } from "../templates/gift.ts";
import { labelsFor } from "../templates/labels.ts";
import { banner as bannerBlocks, type StoreLabel } from "../templates/parts.ts";
import { composeReceipt } from "../templates/receipt.ts";
import { composeReport } from "../templates/report.ts";
import { composeShelfLabel } from "../templates/shelf-label.ts";
import { composeTicket } from "../templates/ticket.ts";
import type { TemplateFault } from "./fill.ts";
import type { Paper, PaperOptions, TemplatePaper } from "./paper.ts";
import type { Rendered } from "./render.ts";
import type { RenderJob } from "./render-paper.ts";

/** What the shop has stored. */
export interface PaperSource {
  /** `text` null, or undefined: the built-in. */
  readonly template: (name: string) => StoredTemplate | undefined;
  readonly version: (name: string, version: number) => StoredTemplate | undefined;
  /** PNG. */
  readonly logo: (name: string) => Uint8Array | undefined;
}
export interface StoredTemplate {
  readonly version: number;
  readonly text: string | null;
}

export interface TemplateName {
  readonly name: string;
  readonly version: number;
}
export interface Composed {
  readonly document: PrintDocument;
  /** Null: the built-in. */
  readonly template: TemplateName | null;
}

export interface Papers {
  /** Makes ready for templates of the shop: before one is stored, tried, or found in the store. */
  load(): Promise<void>;
  /** By what the shop prints this kind by now. */
  compose(paper: Paper, options: PaperOptions): Composed;
  /** By a version that a print job names; null: the built-in. */
  composeBy(version: number | null, paper: Paper, options: PaperOptions): PrintDocument;
  /** By a text that is not stored. */
  render(text: string, paper: TemplatePaper, options: PaperOptions): Rendered;
}

export interface TemplateTrouble extends TemplateName {
  readonly fault: string;
}

/** The logo on top of the built-in papers, and of the texts to start from. */
export const STORE_LOGO = "store";

export function createPapers(
  store: StoreLabel,
  source: PaperSource,
  onTrouble: (trouble: TemplateTrouble) => void,
): Papers {
  let renderPaper: ((job: RenderJob) => Rendered) | undefined;
  const logo = (name: string): string | null => {
    const png = source.logo(name);
    return png === undefined ? null : Buffer.from(png).toString("base64");
  };
  const render: Papers["render"] = (text, paper, options) => {
    const rendered = renderPaper?.({ text, paper, store, options, logo }) ?? NOT_LOADED;
    if (rendered.type === "faults") return rendered;
    return { type: "document", document: [...marked(store, options), ...rendered.document] };
  };
  const composeAs = (stored: StoredTemplate | undefined, paper: Paper, options: PaperOptions): Composed => {
    if (typeof stored?.text === "string" && paper.type !== "bump") {
      const template = { name: paper.type, version: stored.version };
      const rendered = render(stored.text, paper, options);
      if (rendered.type === "document") return { document: rendered.document, template };
      onTrouble({ ...template, fault: rendered.faults.map(faultText).join("; ") });
    }
    const document = composeBuiltIn(paper, store, { ...options, logo: logo(STORE_LOGO) });
    return { document, template: null };
  };
  return {
    async load() {
      ({ renderPaper } = await import("./render-paper.ts"));
    },
    render,
    compose: (paper, options) => composeAs(source.template(paper.type), paper, options),
    composeBy: (version, paper, options) =>
      composeAs(version === null ? undefined : source.version(paper.type, version), paper, options).document,
  };
}

const NOT_LOADED: Rendered = {
  type: "faults",
  faults: [{ line: 1, column: 1, message: "templates are not loaded" }],
};

/** "line 3, column 5: there is no field total here" */
export const faultText = ({ line, column, message }: TemplateFault): string =>
  `line ${line}, column ${column}: ${message}`;

/** On top of a template's paper, too: nobody takes the second one for the first, whatever the template says. */
const marked = ({ locale }: StoreLabel, { banner, columns }: PaperOptions): PrintDocument =>
  banner === null ? [] : bannerBlocks(labelsFor(locale).banners[banner], columns);

function composeBuiltIn(
  paper: Paper,
  store: StoreLabel,
  options: PaperOptions & { readonly logo: string | null },
): PrintDocument {
  const { columns, banner, at, logo } = options;
  const look = { columns, banner };
  switch (paper.type) {
    case "receipt": {
      const { order, refundId, tipLine, receiptUrl } = paper;
      return composeReceipt(order, store, {
        ...look,
        openDrawer: false,
        refundId,
        tipLine,
        receiptUrl,
        logo,
      });
    }
    case "gift":
      return composeGift(paper.order, store, { ...look, lines: paper.lines, logo });
    case "ticket":
      return composeTicket(paper.order, paper.ticket, store, { ...look, at });
    case "z-report":
      return composeReport(paper.day, store, { ...look, at, logo });
    case "label":
      return composeShelfLabel(paper.item, store, columns);
    case "bump":
      return composeBump(paper.order, store, { ...look, at });
  }
}
