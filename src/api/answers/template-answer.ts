/** A print template as the API takes and shows it. */
import { z } from "zod";
import { deviceId, ownId } from "../../core/orders/order.ts";
import { TEMPLATE_KINDS } from "../../printing/custom/paper.ts";
import type { TemplateRow } from "../../store/read/print-templates.ts";
import { instantText, iso } from "../documents/documented.ts";

/** Somewhat more than a template may have: the answer shall say where it is too long. */
const MAX_TEXT = 64_000;
const text = z.string().min(1).max(MAX_TEXT);

export const templateName = z.enum(TEMPLATE_KINDS);

const TEXT =
  '{logo:store}\n"^^^{{store.name}}"\n\n{{#sale}}\n{{#lines}}\n{{title}} | {{amount}}\n{{/lines}}\n{{/sale}}\n';
const summaryExample = {
  name: "receipt",
  version: 3,
  own: true,
  by: "office",
  updatedAt: "2026-11-21T11:05:02.110Z",
};
const summaryShape = {
  name: templateName,
  version: z.int().nullable().describe("Null: never changed."),
  own: z.boolean().describe("False: the built-in one prints."),
  by: z.string().nullable().describe("Who changed it last: a token's name."),
  updatedAt: instantText.nullable(),
};
const field = z.object({
  name: z.string().describe("`[]` stands behind a list."),
  type: z.enum(["text", "list", "section"]).describe("A list or section is opened: {{#name}} … {{/name}}."),
  what: z.string(),
});

export const templateList = z
  .object({ items: z.array(z.object(summaryShape)) })
  .meta({ id: "PrintTemplateList", examples: [{ items: [summaryExample] }] });

export const templateAnswer = z
  .object({
    ...summaryShape,
    text: z
      .string()
      .describe("What prints. Of the built-in: a text that prints nearly the same, to start from."),
    fields: z.array(field).readonly().describe("What the text may name."),
  })
  .meta({
    id: "PrintTemplate",
    examples: [
      {
        ...summaryExample,
        text: TEXT,
        fields: [
          { name: "sale.lines[].title", type: "text", what: '"2 x Flat white"; of one only its name.' },
        ],
      },
    ],
  });

export const templateBody = z
  .strictObject({
    text: text.describe(
      "ReceiptLine markup with Mustache placeholders. No partials, no unescaped fields: what a field holds prints as it is.",
    ),
  })
  .meta({ id: "NewPrintTemplate", examples: [{ text: TEXT }] });

export const versionExample = {
  version: 3,
  text: TEXT,
  by: "office",
  at: "2026-11-21T11:05:02.110Z",
};
export const versionAnswer = z
  .object({
    version: z.int(),
    text: z.string().nullable().describe("Null: from then on the built-in one."),
    by: z.string(),
    at: instantText,
  })
  .meta({ id: "PrintTemplateVersion", examples: [versionExample] });

export const PREVIEW_FORMATS = ["png", "svg", "text"] as const;
export type PreviewFormat = (typeof PREVIEW_FORMATS)[number];
export const previewPrinter = deviceId
  .optional()
  .describe("Whose paper it is drawn on. Absent: the first printer's.");

export const previewBody = z
  .strictObject({
    text: text.optional().describe("Not stored yet. Absent: what prints now."),
    order: ownId
      .optional()
      .describe("For a receipt, gift or ticket. Absent: a sample with everything in it."),
    printer: previewPrinter,
    format: z.enum(PREVIEW_FORMATS).default("png"),
  })
  .meta({ id: "PrintTemplatePreview", examples: [{ text: TEXT, format: "svg" }] });

export const toSummary = (name: z.output<typeof templateName>, row: TemplateRow | undefined) => ({
  name,
  version: row?.version ?? null,
  own: typeof row?.text === "string",
  by: row?.actor ?? null,
  updatedAt: row === undefined ? null : iso(row.atMs),
});

export const toVersion = ({ version, text: words, actor, atMs }: TemplateRow) => ({
  version,
  text: words,
  by: actor,
  at: iso(atMs),
});
