/** Tries a device: a printer prints what it can do, a drawer opens. */
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { PrintDocument } from "../../core/receipt.ts";
import type { DeviceStatus } from "../../core/status.ts";
import { composeTest } from "../../printing/templates/test-ticket.ts";
import type { Asked, Made } from "../../store/commands/context.ts";
import { answerMade, askedBy } from "../accept.ts";
import { printJobAnswer, printJobExample, toPrintJob } from "../answers/print-job-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { iso, KEYED_WRITES, type RouteDoc, route } from "../documents/documented.ts";
import { deviceParams, statusOf } from "./devices.ts";
import { OPEN_WITHIN_MS, openingAnswer, openingOf, toOpening } from "./drawers.ts";
import { noBody } from "./print-jobs.ts";

const testAnswer = z
  .object({
    printJob: printJobAnswer.nullable().describe("Of a printer."),
    opening: openingAnswer.nullable().describe("Of a drawer."),
  })
  .meta({ id: "DeviceTest", examples: [{ printJob: printJobExample, opening: null }] });

export function deviceTestRoutes(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "testDevice",
    tag: "devices",
    summary: "Print a test ticket, or open the drawer",
    scopes: ["admin"],
    keyed: "required",
    answers: {
      201: { what: "On disk; with `Prefer: wait` at its end.", schema: testAnswer },
      200: { what: "A replay: the test as it stands now.", schema: testAnswer },
      202: { what: "On disk; not at its end yet.", schema: testAnswer },
    },
    codes: [...KEYED_WRITES, "unknown_device", "wrong_state"],
  };
  api.post(
    "/v1/devices/:id/test",
    route(doc, { params: deviceParams, body: noBody }),
    async (request, reply) => {
      const asked = askedBy(request, { keyRequired: true, money: false });
      const device = statusOf(context, request.params.id);
      const made = await startTest(device, asked, context);
      const isPrinter = device.kind === "printer";
      return answerMade(request, reply, made, {
        location: isPrinter ? `/v1/print-jobs/${made.id}` : `/v1/drawers/openings/${made.id}`,
        waits: context.waits,
        jobs: () => [made.id],
        body: () =>
          isPrinter
            ? toTest(context, made.id)
            : { printJob: null, opening: toOpening(openingOf(context, made.id)) },
      });
    },
  );
}

function toTest(context: ApiContext, jobId: string): z.output<typeof testAnswer> {
  const job = context.store.read.job(jobId);
  return { printJob: job ? toPrintJob(job, context) : null, opening: null };
}

/** @throws wrong_state: nothing of this kind can be tried */
function startTest(device: DeviceStatus, asked: Asked, context: ApiContext): Promise<Made> {
  if (device.kind === "printer") {
    const what = { type: "document" as const, document: ticketFor(device, context) };
    return context.store.run("createPrintJobs", {
      ...asked,
      printer: device.id,
      payloads: [{ what, banner: null, retryOf: null, repeated: false }],
      afterCrash: "drop",
      expiresAtMs: null,
    });
  }
  if (device.kind === "drawer") {
    const expiresAtMs = context.nowMs() + OPEN_WITHIN_MS;
    return context.store.run("openDrawer", { ...asked, drawer: device.id, reason: "test", expiresAtMs });
  }
  throw new GatewayError(
    "wrong_state",
    `device ${device.id} is a ${device.kind}: only printers and drawers are tried`,
  );
}

const ticketFor = (device: DeviceStatus, { ports, nowMs }: ApiContext): PrintDocument =>
  composeTest({
    deviceId: device.id,
    address: device.at ?? "",
    driver: device.driver,
    columns: ports.devices.columns(device.id),
    at: iso(nowMs()),
  });
