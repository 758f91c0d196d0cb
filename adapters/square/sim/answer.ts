/**
 * One request to one answer, sockets apart: headers, route, faults before the commit, key, handler, commit.
 * The order of the checks is ours; Square does not publish its own.
 */
import type { Call, Context, Cursors } from "./context.ts";
import {
  badRequest,
  insufficientScopes,
  internalError,
  problem,
  rateLimited,
  SquareError,
  unauthorized,
} from "./errors.ts";
import type { FaultBox } from "./faults.ts";
import { type KeyedRequest, keyedRequest, remembered } from "./idempotency.ts";
import { matchRoute, type Route } from "./routes.ts";
import { withoutNulls } from "./schema.ts";
import type { Store } from "./store.ts";
import type { Location } from "./wire.ts";

export interface SimParts {
  readonly store: Store;
  readonly faults: FaultBox;
  readonly cursors: Cursors;
  readonly locations: readonly Location[];
  readonly token: string;
  /** Server time in ms, skew included. */
  readonly nowMs: () => number;
  readonly newId: () => string;
}

export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly raw: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  readonly operation: string | null;
  readonly received: unknown;
  /** Something was committed, or committed before under the same key. */
  readonly wrote: boolean;
}

export function answerTo(parts: SimParts, incoming: Incoming): Answer {
  const match = matchRoute(incoming.method, incoming.url.pathname);
  const route = match.type === "route" ? match.route : null;
  const seen = { operation: route?.name ?? null, received: lenientJson(incoming.raw) };
  try {
    checkToken(parts, incoming);
    checkVersion(incoming);
    if (match.type === "unknown_path")
      throw new SquareError(404, [problem("NOT_FOUND", "no such path", null)]);
    if (match.type === "wrong_method") {
      throw new SquareError(405, [problem("METHOD_NOT_ALLOWED", "this path has other methods", null)]);
    }
    checkScope(parts, match.route);
    if (parts.faults.strikes("rateLimitEvery"))
      throw rateLimited(parts.faults.get().rateLimitRetryAfterSeconds);
    if (parts.faults.strikes("serverErrorEvery")) throw internalError();
    const body = run(parts, incoming, match.route, match.params);
    return { status: 200, headers: {}, body, wrote: match.route.writes, ...seen };
  } catch (error) {
    const known = error instanceof SquareError ? error : ownFault(error);
    return {
      status: known.status,
      headers: known.headers,
      body: { errors: known.problems },
      wrote: false,
      ...seen,
    };
  }
}

function run(
  parts: SimParts,
  incoming: Incoming,
  route: Route,
  params: Readonly<Record<string, string>>,
): object {
  const body = withoutNulls(bodyOf(incoming, route));
  const nowMs = parts.nowMs();
  const keyed = route.keyed ? keyedRequest(route.name, incoming.url.pathname, body) : null;
  const before =
    keyed === null ? null : remembered(parts.store, keyed, nowMs, parts.faults.get().idempotencyTtlMs);
  const context: Context = { ...parts, nowIso: new Date(nowMs).toISOString() };
  const call: Call = { ...context, params, query: incoming.url.searchParams, body };
  if (before !== null) return route.replay === null ? before.body : route.replay(call).body;
  const outcome = route.handle(call);
  parts.store.commit([...outcome.changes, ...keyChange(keyed, nowMs, outcome.body)]);
  return outcome.body;
}

function keyChange(keyed: KeyedRequest | null, atMs: number, body: object) {
  return keyed === null ? [] : [{ type: "key" as const, record: { ...keyed, atMs, body } }];
}

function bodyOf(incoming: Incoming, route: Route): unknown {
  if (route.method === "GET" || incoming.raw.length === 0) return undefined;
  const type = String(incoming.headers["content-type"] ?? "");
  if (!type.startsWith("application/json")) {
    throw new SquareError(415, [problem("UNSUPPORTED_MEDIA_TYPE", "send application/json", null)]);
  }
  try {
    return JSON.parse(incoming.raw.toString("utf8"));
  } catch {
    throw badRequest("EXPECTED_JSON_BODY", "the body is not JSON", null);
  }
}

/** For the log only: what was sent, even when it is refused. */
function lenientJson(raw: Buffer): unknown {
  if (raw.length === 0) return null;
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch {
    return raw.toString("utf8");
  }
}

function checkToken(parts: SimParts, incoming: Incoming): void {
  const header = String(incoming.headers["authorization"] ?? "");
  if (header !== `Bearer ${parts.token}`)
    throw unauthorized("UNAUTHORIZED", "the access token is missing or unknown");
  if (parts.faults.get().revokeToken)
    throw unauthorized("ACCESS_TOKEN_REVOKED", "the access token was revoked");
}

function checkVersion(incoming: Incoming): void {
  const version = String(incoming.headers["square-version"] ?? "");
  if (/^\d{4}-\d\d-\d\d$/.test(version)) return;
  throw badRequest("INVALID_SQUARE_VERSION_FORMAT", "Square-Version must be YYYY-MM-DD", null);
}

function checkScope(parts: SimParts, route: Route): void {
  const { forbid } = parts.faults.get();
  if (route.scope === null || forbid === false) return;
  if (forbid === true || forbid.includes(route.scope)) throw insufficientScopes(route.scope);
}

/** A bug of the simulator must be loud: it shows as a 500 that names it. */
function ownFault(error: unknown): SquareError {
  const detail = `the simulator failed: ${error instanceof Error ? error.message : String(error)}`;
  return new SquareError(500, [{ category: "API_ERROR", code: "INTERNAL_SERVER_ERROR", detail }]);
}
