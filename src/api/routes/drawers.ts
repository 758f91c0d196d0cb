/** Opening a cash drawer outside of a sale: with a reason, under a name, audited. */
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { Job } from "../../core/jobs/job.ts";
import { kickPayload } from "../../core/jobs/job-kinds.ts";
import { deviceId } from "../../core/orders/order.ts";
import { answerMade, askedBy } from "../accept.ts";
import { DRAWER_STATES, deviceOfLane, drawerState, proofOf } from "../answers/job-words.ts";
import { lastErrorAnswer, PROOFS, toLastError } from "../answers/print-job-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { instantText, iso, isoOrNull, KEYED_WRITES, type RouteDoc, route } from "../documents/documented.ts";
import { refuseUnknownDevice } from "../known-devices.ts";
import { jobParams } from "./print-jobs.ts";

/** A drawer must not fly open long after somebody asked. */
export const OPEN_WITHIN_MS = 10_000;

export const openingAnswer = z
  .object({
    id: z.string(),
    drawer: z.string(),
    state: z.enum(DRAWER_STATES),
    proof: z.enum(PROOFS),
    reason: z.string(),
    openedBy: z.string().describe("The token's name."),
    lastError: lastErrorAnswer,
    createdAt: instantText,
    endedAt: instantText.nullable(),
    expiresAt: instantText.nullable().describe("It stays shut if it cannot open until then."),
  })
  .meta({
    id: "DrawerOpening",
    examples: [
      {
        id: "01936d2e-8b00-7000-8000-5e0f1c2b3a41",
        drawer: "till-drawer",
        state: "opened",
        proof: "printer",
        reason: "change for the bar",
        openedBy: "front till",
        lastError: null,
        createdAt: "2026-11-21T11:09:00.000Z",
        endedAt: "2026-11-21T11:09:00.230Z",
        expiresAt: "2026-11-21T11:09:10.000Z",
      },
    ],
  });

export function toOpening(job: Job): z.output<typeof openingAnswer> {
  const payload = kickPayload.safeParse(job.payload);
  return {
    id: job.id,
    drawer: deviceOfLane(job.lane) ?? "",
    state: drawerState(job.state),
    proof: proofOf(job.result),
    reason: payload.success ? payload.data.reason : "",
    openedBy: payload.success ? payload.data.actor : "",
    lastError: toLastError(job),
    createdAt: iso(job.createdAtMs),
    endedAt: isoOrNull(job.endedAtMs),
    expiresAt: isoOrNull(job.expiresAtMs),
  };
}

/** @throws not_found */
export function openingOf({ store }: ApiContext, id: string): Job {
  const job = store.read.job(id);
  if (job?.kind !== "kick") throw new GatewayError("not_found", `there is no drawer opening ${id}`);
  return job;
}

const openDrawer = z
  .strictObject({ reason: z.string().min(1).max(300) })
  .meta({ id: "OpenDrawer", examples: [{ reason: "change for the bar" }] });

export function drawerRoutes(api: Api, context: ApiContext): void {
  openRoute(api, context);
  showRoute(api, context);
}

function openRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "openDrawer",
    tag: "drawers",
    summary: "Open a cash drawer",
    description: `Audited with the token's name. It stays shut if it cannot open within ${OPEN_WITHIN_MS / 1_000} seconds.`,
    scopes: ["till"],
    keyed: "required",
    answers: {
      201: { what: "On disk; with `Prefer: wait` at its end.", schema: openingAnswer },
      200: { what: "A replay: the opening as it stands now.", schema: openingAnswer },
      202: { what: "On disk; not at its end yet.", schema: openingAnswer },
    },
    codes: [...KEYED_WRITES, "unknown_device"],
  };
  const params = z.strictObject({ device: deviceId });
  api.post("/v1/drawers/:device/open", route(doc, { params, body: openDrawer }), async (request, reply) => {
    const { device } = request.params;
    const asked = askedBy(request, { keyRequired: true, money: false });
    refuseUnknownDevice({ id: device, kind: "drawer" }, asked, context);
    const expiresAtMs = context.nowMs() + OPEN_WITHIN_MS;
    const { reason } = request.body;
    const made = await context.store.run("openDrawer", { ...asked, drawer: device, reason, expiresAtMs });
    return answerMade(request, reply, made, {
      location: `/v1/drawers/openings/${made.id}`,
      waits: context.waits,
      jobs: () => [made.id],
      body: () => toOpening(openingOf(context, made.id)),
    });
  });
}

function showRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "getDrawerOpening",
    tag: "drawers",
    summary: "What became of an opening",
    scopes: ["till", "operator"],
    answers: { 200: { what: "As it stands.", schema: openingAnswer } },
    codes: ["not_found"],
  };
  api.get("/v1/drawers/openings/:id", route(doc, { params: jobParams }), async (request) =>
    toOpening(openingOf(context, request.params.id)),
  );
}
