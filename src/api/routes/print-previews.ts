/** What a print job puts on paper: rendered from the very bytes that were sent, or that would be sent now. */
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { Paper } from "../../core/receipt.ts";
import type { Api, ApiContext } from "../context.ts";
import { type RouteDoc, route } from "../documents/documented.ts";
import { paperOfJob } from "../receipts/job-paper.ts";
import { jobParams, ownPrintJob, PRINT_SCOPES } from "./print-jobs.ts";

export interface Form {
  readonly path: string;
  readonly id: string;
  readonly what: string;
  readonly mediaType: string;
  readonly contentType: string;
  /** What draws is loaded when somebody looks. */
  readonly render: (paper: Paper) => Promise<string | Buffer>;
}

export const FORMS: readonly Form[] = [
  {
    path: "preview.png",
    id: "previewPrintJobAsPng",
    what: "The paper, dot by dot.",
    mediaType: "image/png",
    contentType: "image/png",
    render: async (paper) => {
      const { previewPng } = await import("../../printing/preview/preview.ts");
      return Buffer.from(previewPng(paper));
    },
  },
  {
    path: "preview.svg",
    id: "previewPrintJobAsSvg",
    what: "The paper, sharp at any size.",
    mediaType: "image/svg+xml",
    contentType: "image/svg+xml; charset=utf-8",
    render: async (paper) => (await import("../../printing/preview/preview-svg.ts")).previewSvg(paper),
  },
  {
    path: "text",
    id: "readPrintJob",
    what: "The words on the paper.",
    mediaType: "text/plain",
    contentType: "text/plain; charset=utf-8",
    render: async (paper) => (await import("../../printing/preview/preview-text.ts")).previewText(paper),
  },
];

export function printPreviewRoutes(api: Api, context: ApiContext): void {
  for (const form of FORMS) {
    const doc: RouteDoc = {
      id: form.id,
      tag: "print jobs",
      summary: "What a print job puts on paper",
      scopes: PRINT_SCOPES,
      answers: { 200: { what: form.what, schema: z.string(), mediaType: form.mediaType } },
      codes: ["not_found", "wrong_till", "unknown_device"],
    };
    api.get(`/v1/print-jobs/:id/${form.path}`, route(doc, { params: jobParams }), async (request, reply) => {
      const job = ownPrintJob(request, context, request.params.id);
      const paper = paperOfJob(job, context);
      if (!paper) throw new GatewayError("not_found", `nothing is left to show of print job ${job.id}`);
      return reply.header("content-type", form.contentType).send(await form.render(paper));
    });
  }
}
