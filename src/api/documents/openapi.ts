/** /openapi.json and its readable form, made from the routes' own schemas. */
import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";
import { SESSION_COOKIE } from "../access/sessions.ts";
import { tidyOpenapi } from "./openapi-tidy.ts";

/** Without the bar for other people's APIs, and wide enough to read. */
const DOCS_CSS = ".swagger-ui .topbar { display: none } .swagger-ui .wrapper { max-width: 1100px }";

const DESCRIPTION = `The store's own gateway: takes orders and keeps taking them with the internet down, prints with proof, and
brings every order to its destinations exactly once.

**Money** is integer minor units, **quantities** are decimal strings, **times** RFC 3339 with offset.

**Errors** are \`application/problem+json\` with \`code\` and \`after\`, what to do next: [all codes](/docs/errors).

**Idempotency**: calls with an effect take an \`Idempotency-Key\` (1-255 visible ASCII), made once per wish and sent again with
every retry. The same key and body is a replay: nothing runs, the answer is 200 with the present state and
\`Idempotency-Replayed: true\`. Keys of money routes are kept 30 days, others 7; an order's \`id\` deduplicates for ever.

**Waiting**: \`Prefer: wait=N\` (seconds, at most 60) answers 201 with the end state if it came in time, else 202 with the present
one.`;

const TAGS = [
  { name: "orders", description: "Durable before they are answered; facts are only added." },
  { name: "print jobs", description: "Paper with proof." },
  { name: "print templates", description: "The shop's own papers and logos." },
  { name: "drawers", description: "With a reason, audited." },
  { name: "devices", description: "What is plugged in." },
  { name: "outbox", description: "Duties not yet done." },
  { name: "business days", description: "Day, close, Z report." },
  { name: "vendors", description: "Accounts, sync, reconciliation." },
  { name: "events", description: "News without gaps." },
  { name: "status", description: "Alive, ready, how it stands." },
  { name: "session", description: "For browsers." },
  { name: "tokens", description: "Who may call, and who did what." },
];

/** On an app that has the routes to describe. */
export function registerDocs(app: FastifyInstance, version: string): void {
  const components = createJsonSchemaTransformObject({});
  app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Tillgate", version, description: DESCRIPTION },
      tags: TAGS,
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: SESSION_COOKIE },
        },
      },
    },
    transform: createJsonSchemaTransform({ skipList: [] }),
    transformObject: (document) => tidyOpenapi(components(document)) as ReturnType<typeof components>,
  });
  app.register(fastifySwaggerUi, {
    routePrefix: "/docs",
    uiConfig: { docExpansion: "list", displayRequestDuration: true },
    theme: { title: "Tillgate API", css: [{ filename: "tillgate.css", content: DOCS_CSS }] },
  });
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) =>
    reply.type("application/json; charset=utf-8").send(JSON.stringify(app.swagger())),
  );
}
