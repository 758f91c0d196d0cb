/** Print jobs that are asked for by themselves, and what a person may do with any of them. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { Job } from "../../core/jobs/job.ts";
import { answerMade, askedBy } from "../accept.ts";
import { callerOf } from "../access/auth.ts";
import { refuseOtherTill } from "../access/caller.ts";
import { printJobAnswer, toPrintJob } from "../answers/print-job-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { KEYED_WRITES, type RouteDoc, route } from "../documents/documented.ts";
import { isKnownKey, refuseUnknownPrinter } from "../known-devices.ts";
import { newPrintJob, paperOf, payloadsOf } from "./new-print-job.ts";
import { listPrintJobsRoute } from "./print-search.ts";

/** Images and raw bytes are larger than any order: 8 MB. */
export const MAX_PRINT_BYTES = 8_000_000;

export const jobParams = z.strictObject({ id: z.string().min(1).max(64) });

export function printJobRoutes(api: Api, context: ApiContext): void {
  createRoute(api, context);
  listPrintJobsRoute(api, context);
  showRoute(api, context);
  retryRoute(api, context);
  for (const action of ["cancel", "hold", "release"] as const) moveRoute(api, context, action);
}

export const PRINT_SCOPES = ["till", "kitchen", "operator"] as const;

const answers = {
  201: { what: "On disk; with `Prefer: wait` at its end.", schema: printJobAnswer },
  200: { what: "A replay: the job as it stands now.", schema: printJobAnswer },
  202: { what: "On disk; not at its end yet.", schema: printJobAnswer },
};

function createRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "createPrintJob",
    tag: "print jobs",
    summary: "Print a document, markup, an image, a PDF, raw bytes or a paper of the shop",
    description: "Each copy is a job of its own with its own proof; the first one is answered.",
    scopes: PRINT_SCOPES,
    keyed: "required",
    answers,
    codes: [...KEYED_WRITES, "unknown_device", "not_found", "wrong_till", "wrong_state", "device_busy"],
  };
  const options = {
    ...route(doc, { body: newPrintJob }),
    bodyLimit: Math.max(MAX_PRINT_BYTES, context.maxBodyBytes),
  };
  api.post("/v1/print-jobs", options, async (request, reply) => {
    const { body } = request;
    const asked = askedBy(request, { keyRequired: true, money: false });
    refuseUnknownPrinter(body, asked, context);
    const place = {
      printer: body.printer,
      request,
      context,
      isReplay: isKnownKey(asked, context.store.read),
    };
    const { payload, orderId } = await paperOf(body, place);
    const made = await context.store.run("createPrintJobs", {
      ...asked,
      printer: body.printer,
      payloads: payloadsOf(body, payload),
      orderId,
      afterCrash: body.afterCrash,
      urgent: body.urgent,
      expiresAtMs: body.expiresAt === undefined ? null : Date.parse(body.expiresAt),
    });
    return answerPrintJob(request, reply, { made, context });
  });
}

export function answerPrintJob(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    made,
    context,
  }: { readonly made: { readonly id: string; readonly replayed: boolean }; readonly context: ApiContext },
): Promise<unknown> {
  return answerMade(request, reply, made, {
    location: `/v1/print-jobs/${made.id}`,
    waits: context.waits,
    jobs: () => [made.id],
    body: () => toPrintJob(printJobOf(context, made.id), context),
  });
}

/** @throws not_found */
function printJobOf({ store }: ApiContext, id: string): Job {
  const job = store.read.job(id);
  if (job?.kind !== "print") throw new GatewayError("not_found", `there is no print job ${id}`);
  return job;
}

/** The job, for a caller who may see its order. @throws not_found · wrong_till */
export function ownPrintJob(request: FastifyRequest, context: ApiContext, id: string): Job {
  const job = printJobOf(context, id);
  const order = job.orderId === null ? undefined : context.store.read.order(job.orderId);
  if (order) refuseOtherTill(callerOf(request), order.till, `print job ${id}`);
  return job;
}

function showRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "getPrintJob",
    tag: "print jobs",
    summary: "One print job and its proof",
    scopes: PRINT_SCOPES,
    answers: { 200: { what: "As it stands.", schema: printJobAnswer } },
    codes: ["not_found", "wrong_till"],
  };
  api.get("/v1/print-jobs/:id", route(doc, { params: jobParams }), async (request) =>
    toPrintJob(ownPrintJob(request, context, request.params.id), context),
  );
}

function retryRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "retryPrintJob",
    tag: "print jobs",
    summary: "Print again what did not end well, as a new job",
    description:
      "The old job keeps its end. After `unconfirmed` the paper says DUPLICATE, and the drawer stays shut.",
    scopes: PRINT_SCOPES,
    keyed: "required",
    answers,
    codes: [...KEYED_WRITES, "not_found", "wrong_till", "wrong_state"],
  };
  api.post(
    "/v1/print-jobs/:id/retry",
    route(doc, { params: jobParams, body: noBody }),
    async (request, reply) => {
      const asked = askedBy(request, { keyRequired: true, money: false });
      const job = ownPrintJob(request, context, request.params.id);
      const made = await context.store.run("retryPrintJob", { ...asked, jobId: job.id });
      return answerPrintJob(request, reply, { made, context });
    },
  );
}

/** Nothing needs to be said; an empty object may be. */
export const noBody = z
  .strictObject({})
  .optional()
  .meta({ id: "Nothing", examples: [{}] });

const MOVES = {
  cancel: "Give up a job that waits",
  hold: "Keep a job that waits from printing",
  release: "Let a held job print",
} as const;

function moveRoute(api: Api, context: ApiContext, action: keyof typeof MOVES): void {
  const doc: RouteDoc = {
    id: `${action}PrintJob`,
    tag: "print jobs",
    summary: MOVES[action],
    scopes: PRINT_SCOPES,
    keyed: "required",
    answers: { 200: { what: "The job as it stands now.", schema: printJobAnswer } },
    codes: [...KEYED_WRITES, "not_found", "wrong_till", "wrong_state"],
  };
  api.post(
    `/v1/print-jobs/:id/${action}`,
    route(doc, { params: jobParams, body: noBody }),
    async (request, reply) => {
      const asked = askedBy(request, { keyRequired: true, money: false });
      const job = ownPrintJob(request, context, request.params.id);
      const made = await context.store.run("movePrintJob", { ...asked, jobId: job.id, action });
      if (made.replayed) reply.header("idempotency-replayed", "true");
      return toPrintJob(printJobOf(context, job.id), context);
    },
  );
}
