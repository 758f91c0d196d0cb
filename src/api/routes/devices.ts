/** What is plugged in. The installer's file is read only; what is added here lies in the database, and the file wins. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { IDENTITY } from "../../core/finding-devices.ts";
import { deviceId } from "../../core/orders/order.ts";
import type { DeviceStatus } from "../../core/status.ts";
import type { Asked } from "../../store/commands/context.ts";
import { askedBy } from "../accept.ts";
import { callerOf } from "../access/auth.ts";
import { deviceAnswer, deviceExample } from "../answers/status-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { pageOf, pageOfAll, pageQuery, type RouteDoc, route, WRITES } from "../documents/documented.ts";
import { isKnownKey } from "../known-devices.ts";
import type { DeviceConfigInput } from "../ports.ts";

const config = {
  name: z.string().min(1).max(100).optional(),
  driver: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .describe("A driver's name, such as `escpos`."),
  at: z
    .string()
    .regex(/^[a-z][a-z0-9+-]*:\/\/\S+$/, 'an address such as "tcp://192.0.2.7:9100"')
    .optional(),
  identity: z
    .string()
    .regex(IDENTITY, 'such as "mac:00:26:ab:12:34:56"')
    .optional()
    .describe(
      "What it is called for good, as discovery told it: it is found again when its address changes.",
    ),
  options: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("The driver's own settings: see its README."),
};
const newDevice = z
  .strictObject({ id: deviceId, ...config })
  .meta({ id: "NewDevice", examples: [{ id: "front", driver: "escpos", at: "tcp://192.0.2.7:9100" }] });
const patch = z
  .strictObject({ ...config, driver: config.driver.optional() })
  .meta({ id: "DevicePatch", examples: [{ at: "tcp://192.0.2.8:9100" }] });
const stored = z.object({ id: deviceId, ...config });

export const deviceParams = z.strictObject({ id: deviceId });

export function deviceRoutes(api: Api, context: ApiContext): void {
  listRoute(api, context);
  showRoute(api, context);
  addRoute(api, context);
  patchRoute(api, context);
  removeRoute(api, context);
}

function listRoute(api: Api, { ports }: ApiContext): void {
  const doc: RouteDoc = {
    id: "listDevices",
    tag: "devices",
    summary: "All devices, from the file and from this API",
    scopes: ["admin", "status"],
    answers: { 200: { what: "A page.", schema: pageOf(deviceAnswer, "DevicePage", deviceExample) } },
    codes: [],
  };
  api.get("/v1/devices", route(doc, { querystring: pageQuery }), async (request) =>
    pageOfAll(ports.devices.list(), request.query),
  );
}

function showRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "getDevice",
    tag: "devices",
    summary: "One device and its readiness",
    scopes: ["admin", "status"],
    answers: { 200: { what: "As it stands.", schema: deviceAnswer } },
    codes: ["unknown_device"],
  };
  api.get("/v1/devices/:id", route(doc, { params: deviceParams }), async (request) =>
    statusOf(context, request.params.id),
  );
}

function addRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "addDevice",
    tag: "devices",
    summary: "Add a device",
    description: "Its `id` is its key: the same device again replaces nothing and is no error.",
    scopes: ["admin"],
    keyed: "optional",
    answers: {
      201: { what: "Added and started.", schema: deviceAnswer },
      200: { what: "A replay: the device as it stands now.", schema: deviceAnswer },
    },
    codes: [...WRITES, "wrong_state"],
  };
  api.post("/v1/devices", route(doc, { body: newDevice }), async (request, reply) => {
    return answerAdded(request.body, request, reply, context);
  });
}

/** Adds the device and answers with it: 201, or 200 where it stands already. */
export async function answerAdded(
  config: DeviceConfigInput,
  request: FastifyRequest,
  reply: FastifyReply,
  context: ApiContext,
): Promise<DeviceStatus> {
  const asked = askedBy(request, { keyRequired: false, money: false });
  const replayed = await add(config, asked, context);
  if (replayed) reply.header("idempotency-replayed", "true");
  reply.header("location", `/v1/devices/${config.id}`).code(replayed ? 200 : 201);
  return statusOf(context, config.id);
}

/** True: nothing was done, it stands already. A replay is answered also when the device was changed since. */
async function add(body: DeviceConfigInput, asked: Asked, context: ApiContext): Promise<boolean> {
  const { store, ports } = context;
  if (!isKnownKey(asked, store.read)) {
    if (standsAlready(body, context)) return true;
    ports.devices.check(body);
  }
  const { replayed } = await store.run("saveDevice", { ...asked, id: body.id, config: body });
  if (!replayed) await ports.devices.reload(body.id);
  return replayed;
}

/** @throws wrong_state: another device was added under this id */
function standsAlready(body: DeviceConfigInput, { store }: ApiContext): boolean {
  const known = store.read.deviceConfigs().find(({ id }) => id === body.id);
  if (known === undefined) return false;
  if (JSON.stringify(stored.parse(known.config)) === JSON.stringify(stored.parse(body))) return true;
  throw new GatewayError("wrong_state", `device ${body.id} exists: change it with PATCH`);
}

/** @throws unknown_device */
export function statusOf({ ports }: ApiContext, id: string): DeviceStatus {
  const status = ports.devices.list().find((device) => device.id === id);
  if (!status) throw new GatewayError("unknown_device", `there is no device ${id}`);
  return status;
}

function patchRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "changeDevice",
    tag: "devices",
    summary: "Change a device",
    description: "Where the installer's file names the device too, the file wins and `warning` says so.",
    scopes: ["admin"],
    answers: { 200: { what: "The device as it stands now.", schema: deviceAnswer } },
    codes: [...WRITES, "unknown_device"],
  };
  api.patch("/v1/devices/:id", route(doc, { params: deviceParams, body: patch }), async (request) => {
    const { id } = request.params;
    const before = configOf(context, id);
    const next = {
      ...before,
      ...whatStays(before, request.body),
      ...request.body,
      driver: request.body.driver ?? before.driver,
      id,
    };
    context.ports.devices.check(next);
    const { actor } = askedBy(request, { keyRequired: false, money: false });
    await context.store.run("saveDevice", { key: null, actor, till: null, id, config: next });
    await context.ports.devices.reload(id);
    return statusOf(context, id);
  });
}

/** Another address without an identity is another device: the old one must not be followed in its place. */
const whatStays = (before: DeviceConfigInput, change: { readonly at?: string | undefined }) =>
  change.at === undefined || change.at === before.at ? {} : { identity: undefined };

/** What was added here, else what the file says of it. @throws unknown_device */
function configOf(context: ApiContext, id: string): DeviceConfigInput {
  const own = context.store.read.deviceConfigs().find((device) => device.id === id);
  if (own) return stored.parse(own.config);
  const { driver, at, name, identity } = statusOf(context, id);
  return {
    ...{ id, driver, name },
    ...(at === null ? {} : { at }),
    ...(identity === null ? {} : { identity }),
  };
}

function removeRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "removeDevice",
    tag: "devices",
    summary: "Remove a device that was added through this API",
    scopes: ["admin"],
    answers: { 204: { what: "Removed; jobs that waited for it stay in the outbox." } },
    codes: [...WRITES, "not_found"],
  };
  api.delete("/v1/devices/:id", route(doc, { params: deviceParams }), async (request, reply) => {
    const { id } = request.params;
    await context.store.run("deleteDevice", { id, actor: callerOf(request).name });
    await context.ports.devices.reload(id);
    return reply.code(204).send();
  });
}
