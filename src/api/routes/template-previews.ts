/** What a template, stored or not yet, puts on the paper of a printer of this shop. */
import type { FastifyReply } from "fastify";
import { GatewayError } from "../../core/errors.ts";
import type { PrintDocument } from "../../core/receipt.ts";
import type { PreviewFormat } from "../answers/template-answer.ts";
import type { ApiContext } from "../context.ts";
import { FORMS } from "./print-previews.ts";

export interface Drawing {
  readonly document: PrintDocument;
  readonly printer: string | undefined;
  readonly format: PreviewFormat;
  readonly context: ApiContext;
}

/** From the very bytes that the printer would get. @throws unknown_device */
export async function drawPaper(
  reply: FastifyReply,
  { document, ...drawing }: Drawing,
): Promise<FastifyReply> {
  const { devices } = drawing.context.ports;
  const printer = printerOf(drawing.printer, drawing.context);
  const paper = devices.interpret(printer, devices.encode(printer, document).bytes);
  const form = FORMS.find(({ path }) => path.endsWith(drawing.format));
  if (form === undefined) throw new GatewayError("internal", `nothing draws ${drawing.format}`);
  return reply.header("content-type", form.contentType).send(await form.render(paper));
}

/** @throws unknown_device: the shop has none, or not this one */
export function printerOf(asked: string | undefined, { ports }: ApiContext): string {
  const printer = asked ?? ports.devices.list().find(({ kind }) => kind === "printer")?.id;
  if (printer !== undefined && ports.devices.has(printer, "printer")) return printer;
  const missing =
    printer === undefined
      ? "add a printer first: a preview is of its paper"
      : `there is no printer ${printer}`;
  throw new GatewayError("unknown_device", missing);
}
