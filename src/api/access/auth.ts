/**
 * Who asks, and what they may do. A token is looked up by its hash on every request: one read of an index, so that a token
 * revoked by anybody, also by the command line beside a running gateway, ends at once.
 */
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction, preParsingHookHandler } from "fastify";
import { GatewayError, isGatewayError } from "../../core/errors.ts";
import { hashOfSecret } from "../../lib/secret.ts";
import type { Reader } from "../../store/reader.ts";
import { type Caller, may, SCOPES, type Scope } from "./caller.ts";
import { hostNameOf, isLoopbackName, isSameOrigin } from "./origin.ts";
import { CSRF_HEADER, type Sessions, sessionIdOf } from "./sessions.ts";

export interface AuthOptions {
  readonly read: Reader;
  readonly sessions: Sessions;
  readonly loopbackWithoutToken: boolean;
  readonly allowedOrigins: readonly string[];
}

/** What identifying needs of a request: the same for HTTP and for the upgrade of a socket. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
  readonly csrf: string | undefined;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly remoteAddress: string | undefined;
  /** Reads change nothing: they need no CSRF header. */
  readonly isSafe: boolean;
}

/** @throws unauthenticated: a token or session was shown, and is not good */
export function identify(credentials: Credentials, options: AuthOptions): Caller | null {
  if (credentials.authorization !== undefined) return byToken(credentials.authorization, options.read);
  const session = options.sessions.find(sessionIdOf(credentials.cookie));
  if (session && isStillGood(session.caller, options.read)) {
    if (!isOwnPage(credentials, options))
      throw unauthenticated("the session cookie came from another web page");
    if (!credentials.isSafe && credentials.csrf !== session.csrf) {
      throw unauthenticated(`a session needs the header ${CSRF_HEADER} on calls that change something`);
    }
    return { ...session.caller, via: "session" };
  }
  return options.loopbackWithoutToken && isOnThisMachine(credentials, options) ? LOOPBACK : null;
}

const LOOPBACK: Caller = {
  tokenId: "loopback",
  name: "loopback",
  scopes: ["admin"],
  till: null,
  tokenHash: null,
  via: "loopback",
};

function byToken(authorization: string, read: Reader): Caller {
  const secret = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(authorization)?.[1];
  const tokenHash = hashOfSecret(secret ?? "");
  const row = secret === undefined ? undefined : read.tokenByHash(tokenHash);
  if (!row) throw unauthenticated("the token is unknown or was revoked");
  const scopes = SCOPES.filter((scope) => row.scopes.includes(scope));
  return { tokenId: row.id, name: row.name, scopes, till: row.till, tokenHash, via: "token" };
}

/** Nobody revoked it meanwhile, here or at the command line. */
export const isStillGood = ({ tokenHash }: Caller, read: Reader): boolean =>
  tokenHash === null || read.tokenByHash(tokenHash) !== undefined;

const isOwnPage = ({ origin, host }: Credentials, { allowedOrigins }: AuthOptions): boolean =>
  origin === undefined || isSameOrigin(origin, host) || allowedOrigins.includes(origin);

/**
 * A program on this machine, not a web page that a browser on this machine has open: such a page names itself in `Origin`, and
 * one that had its name resolve to 127.0.0.1 is seen by the `Host` it asked for.
 */
function isOnThisMachine(credentials: Credentials, options: AuthOptions): boolean {
  const { remoteAddress = "" } = credentials;
  const isLoopback = remoteAddress === "::1" || /^(::ffff:)?127\./.test(remoteAddress);
  return isLoopback && isLoopbackName(hostNameOf(credentials.host)) && isOwnPage(credentials, options);
}

const unauthenticated = (message: string): GatewayError => new GatewayError("unauthenticated", message);

/** First hook of every request. A bad token is no caller, and refused where one is needed: until then it counts against its address. */
export function identifyRequest(options: AuthOptions) {
  return (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    try {
      request.caller = identify(credentialsOf(request.raw), options);
    } catch (error) {
      if (!isGatewayError(error)) throw error;
      request.refusal = error;
    }
    done();
  };
}

export function credentialsOf(raw: FastifyRequest["raw"]): Credentials {
  const csrf = raw.headers[CSRF_HEADER];
  return {
    authorization: raw.headers.authorization,
    cookie: raw.headers.cookie,
    csrf: Array.isArray(csrf) ? csrf[0] : csrf,
    host: raw.headers.host,
    origin: raw.headers.origin,
    remoteAddress: raw.socket.remoteAddress,
    isSafe: raw.method === "GET" || raw.method === "HEAD" || raw.method === "OPTIONS",
  };
}

/** Before the body is read: who may not call gets no parser's time. Any one of the scopes is enough. */
export function requires(scopes: readonly Scope[]): preParsingHookHandler {
  return (request, _reply, payload, done) => {
    const caller = callerOf(request);
    if (may(caller, scopes)) return done(null, payload);
    throw new GatewayError("forbidden", `${caller.name} may not do this: it needs ${scopes.join(" or ")}`);
  };
}

/** @throws unauthenticated */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller) return request.caller;
  throw request.refusal ?? unauthenticated("show a token: Authorization: Bearer …");
}
