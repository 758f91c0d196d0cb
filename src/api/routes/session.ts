/** A browser exchanges its token for a cookie that scripts cannot read, and for tickets that open the event stream. */
import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { callerOf } from "../access/auth.ts";
import { SCOPES } from "../access/caller.ts";
import { CSRF_HEADER, SESSION_COOKIE, type Session, sessionIdOf } from "../access/sessions.ts";
import type { Api, ApiContext } from "../context.ts";
import { instantText, iso, type RouteDoc, route } from "../documents/documented.ts";
import { noBody } from "./print-jobs.ts";

const sessionAnswer = z
  .object({
    name: z.string().describe("The token's name."),
    scopes: z.array(z.enum(SCOPES)),
    till: z.string().nullable(),
    csrfToken: z.string().describe(`Send it as ${CSRF_HEADER} with every call that changes something.`),
    expiresAt: instantText,
  })
  .meta({
    id: "Session",
    examples: [
      {
        name: "office",
        scopes: ["operator"],
        till: null,
        csrfToken: "q0vYx1mPZ4sX8Qk2b3Wn5A",
        expiresAt: "2026-11-21T18:00:00.000Z",
      },
    ],
  });

const toSession = ({ caller, csrf, expiresAtMs }: Session): z.output<typeof sessionAnswer> => ({
  name: caller.name,
  scopes: [...caller.scopes],
  till: caller.till,
  csrfToken: csrf,
  expiresAt: iso(expiresAtMs),
});

const ANY = SCOPES;
const COOKIE = { path: "/", httpOnly: true, sameSite: "strict" } as const;
/** Guessing 256 bits is hopeless; hammering the route is only a nuisance. */
const PER_MINUTE = 30;

export function sessionRoutes(api: Api, context: ApiContext): void {
  openRoute(api, context);
  showRoute(api, context);
  closeRoute(api, context);
}

function openRoute(api: Api, { sessions, nowMs }: ApiContext): void {
  const doc: RouteDoc = {
    id: "openSession",
    tag: "session",
    summary: "Exchange the token for a session cookie",
    description:
      "HttpOnly, SameSite=Strict. A session ends after 12 hours, with its token, or when the gateway restarts.",
    scopes: ANY,
    answers: { 201: { what: "Signed in.", schema: sessionAnswer } },
    codes: [],
  };
  const options = { ...route(doc, { body: noBody }), config: { rateLimit: { max: PER_MINUTE } } };
  api.post("/v1/session", options, async (request, reply) => {
    const session = sessions.open(callerOf(request));
    const maxAge = Math.floor((session.expiresAtMs - nowMs()) / 1_000);
    reply.header("set-cookie", api.serializeCookie(SESSION_COOKIE, session.id, { ...COOKIE, maxAge }));
    return reply.code(201).header("location", "/v1/session").send(toSession(session));
  });
}

function showRoute(api: Api, { sessions }: ApiContext): void {
  const doc: RouteDoc = {
    id: "getSession",
    tag: "session",
    summary: "Who is signed in: for a page that was reloaded",
    scopes: ANY,
    answers: { 200: { what: "The session of the cookie.", schema: sessionAnswer } },
    codes: ["not_found"],
  };
  api.get("/v1/session", route(doc, {}), async (request) => {
    const session = sessions.find(sessionIdOf(request.headers.cookie));
    if (!session) throw new GatewayError("not_found", "no session: this call came without its cookie");
    return toSession(session);
  });
}

function closeRoute(api: Api, { sessions }: ApiContext): void {
  const doc: RouteDoc = {
    id: "closeSession",
    tag: "session",
    summary: "Sign out",
    scopes: ANY,
    answers: { 204: { what: "Signed out." } },
    codes: [],
  };
  api.delete("/v1/session", route(doc, {}), async (request, reply) => {
    sessions.close(sessionIdOf(request.headers.cookie));
    reply.header("set-cookie", api.serializeCookie(SESSION_COOKIE, "", { ...COOKIE, maxAge: 0 }));
    return reply.code(204).send();
  });
}
