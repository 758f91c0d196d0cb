/** What a new print job brings: one of a document, markup, an image, a PDF, raw bytes and a paper of the shop. */
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { BESIDE_FAULTS, invalidInput } from "../../core/faults.ts";
import { AFTER_CRASH } from "../../core/jobs/job.ts";
import type { PrintPayload } from "../../core/jobs/job-kinds.ts";
import { deviceId, instant } from "../../core/orders/order.ts";
import { type PrintDocument, printDocument } from "../../core/receipt.ts";
import { pngFault } from "../../printing/raster.ts";
import { callerOf } from "../access/auth.ts";
import { may } from "../access/caller.ts";
import type { ApiContext } from "../context.ts";
import { type AskedPaper, askedPaper, type PrintPlace, paperRequest } from "./print-papers.ts";

const image = z.strictObject({
  png: z.base64().max(8_000_000).describe("PNG, base64."),
  widthDots: z.int().min(1).max(2_000).optional(),
  dither: z.enum(["floyd-steinberg", "threshold"]).optional(),
  align: z.enum(["left", "center", "right"]).optional(),
});

export const newPrintJob = z
  .strictObject({
    printer: deviceId,
    document: printDocument.optional(),
    markup: z
      .string()
      .min(1)
      .max(1_500_000)
      .optional()
      .describe("ReceiptLine, the markdown for receipts, set for the width of this printer."),
    raw: z
      .base64()
      .min(4)
      .max(8_000_000)
      .optional()
      .describe("The printer's own bytes, base64. Needs the scope `raw`."),
    pdf: z
      .base64()
      .min(4)
      .max(8_000_000)
      .optional()
      .describe(
        "PDF, base64: at most 20 pages, each drawn as wide as the paper, the paper cut after each. The gateway needs poppler-utils for it.",
      ),
    image: image.optional().describe("Printed as wide as asked, then cut."),
    template: paperRequest.optional(),
    copies: z.int().min(1).max(10).default(1),
    openDrawer: z.boolean().default(false).describe("Opens with the first copy."),
    expiresAt: instant.optional().describe("Not printed after this: a kitchen ticket of last night."),
    urgent: z
      .boolean()
      .default(false)
      .describe("Before what waits at this printer, behind what is printing."),
    afterCrash: z
      .enum(AFTER_CRASH)
      .default("ask")
      .describe(
        "If the gateway dies while it prints. repeat: again, marked DUPLICATE. ask: a person decides. drop: not again.",
      ),
  })
  .refine(
    ({ document, markup, raw, pdf, image: picture, template }) =>
      [document, markup, raw, pdf, picture, template].filter((what) => what !== undefined).length === 1,
    { ...BESIDE_FAULTS, message: "exactly one of document, markup, raw, pdf, image and template" },
  )
  .meta({
    id: "NewPrintJob",
    examples: [
      {
        printer: "kitchen",
        document: [
          { type: "text", runs: [{ text: "Table 4", bold: true, width: 2, height: 2 }], align: "center" },
          { type: "rule" },
          { type: "text", runs: [{ text: "2 x Flat white" }] },
          { type: "cut" },
        ],
        afterCrash: "repeat",
      },
      { printer: "front", markup: "^^^Table 4\n-\n2 x Flat white | 7.60\n{code:A-118; option:qrcode,4}" },
      { printer: "front", template: { name: "gift", order: "01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e10" } },
    ],
  });
type NewPrintJob = z.output<typeof newPrintJob>;

/** @throws forbidden: bytes of one's own can reprogram a printer */
function refuseRaw(request: FastifyRequest, body: NewPrintJob): void {
  const isRaw = body.raw !== undefined || body.document?.some(({ type }) => type === "raw");
  if (isRaw && !may(callerOf(request), ["raw"])) {
    throw new GatewayError("forbidden", `${callerOf(request).name} may not send raw bytes: it needs raw`);
  }
}

/** @throws invalid_input: the image can not be printed; on paper there would be nothing to see of it */
function refuseNoPicture({ image: picture }: NewPrintJob): void {
  const reason = picture && pngFault(Buffer.from(picture.png, "base64"));
  if (reason !== undefined) throw invalidInput([{ path: "image", message: reason }]);
}

/** One per copy; the drawer opens with the first. */
export function payloadsOf(
  body: NewPrintJob,
  paper: AskedPaper["payload"],
): [PrintPayload, ...PrintPayload[]] {
  const payload: PrintPayload = { ...paper, retryOf: null, repeated: false };
  const again = Array.from({ length: body.copies - 1 }, () => payload);
  if (!body.openDrawer || payload.what.type !== "document") return [payload, ...again];
  const document: PrintDocument = [{ type: "drawer" }, ...payload.what.document];
  return [{ ...payload, what: { type: "document", document } }, ...again];
}

/** @throws invalid_input: markup or a picture that cannot be printed · forbidden: raw bytes · as askedPaper */
export async function paperOf(
  body: NewPrintJob,
  at: PrintPlace & { readonly isReplay: boolean },
): Promise<AskedPaper> {
  refuseRaw(at.request, body);
  refuseNoPicture(body);
  // A replay prints nothing, and its printer may have left the shop.
  if (body.template !== undefined && !at.isReplay) return askedPaper(body.template, at);
  const document = at.isReplay ? [] : await documentOf(body, at.context);
  return { payload: { what: { type: "document", document }, banner: null } };
}

/** @throws invalid_input: markup or a PDF that cannot be printed · wrong_state, device_busy: no PDF can be drawn now */
async function documentOf(body: NewPrintJob, { ports, closing }: ApiContext): Promise<PrintDocument> {
  const { printer, document, markup, raw, pdf, image: picture } = body;
  if (pdf !== undefined) {
    const pages = await ports.drawPdf(Buffer.from(pdf, "base64"), ports.devices.widthDots(printer), closing);
    return pages.flatMap(pageBlocks);
  }
  if (markup !== undefined) {
    const { markupDocument } = await import("../../printing/markup/markup.ts");
    return markupDocument(markup, ports.devices.columns(printer));
  }
  if (raw !== undefined) return [{ type: "raw", bytes: raw }];
  if (picture !== undefined) return [{ type: "image", ...picture }, { type: "cut" }];
  return document ?? [];
}

/** It is black and white already. */
const pageBlocks = (png: Uint8Array): PrintDocument => [
  { type: "image", png: Buffer.from(png).toString("base64"), dither: "threshold" },
  { type: "cut" },
];
