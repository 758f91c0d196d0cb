/** A checked template and a view → the document for a printer of so many columns. */
import { isGatewayError } from "../../core/errors.ts";
import type { PrintDocument } from "../../core/receipt.ts";
import { markupDocument } from "../markup/markup.ts";
import { fillTemplate, type Template, type TemplateFault, type TemplatePlace } from "./fill.ts";

export interface Sheet {
  readonly columns: number;
  /** PNG, base64; null: there is none of this name, and nothing is printed in its place. */
  readonly logo: (name: string) => string | null;
}
export type Rendered =
  | { readonly type: "document"; readonly document: PrintDocument }
  | { readonly type: "faults"; readonly faults: readonly TemplateFault[] };

const START: TemplatePlace = { line: 1, column: 1 };

export function renderTemplate(template: Template, view: object, { columns, logo }: Sheet): Rendered {
  const filled = fillTemplate(template, view);
  if (filled.type === "too_long") return refused("it is longer than any paper", START);
  try {
    return { type: "document", document: markupDocument(withLogos(filled.markup, logo), columns) };
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    const [line, message] = ofLine(error.message);
    return refused(message, line === undefined ? START : filled.placeOfLine(line));
  }
}

const refused = (message: string, place: TemplatePlace): Rendered => ({
  type: "faults",
  faults: [{ ...place, message }],
});

/** Alone in its line. What a field holds cannot be taken for it: braces are escaped there. */
const LOGO = /^[\t ]*\{logo:[\t ]*([a-z0-9-]{1,40})[\t ]*\}[\t ]*$/gm;

/** A line stays a line, so that faults still name the right one: `{}` prints nothing. */
const withLogos = (markup: string, logo: Sheet["logo"]): string =>
  markup.replace(LOGO, (_, name: string) => {
    const png = logo(name);
    return png === null ? "{}" : `{image:${png}}`;
  });

/** "markup: line 3: wider than the paper" */
function ofLine(message: string): [number | undefined, string] {
  const [, line, rest] = /^markup: (?:line (\d+): )?(.*)$/s.exec(message) ?? [];
  return [line === undefined ? undefined : Number(line), rest ?? message];
}
