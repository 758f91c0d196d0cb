/** Duties not yet done, and bad ends that nobody dealt with: towards devices and vendors. */
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { deviceLane, JOB_KINDS, JOB_STATES, type Job, type Lane, vendorLane } from "../../core/jobs/job.ts";
import { NEVER_MS } from "../../core/jobs/job-kinds.ts";
import { deviceId } from "../../core/orders/order.ts";
import type { Asked, Made } from "../../store/commands/context.ts";
import { answerMade, askedBy } from "../accept.ts";
import { deviceOfLane, isOver, vendorOfLane } from "../answers/job-words.ts";
import { lastErrorAnswer, orderNumberOf, toLastError } from "../answers/print-job-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import {
  cursorOf,
  instantText,
  iso,
  isoOrNull,
  KEYED_WRITES,
  pageOf,
  pageQuery,
  type RouteDoc,
  route,
  seqOf,
} from "../documents/documented.ts";
import { jobParams, noBody } from "./print-jobs.ts";

const example = {
  id: "01936d2e-9000-7000-8000-5e0f1c2b3a42",
  kind: "vendor.sale",
  device: null,
  destination: "square",
  order: "01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e10",
  orderNumber: "A-118",
  state: "queued",
  sending: false,
  attempts: 3,
  nextTryAt: "2026-11-21T11:06:00.000Z",
  waitsForPerson: false,
  lastError: { code: "vendor_unavailable", message: "square answers 503", at: "2026-11-21T11:05:40.000Z" },
  settledBy: null,
  createdAt: "2026-11-21T11:05:02.110Z",
  endedAt: null,
};

const duty = z
  .object({
    id: z.string(),
    kind: z.enum(JOB_KINDS),
    device: z.string().nullable(),
    destination: z.string().nullable(),
    order: z.string().nullable(),
    orderNumber: z.string().nullable(),
    state: z.enum(JOB_STATES),
    sending: z.boolean().describe("On its way at this moment."),
    attempts: z.int(),
    nextTryAt: instantText.nullable(),
    waitsForPerson: z
      .boolean()
      .describe("Nobody can say whether it arrived: retry asks again, discard gives it up."),
    lastError: lastErrorAnswer,
    settledBy: z.string().nullable(),
    createdAt: instantText,
    endedAt: instantText.nullable(),
  })
  .meta({ id: "Duty", examples: [example] });

function toDuty(job: Job, { ports, store }: ApiContext): z.output<typeof duty> {
  const isTimed = !isOver(job.kind, job.state) && job.dueAtMs !== NEVER_MS;
  return {
    id: job.id,
    kind: job.kind,
    device: deviceOfLane(job.lane),
    destination: vendorOfLane(job.lane),
    order: job.orderId,
    orderNumber: orderNumberOf(job, store.read),
    state: job.state,
    sending: job.state === "running" || ports.isSending(job.id),
    attempts: job.attempts,
    nextTryAt: isTimed ? iso(job.dueAtMs) : null,
    waitsForPerson: job.state === "in_doubt" && job.dueAtMs === NEVER_MS,
    lastError: toLastError(job),
    settledBy: job.settledBy,
    createdAt: iso(job.createdAtMs),
    endedAt: isoOrNull(job.endedAtMs),
  };
}

export function outboxRoutes(api: Api, context: ApiContext): void {
  listRoute(api, context);
  showRoute(api, context);
  retryRoute(api, context);
  discardRoute(api, context);
}

const filter = z.strictObject({
  ...pageQuery.shape,
  destination: z.string().max(40).optional(),
  device: deviceId.optional(),
  kind: z.enum(JOB_KINDS).optional(),
  state: z.enum(JOB_STATES).optional(),
});

function listRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "listOutbox",
    tag: "outbox",
    summary: "Duties not yet done, and bad ends that nobody dealt with, newest first",
    scopes: ["operator"],
    answers: { 200: { what: "A page.", schema: pageOf(duty, "OutboxPage", example) } },
    codes: [],
  };
  api.get("/v1/outbox", route(doc, { querystring: filter }), async (request) => {
    const { limit, after, kind, state, device, destination } = request.query;
    const page = context.store.read.outbox(
      { kind, state, lane: laneOf(device, destination) },
      limit,
      seqOf(after),
    );
    return { items: page.items.map((job) => toDuty(job, context)), next: cursorOf(page.next) };
  });
}

function showRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "getDuty",
    tag: "outbox",
    summary: "One duty, also when it is done",
    scopes: ["operator"],
    answers: { 200: { what: "As it stands.", schema: duty } },
    codes: ["not_found"],
  };
  api.get("/v1/outbox/:id", route(doc, { params: jobParams }), async (request) =>
    toDuty(dutyOf(context, request.params.id), context),
  );
}

function laneOf(device: string | undefined, destination: string | undefined): Lane | undefined {
  if (device !== undefined) return deviceLane(device);
  return destination === undefined ? undefined : vendorLane(destination);
}

const answers = {
  201: { what: "Done; with `Prefer: wait` the duty is at its end.", schema: duty },
  200: { what: "A replay: the duty as it stands now.", schema: duty },
  202: { what: "Done; the duty is not at its end yet.", schema: duty },
};
const CODES = [...KEYED_WRITES, "not_found", "wrong_state"] as const;

function retryRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "retryDuty",
    tag: "outbox",
    summary: "Try a duty again now",
    description:
      "One that may have arrived is asked about first. A print comes out as a new job, which is answered; a drawer is not " +
      "opened late: ask for it anew.",
    scopes: ["operator"],
    keyed: "required",
    answers,
    codes: CODES,
  };
  api.post(
    "/v1/outbox/:id/retry",
    route(doc, { params: jobParams, body: noBody }),
    async (request, reply) => {
      const asked = askedBy(request, { keyRequired: true, money: false });
      const made = await retry(restingDuty(context, request.params.id), asked, context);
      return answerMade(request, reply, made, tail(context, made.id));
    },
  );
}

function retry(job: Job, asked: Asked, { store }: ApiContext): Promise<Made> {
  if (job.kind === "print") return store.run("retryPrintJob", { ...asked, jobId: job.id });
  if (job.kind === "kick")
    throw new GatewayError("wrong_state", "a drawer is not opened late: ask for it anew");
  return store.run("retryJob", { ...asked, jobId: job.id });
}

const tail = (context: ApiContext, id: string) => ({
  location: `/v1/outbox/${id}`,
  waits: context.waits,
  jobs: () => [id],
  body: () => toDuty(dutyOf(context, id), context),
});

/** @throws not_found */
function dutyOf({ store }: ApiContext, id: string): Job {
  const job = store.read.job(id);
  if (!job) throw new GatewayError("not_found", `there is no job ${id}`);
  return job;
}

/** What is on its way cannot be decided about. @throws not_found · wrong_state */
function restingDuty(context: ApiContext, id: string): Job {
  const job = dutyOf(context, id);
  if (!context.ports.isSending(id)) return job;
  throw new GatewayError("wrong_state", `job ${id} is being sent at this moment: wait for its end`);
}

const discard = z
  .strictObject({ reason: z.string().min(1).max(300) })
  .meta({ id: "Discard", examples: [{ reason: "entered by hand at the vendor" }] });

function discardRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "discardDuty",
    tag: "outbox",
    summary: "Give a duty up, with a reason",
    description: "Audited. What is being sent at this moment cannot be given up.",
    scopes: ["operator"],
    keyed: "required",
    answers,
    codes: CODES,
  };
  api.post(
    "/v1/outbox/:id/discard",
    route(doc, { params: jobParams, body: discard }),
    async (request, reply) => {
      const asked = askedBy(request, { keyRequired: true, money: false });
      const job = restingDuty(context, request.params.id);
      const made = await context.store.run("discardJob", {
        ...asked,
        jobId: job.id,
        reason: request.body.reason,
      });
      return answerMade(request, reply, made, tail(context, made.id));
    },
  );
}
