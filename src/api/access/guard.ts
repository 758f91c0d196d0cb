/** What every request passes: browsers' rules of origin, and headers that keep our pages ours. */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";
import { CSRF_HEADER } from "./sessions.ts";

const CORS_HEADERS = {
  "access-control-allow-methods": "GET, POST, PATCH, PUT, DELETE",
  "access-control-allow-headers": `Authorization, Content-Type, Idempotency-Key, Prefer, ${CSRF_HEADER}`,
  "access-control-expose-headers": "Location, Idempotency-Replayed, Preference-Applied, Retry-After",
  "access-control-max-age": "600",
} as const;

/**
 * Web pages from elsewhere may call only where the config names them. No credentials: a session cookie never leaves its own
 * site (SameSite=Strict); such a page shows a token.
 */
export function answerOrigins(allowedOrigins: readonly string[]) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const { origin } = request.headers;
    if (origin !== undefined) reply.header("vary", "Origin");
    const isAllowed = origin !== undefined && allowedOrigins.includes(origin);
    if (isAllowed) reply.header("access-control-allow-origin", origin).headers(CORS_HEADERS);
    if (isAllowed && request.method === "OPTIONS") reply.code(204).send();
    else done();
  };
}

/** Nothing from elsewhere runs in our pages, and nobody frames them. Styles: the readable API page brings its own inline. */
const CONTENT_POLICY =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; " +
  "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

export function addSafetyHeaders(
  _request: FastifyRequest,
  reply: FastifyReply,
  _payload: unknown,
  done: HookHandlerDoneFunction,
): void {
  reply.header("x-content-type-options", "nosniff");
  reply.header("referrer-policy", "no-referrer");
  reply.header("cross-origin-resource-policy", "same-origin");
  if (String(reply.getHeader("content-type") ?? "").startsWith("text/html")) {
    if (!reply.hasHeader("content-security-policy")) reply.header("content-security-policy", CONTENT_POLICY);
  } else if (!reply.hasHeader("cache-control")) {
    reply.header("cache-control", "no-store");
  }
  done();
}
