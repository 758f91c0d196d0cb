/** The shop's own papers: markup with placeholders, kept in versions, tried on paper before it counts. */
import { z } from "zod";
import type { GatewayError } from "../../core/errors.ts";
import { invalidInput } from "../../core/faults.ts";
import type { PrintDocument } from "../../core/receipt.ts";
import type { TemplateFault } from "../../printing/custom/fill.ts";
import {
  type PaperOptions,
  TEMPLATE_KINDS,
  type TemplateKind,
  type TemplatePaper,
} from "../../printing/custom/paper.ts";
import { faultText } from "../../printing/custom/papers.ts";
import { askedBy } from "../accept.ts";
import { callerOf } from "../access/auth.ts";
import {
  previewBody,
  templateAnswer,
  templateBody,
  templateList,
  templateName,
  toSummary,
  toVersion,
  versionAnswer,
  versionExample,
} from "../answers/template-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import {
  cursorOf,
  iso,
  pageOf,
  pageQuery,
  type RouteDoc,
  route,
  seqOf,
  WRITES,
} from "../documents/documented.ts";
import { isKnownKey } from "../known-devices.ts";
import { ofOrder, orderOf, type PrintPlace } from "./print-papers.ts";
import { drawPaper, printerOf } from "./template-previews.ts";

const TAG = "print templates";
const params = z.strictObject({ name: templateName });

export function printTemplateRoutes(api: Api, context: ApiContext): void {
  listRoute(api, context);
  showRoute(api, context);
  saveRoute(api, context);
  versionsRoute(api, context);
  previewRoute(api, context);
  removeRoute(api, context);
}

function listRoute(api: Api, { store }: ApiContext): void {
  const doc: RouteDoc = {
    id: "listPrintTemplates",
    tag: TAG,
    summary: "The papers that a shop may write itself",
    scopes: ["operator"],
    answers: { 200: { what: "All of them.", schema: templateList } },
    codes: [],
  };
  api.get("/v1/print-templates", route(doc, {}), async () => ({
    items: TEMPLATE_KINDS.map((name) => toSummary(name, store.read.printTemplate(name))),
  }));
}

function showRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "getPrintTemplate",
    tag: TAG,
    summary: "A template, and what it may name",
    scopes: ["operator"],
    answers: { 200: { what: "As it prints now.", schema: templateAnswer } },
    codes: [],
  };
  api.get("/v1/print-templates/:name", route(doc, { params }), async (request) =>
    toTemplate(request.params.name, context),
  );
}

async function toTemplate(name: TemplateKind, { store }: ApiContext) {
  const { STARTERS, shapeOf } = await import("../../printing/custom/kinds.ts");
  const { fieldsOf } = await import("../../printing/custom/fields.ts");
  const row = store.read.printTemplate(name);
  return { ...toSummary(name, row), text: row?.text ?? STARTERS[name], fields: fieldsOf(shapeOf(name)) };
}

function saveRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "savePrintTemplate",
    tag: TAG,
    summary: "Print by a text of one's own from now on",
    description:
      "Each other text is a new version; print jobs name the one they are printed with. It is tried on samples, on wide and narrow " +
      "paper, and refused with line and column where it cannot be printed. An order on which it fails is printed by the built-in.",
    scopes: ["admin"],
    keyed: "optional",
    answers: {
      200: { what: "Nothing new, or a replay: the template as it stands now.", schema: templateAnswer },
      201: { what: "A new version.", schema: templateAnswer },
    },
    codes: WRITES,
  };
  api.put("/v1/print-templates/:name", route(doc, { params, body: templateBody }), async (request, reply) => {
    const { name } = request.params;
    const { text } = request.body;
    const asked = askedBy(request, { keyRequired: false, money: false });
    await context.ports.papers.load();
    if (!isKnownKey(asked, context.store.read)) await refuseFaulty(name, text, context);
    const { isNew, replayed } = await context.store.run("savePrintTemplate", { ...asked, name, text });
    if (replayed) reply.header("idempotency-replayed", "true");
    return reply.code(isNew ? 201 : 200).send(await toTemplate(name, context));
  });
}

/** Rolls of 80 and of 58 mm. */
const TRIED_COLUMNS = [48, 32];

/** @throws invalid_input: with line and column */
async function refuseFaulty(
  name: TemplateKind,
  text: string,
  { ports, settings, nowMs }: ApiContext,
): Promise<void> {
  const { samplePapers } = await import("../../printing/custom/samples.ts");
  for (const paper of samplePapers(name, settings)) {
    for (const columns of TRIED_COLUMNS) {
      const rendered = ports.papers.render(text, paper, { columns, banner: null, at: iso(nowMs()) });
      if (rendered.type === "faults") throw invalidTemplate(rendered.faults);
    }
  }
}

const invalidTemplate = (faults: readonly TemplateFault[]): GatewayError =>
  invalidInput(faults.map((fault) => ({ ...fault, path: "text", message: faultText(fault) })));

function versionsRoute(api: Api, { store }: ApiContext): void {
  const doc: RouteDoc = {
    id: "listPrintTemplateVersions",
    tag: TAG,
    summary: "What a template was, newest first",
    scopes: ["operator"],
    answers: {
      200: { what: "A page.", schema: pageOf(versionAnswer, "PrintTemplateVersionPage", versionExample) },
    },
    codes: [],
  };
  const options = route(doc, { params, querystring: pageQuery });
  api.get("/v1/print-templates/:name/versions", options, async (request) => {
    const { limit, after } = request.query;
    const rows = store.read.printTemplateVersions(request.params.name, limit + 1, seqOf(after));
    const items = rows.slice(0, limit);
    return {
      items: items.map(toVersion),
      next: cursorOf(rows.length > limit ? (items.at(-1)?.version ?? null) : null),
    };
  });
}

function previewRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "previewPrintTemplate",
    tag: TAG,
    summary: "What a template puts on paper, stored or not",
    scopes: ["operator"],
    answers: {
      200: {
        what: "The paper, as `format` asks.",
        schema: z.string(),
        mediaType: ["image/png", "image/svg+xml", "text/plain"],
      },
    },
    codes: ["not_found", "wrong_till", "unknown_device", "too_large", "unsupported_media_type"],
  };
  const options = route(doc, { params, body: previewBody });
  api.post("/v1/print-templates/:name/preview", options, async (request, reply) => {
    const { body } = request;
    const { name } = request.params;
    const { ports, nowMs } = context;
    const printer = printerOf(body.printer, context);
    const paper =
      body.order === undefined
        ? await sampleOf(name, context)
        : paperOfOrder(name, body.order, { printer, request, context });
    const paperOptions = { columns: ports.devices.columns(printer), banner: null, at: iso(nowMs()) };
    const document = await documentOf({ text: body.text, paper, options: paperOptions }, context);
    return drawPaper(reply, { document, printer, format: body.format, context });
  });
}

async function sampleOf(name: TemplateKind, { settings }: ApiContext): Promise<TemplatePaper> {
  const { samplePapers } = await import("../../printing/custom/samples.ts");
  return samplePapers(name, settings)[0];
}

/** @throws invalid_input: this kind is of no order · not_found · wrong_till */
function paperOfOrder(name: TemplateKind, order: string, at: PrintPlace): TemplatePaper {
  if (name === "z-report" || name === "label") {
    throw invalidInput([{ path: "order", message: `a ${name} is of no order` }]);
  }
  return ofOrder({ name, order, training: false }, orderOf(order, at), at);
}

interface Tried {
  readonly text: string | undefined;
  readonly paper: TemplatePaper;
  readonly options: PaperOptions;
}

/** @throws invalid_input: the text cannot be printed, with line and column */
async function documentOf({ text, paper, options }: Tried, { ports }: ApiContext): Promise<PrintDocument> {
  if (text === undefined) return ports.papers.compose(paper, options).document;
  await ports.papers.load();
  const rendered = ports.papers.render(text, paper, options);
  if (rendered.type === "faults") throw invalidTemplate(rendered.faults);
  return rendered.document;
}

function removeRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "removePrintTemplate",
    tag: TAG,
    summary: "Back to the built-in paper",
    scopes: ["admin"],
    answers: { 204: { what: "The built-in prints again; the versions are kept." } },
    codes: [...WRITES, "not_found"],
  };
  api.delete("/v1/print-templates/:name", route(doc, { params }), async (request, reply) => {
    const actor = callerOf(request).name;
    await context.store.run("deletePrintTemplate", { name: request.params.name, actor });
    return reply.code(204).send();
  });
}
