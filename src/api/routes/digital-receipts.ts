/** A receipt for the phone, under an address that nobody can guess: a page, and the same paper as PDF, SVG, PNG and text. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Paper } from "../../core/receipt.ts";
import type { Api, ApiContext } from "../context.ts";
import { type RouteDoc, route } from "../documents/documented.ts";
import { type OrderAtFact, paperOfOrder } from "../receipts/order-paper.ts";
import {
  type NO_RECEIPT,
  noReceiptPage,
  PAGE_POLICY,
  receiptPage,
  titleOf,
} from "../receipts/receipt-page.ts";

const FORMS = ["pdf", "svg", "png", "txt"] as const;
type Form = (typeof FORMS)[number] | "page";

const params = z.strictObject({
  token: z
    .string()
    .max(100)
    .describe("From `receiptUrl` of the order. With `.pdf`, `.svg`, `.png` or `.txt` behind it: that form."),
});

/** A page is two calls. Guests of one shop may share its address; a guesser gets nowhere at any rate. */
const CALLS_PER_MINUTE = 120;
/** The order may be refunded any moment: what is kept is asked about before it is shown again. */
const CACHING = "private, no-cache";

export function digitalReceiptRoutes(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "showDigitalReceipt",
    tag: "orders",
    summary: "A digital receipt",
    description: "Shows the order as it stands: also that it was refunded or voided.",
    scopes: [],
    answers: {
      200: { what: "The receipt.", schema: z.string(), mediaType: "text/html" },
      304: { what: "What was fetched before still holds." },
      404: { what: "Why there is none, for people.", schema: z.string(), mediaType: "text/html" },
    },
    codes: [],
  };
  const rateLimit = { max: CALLS_PER_MINUTE, timeWindow: 60_000 };
  const options = { ...route(doc, { params }), config: { rateLimit } };
  api.get("/r/:token", options, async (request, reply) => {
    reply.headers({
      "content-security-policy": PAGE_POLICY,
      "x-robots-tag": "noindex, nofollow",
      "cache-control": CACHING,
    });
    const { token, form } = partsOf(request.params.token);
    const standing = orderOfToken(token, context);
    if (typeof standing === "string") return refuse(reply, standing);
    return answer(request, reply, { standing, token, form, context });
  });
}

function partsOf(text: string): { readonly token: string; readonly form: Form } {
  const form = FORMS.find((one) => text.endsWith(`.${one}`));
  return form === undefined
    ? { token: text, form: "page" }
    : { token: text.slice(0, -form.length - 1), form };
}

/** The order, or why there is none. */
function orderOfToken(token: string, { ports, store }: ApiContext): OrderAtFact | keyof typeof NO_RECEIPT {
  const found = ports.receipts.orderOf(token);
  return found.type === "order" ? (store.read.standingOrder(found.orderId) ?? "no_order") : found.type;
}

const refuse = (reply: FastifyReply, reason: keyof typeof NO_RECEIPT): FastifyReply =>
  reply.code(404).type("text/html; charset=utf-8").send(noReceiptPage(reason));

interface Wish {
  readonly standing: OrderAtFact;
  readonly token: string;
  readonly form: Form;
  readonly context: ApiContext;
}

async function answer(request: FastifyRequest, reply: FastifyReply, wish: Wish): Promise<FastifyReply> {
  const { context, standing } = wish;
  const etag = `"${context.version}-${standing.factSeq}"`;
  reply.header("etag", etag);
  if (request.headers["if-none-match"] === etag) return reply.code(304).send();
  const paper = await paperOfOrder(standing, context);
  return paper === undefined ? refuse(reply, "no_order") : render(reply, paper, wish);
}

/** What draws is loaded when somebody looks. */
async function render(reply: FastifyReply, paper: Paper, wish: Wish): Promise<FastifyReply> {
  const { order } = wish.standing;
  const shop = wish.context.ports.receipts.shop;
  const title = titleOf(order, shop);
  const { previewText } = await import("../../printing/preview/preview-text.ts");
  switch (wish.form) {
    case "page": {
      const { sheetSize } = await import("../../printing/preview/preview-places.ts");
      const parts = { order, shop, text: previewText(paper), path: `/r/${wish.token}`, ...sheetSize(paper) };
      return reply.type("text/html; charset=utf-8").send(receiptPage(parts));
    }
    case "pdf": {
      const { receiptPdf } = await import("../../printing/pdf/receipt-pdf.ts");
      const madeAtMs = Date.parse(order.closedAt ?? order.openedAt);
      const words = { title: `${title}, ${shop.name}`, language: shop.locale, madeAtMs };
      named(reply, title, "pdf");
      return reply.type("application/pdf").send(Buffer.from(await receiptPdf(paper, words)));
    }
    case "svg": {
      const { previewSvg } = await import("../../printing/preview/preview-svg.ts");
      return reply.type("image/svg+xml; charset=utf-8").send(previewSvg(paper, { desk: false }));
    }
    case "png": {
      const { previewPng } = await import("../../printing/preview/preview.ts");
      named(reply, title, "png");
      return reply.type("image/png").send(Buffer.from(previewPng(paper)));
    }
    case "txt":
      return reply.type("text/plain; charset=utf-8").send(previewText(paper));
  }
}

/** What a browser calls the file that it keeps. */
function named(reply: FastifyReply, title: string, form: string): void {
  const name = title.normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-");
  reply.header("content-disposition", `inline; filename="${name}.${form}"`);
}
