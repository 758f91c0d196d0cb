/** What is plugged in or on the network: looked for on demand, and put into use with one call. */
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { deviceId } from "../../core/orders/order.ts";
import { within } from "../../lib/deadline.ts";
import { foundAnswer, foundExample, scanAnswer, toFound, toScan } from "../answers/discovery-answer.ts";
import { deviceAnswer } from "../answers/status-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { pageOf, pageOfAll, pageQuery, type RouteDoc, route, WRITES } from "../documents/documented.ts";
import { preferredWait } from "../events/waits.ts";
import { answerAdded } from "./devices.ts";

const scanRequest = z
  .strictObject({
    sweep: z
      .boolean()
      .default(false)
      .describe("Knock at port 9100 of all 253 neighbours: finds clones that tell nothing of themselves."),
    hosts: z
      .array(z.string().regex(/^[A-Za-z0-9.-]{1,253}$/, "a name or an IPv4 address"))
      .max(50)
      .default([])
      .describe("Asked beside everybody: printers in another network."),
  })
  .meta({ id: "NewDiscoveryScan", examples: [{ sweep: false }, { sweep: true, hosts: ["10.20.0.7"] }] });
const adoption = z
  .strictObject({
    id: deviceId,
    name: z.string().min(1).max(100).optional(),
    driver: z.string().optional().describe("Left out: the one that was suggested."),
    options: z.record(z.string(), z.unknown()).optional().describe("Left out: those that were suggested."),
  })
  .meta({ id: "Adoption", examples: [{ id: "kitchen", name: "Kitchen" }] });
const params = z.strictObject({ id: z.string().max(64) });

export function discoveryRoutes(api: Api, context: ApiContext): void {
  scanRoute(api, context);
  showScanRoute(api, context);
  foundRoute(api, context);
  adoptRoute(api, context);
}

function scanRoute(api: Api, { ports, closing }: ApiContext): void {
  const doc: RouteDoc = {
    id: "startDiscoveryScan",
    tag: "devices",
    summary: "Look around for devices",
    description:
      "One scan at a time; twice is the same as once. Without `sweep` it asks only questions that are sent to everybody, and writes nothing to serial ports. Its beginning and end are events (`discovery.updated`).",
    scopes: ["admin"],
    answers: {
      201: { what: "Begun; with `Prefer: wait` at its end, if it came in time.", schema: scanAnswer },
    },
    codes: ["too_large", "unsupported_media_type", "wrong_state"],
  };
  api.post("/v1/discovery/scans", route(doc, { body: scanRequest }), async (request, reply) => {
    const { id } = ports.discovery.start(request.body);
    await ports.discovery.untilOver(id, within(preferredWait(request) * 1_000, closing));
    reply.header("location", `/v1/discovery/scans/${id}`).code(201);
    return toScan(scanOf(ports, id));
  });
}

function showScanRoute(api: Api, { ports }: ApiContext): void {
  const doc: RouteDoc = {
    id: "getDiscoveryScan",
    tag: "devices",
    summary: "One scan as it stands",
    description: "The last 20 are kept until the gateway restarts.",
    scopes: ["admin"],
    answers: { 200: { what: "As it stands.", schema: scanAnswer } },
    codes: ["not_found"],
  };
  api.get("/v1/discovery/scans/:id", route(doc, { params }), async (request) =>
    toScan(scanOf(ports, request.params.id)),
  );
}

/** @throws not_found */
function scanOf({ discovery }: ApiContext["ports"], id: string) {
  const scan = discovery.scan(id);
  if (!scan) throw new GatewayError("not_found", `there is no scan ${id}`);
  return scan;
}

function foundRoute(api: Api, { ports }: ApiContext): void {
  const doc: RouteDoc = {
    id: "listFoundDevices",
    tag: "devices",
    summary: "What the last scan found",
    description: "Empty before the first scan. What is in use already names its device as `adopted`.",
    scopes: ["admin"],
    answers: {
      200: { what: "A page.", schema: pageOf(foundAnswer, "FoundDevicePage", foundExample) },
    },
    codes: [],
  };
  api.get("/v1/discovery/found", route(doc, { querystring: pageQuery }), async (request) => {
    const { items, next } = pageOfAll(ports.discovery.found(), request.query);
    return { items: items.map(toFound), next };
  });
}

function adoptRoute(api: Api, context: ApiContext): void {
  const doc: RouteDoc = {
    id: "adoptFoundDevice",
    tag: "devices",
    summary: "Put a found device into use",
    description:
      "Adds it as `POST /v1/devices` does, with its address and identity, and with the driver and options that were suggested where none are given.",
    scopes: ["admin"],
    keyed: "optional",
    answers: {
      201: { what: "Added and started.", schema: deviceAnswer },
      200: { what: "A replay: the device as it stands now.", schema: deviceAnswer },
    },
    codes: [...WRITES, "not_found", "wrong_state"],
  };
  api.post(
    "/v1/discovery/found/:id/adopt",
    route(doc, { params, body: adoption }),
    async (request, reply) => {
      const { id, name, driver, options } = request.body;
      const found = foundOf(context, request.params.id, id);
      const known = {
        driver: driver ?? found.driver ?? noDriver(found.at),
        // Another driver has other options.
        options: options ?? (driver === undefined || driver === found.driver ? found.options : {}),
      };
      const identity = found.identity === null ? {} : { identity: found.identity };
      const config = { id, ...(name === undefined ? {} : { name }), ...known, at: found.at, ...identity };
      return answerAdded(config, request, reply, context);
    },
  );
}

/** @throws not_found · wrong_state: it is in use under another id */
function foundOf({ ports }: ApiContext, foundId: string, asId: string) {
  const found = ports.discovery.found().find(({ id }) => id === foundId);
  if (!found) throw new GatewayError("not_found", `no scan found ${foundId}: scan again`);
  if (found.adopted === null || found.adopted === asId) return found;
  throw new GatewayError("wrong_state", `${found.at} is in use already, as device ${found.adopted}`);
}

function noDriver(at: string): never {
  const message = `no driver claims ${at}: name one`;
  throw new GatewayError("invalid_input", message, { facts: { errors: [{ path: "driver", message }] } });
}
