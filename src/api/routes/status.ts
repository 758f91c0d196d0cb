/** Is it alive, is it ready, how does it stand: for watchdogs, tills, Prometheus and the page. */
import { z } from "zod";
import { reason, statusAnswer } from "../answers/status-answer.ts";
import type { Api, ApiContext } from "../context.ts";
import { type RouteDoc, route } from "../documents/documented.ts";

export function statusRoutes(api: Api, context: ApiContext): void {
  healthRoutes(api, context);
  const doc: RouteDoc = {
    id: "getStatus",
    tag: "status",
    summary: "The snapshot that the event stream starts with",
    scopes: ["status"],
    answers: {
      200: { what: "How the gateway, its devices and its destinations stand.", schema: statusAnswer },
    },
    codes: [],
  };
  api.get("/v1/status", route(doc, {}), async () => context.ports.status());
  metricsRoute(api, context);
}

const alive = z.object({ status: z.literal("alive"), version: z.string() }).meta({
  id: "Alive",
  examples: [{ status: "alive", version: "0.1.0" }],
});
const ready = z.object({ ready: z.boolean(), reasons: z.array(reason) }).meta({
  id: "Ready",
  examples: [{ ready: true, reasons: [] }],
});

function healthRoutes(api: Api, { ports, version }: ApiContext): void {
  const healthz: RouteDoc = {
    id: "isAlive",
    tag: "status",
    summary: "Alive",
    scopes: [],
    answers: { 200: { what: "The process answers.", schema: alive } },
    codes: [],
  };
  api.get("/healthz", { ...route(healthz, {}), config: { rateLimit: false } }, async () => ({
    status: "alive" as const,
    version,
  }));
  const readyz: RouteDoc = {
    id: "isReady",
    tag: "status",
    summary: "Ready to accept orders",
    scopes: [],
    answers: {
      200: { what: "It takes orders.", schema: ready },
      503: { what: "It does not, and says why.", schema: ready },
    },
    codes: [],
  };
  api.get("/readyz", { ...route(readyz, {}), config: { rateLimit: false } }, async (_request, reply) => {
    const { ready: isReady, reasons } = ports.readiness();
    return reply.code(isReady ? 200 : 503).send({ ready: isReady, reasons });
  });
}

function metricsRoute(api: Api, { ports }: ApiContext): void {
  const doc: RouteDoc = {
    id: "getMetrics",
    tag: "status",
    summary: "Metrics for Prometheus",
    scopes: ["status"],
    answers: { 200: { what: "Text exposition format 0.0.4.", schema: z.string(), mediaType: "text/plain" } },
    codes: [],
  };
  api.get("/metrics", route(doc, {}), async (_request, reply) =>
    reply.type("text/plain; version=0.0.4; charset=utf-8").send(await ports.metricsText()),
  );
}
