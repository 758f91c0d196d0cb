/** The HTTP server: rooms are wired, nothing listens yet. main.ts calls listen() on what buildServer returns, and close(). */
import { isUtf8 } from "node:buffer";
import fastifyCookie from "@fastify/cookie";
import fastifyRateLimit from "@fastify/rate-limit";
import fastify, { type FastifyReply, type FastifyRequest, type HookHandlerDoneFunction } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { GatewayError } from "../core/errors.ts";
import { invalidInput } from "../core/faults.ts";
import type { Log } from "../core/log.ts";
import type { StoreSettings } from "../core/orders/order.ts";
import type { Store } from "../store/store.ts";
import { type AuthOptions, identifyRequest } from "./access/auth.ts";
import { addSafetyHeaders, answerOrigins } from "./access/guard.ts";
import { createSessions } from "./access/sessions.ts";
import { createTickets } from "./access/tickets.ts";
import type { Api, ApiContext } from "./context.ts";
import { schemaController } from "./documents/validate.ts";
import type { EventHub } from "./events/event-hub.ts";
import { attachEventsSocket, type EventsSocket } from "./events/events-socket.ts";
import { answerWithoutUpgrade } from "./events/plain-upgrade.ts";
import { createWaits } from "./events/waits.ts";
import { servePages } from "./pages/serve-pages.ts";
import type { Ports } from "./ports.ts";
import { answerError, answerNotFound } from "./problem.ts";
import { MAX_PRINT_BYTES } from "./routes/print-jobs.ts";
import { registerRoutes } from "./routes.ts";

export interface HttpSettings {
  readonly maxBodyBytes: number;
  /** Requests per minute and token, or per address where there is none. */
  readonly ratePerMinute: number;
  readonly loopbackWithoutToken: boolean;
  readonly allowedOrigins: readonly string[];
}

export interface ServerOptions {
  readonly store: Store;
  readonly ports: Ports;
  /** Made before the store, which tells it the news: openStore({ onEvents: events.stored }). */
  readonly events: EventHub;
  readonly settings: StoreSettings;
  readonly log: Log;
  readonly http: HttpSettings;
  /** The built page; null: none, the API alone. */
  readonly dashboardFolder: string | null;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly version: string;
  readonly observe: ServerObserver;
}

/** For the metrics. */
export interface ServerObserver {
  httpAnswered(answer: {
    readonly method: string;
    /** The pattern, never the path. */
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  webSockets(open: number): void;
}

/** The whole request must be here by then: a till's cable that was pulled must not hold a slot. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than a till's pause between two orders at a busy counter. */
const KEEP_ALIVE_MS = 72_000;
const LOOK_FOR_IDLE_MS = 50;
const PING_EVERY_MS = 20_000;
const MAX_BUFFERED_BYTES = 1_000_000;
const MAX_SOCKETS = 500;

export function buildServer(options: ServerOptions): Api {
  const closing = new AbortController();
  const app = createApp(options);
  const { context, socket, auth } = furnish(app, options, closing.signal);
  app.setErrorHandler(answerError(options.log));
  app.setNotFoundHandler(answerNotFound);
  app.addHook("onRequest", answerOrigins(options.http.allowedOrigins));
  app.addHook("onRequest", identifyRequest(auth));
  app.addHook("preValidation", keepSentBody);
  app.addHook("onSend", addSafetyHeaders);
  app.addHook("onResponse", observeAnswers(options.observe));
  app.addHook("preClose", async () => {
    closing.abort();
    await socket.close();
  });
  registerPlugins(app, options);
  app.register((api, _options, done) => {
    registerRoutes(api as Api, context);
    done();
  });
  options.ports.onStatus(options.events.status);
  return app;
}

function createApp({ http, log }: ServerOptions): Api {
  const app = fastify({
    logger: false,
    bodyLimit: http.maxBodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: "idle",
    schemaController,
    // While it closes, what is on the wire already is still taken: a till must not lose its answer.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void answerError(log)(error, request, reply),
  }).withTypeProvider<ZodTypeProvider>();
  app.decorateRequest("caller", null);
  app.decorateRequest("refusal", null);
  app.decorateRequest("sentBody", undefined);
  takeJsonOnly(app);
  app.addHook("preClose", (done) => {
    // A line that is at work when closing begins comes to rest later, and nobody would look at it until its keep-alive ends.
    const looking = setInterval(() => app.server.closeIdleConnections(), LOOK_FOR_IDLE_MS);
    app.server.once("close", () => clearInterval(looking));
    done();
  });
  return app;
}

/** Other media types are 415; an empty body is none at all, so that a call without one may still name its type. */
function takeJsonOnly(app: Api): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    const bytes = body as Buffer;
    if (bytes.length === 0) return done(null, undefined);
    if (!isUtf8(bytes)) return done(invalidInput([{ path: "body", message: "not UTF-8" }]), undefined);
    return parse(request, bytes.toString("utf8"), (error, value) => {
      if (error) done(invalidInput([{ path: "body", message: "not JSON" }]), undefined);
      else done(null, value);
    });
  });
}

function keepSentBody(request: FastifyRequest, _reply: unknown, done: HookHandlerDoneFunction): void {
  request.sentBody = request.body;
  done();
}

interface Furniture {
  readonly context: ApiContext;
  readonly socket: EventsSocket;
  readonly auth: AuthOptions;
}

function furnish(app: Api, options: ServerOptions, closing: AbortSignal): Furniture {
  const { store, ports, events, http, nowMs, monotonicMs, log, settings, version } = options;
  const sessions = createSessions(nowMs, monotonicMs);
  const tickets = createTickets(nowMs, monotonicMs);
  const auth: AuthOptions = { ...http, read: store.read, sessions };
  const socket = attachEventsSocket(app.server, {
    events,
    status: ports.status,
    auth,
    tickets,
    log,
    pingEveryMs: PING_EVERY_MS,
    maxBufferedBytes: MAX_BUFFERED_BYTES,
    maxSockets: MAX_SOCKETS,
    onCount: options.observe.webSockets,
    onOtherUpgrade: (request, plain, head) => {
      answerWithoutUpgrade(
        app,
        { request, socket: plain, head },
        { maxBodyBytes: Math.max(http.maxBodyBytes, MAX_PRINT_BYTES), timeoutMs: REQUEST_TIMEOUT_MS },
      ).catch((error: unknown) => {
        log.warn("a call that wished for another protocol was not answered", { cause: String(error) });
        plain.destroy();
      });
    },
  });
  const revoked = (tokenId: string): void => {
    sessions.closeAllOf(tokenId);
    tickets.dropAllOf(tokenId);
    socket.closeAllOf(tokenId);
  };
  const waits = createWaits(events, store.read, closing);
  const { maxBodyBytes } = http;
  const shared = { store, ports, settings, log, nowMs, version, maxBodyBytes };
  return { context: { ...shared, waits, sessions, tickets, revoked, closing }, socket, auth };
}

function registerPlugins(app: Api, { http, dashboardFolder, version }: ServerOptions): void {
  app.register(fastifyCookie, { hook: false });
  app.register(fastifyRateLimit, {
    max: http.ratePerMinute,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => request.caller?.tokenId ?? request.ip,
    errorResponseBuilder: (_request, { ttl }) =>
      new GatewayError("too_many_requests", "more requests a minute than this gateway takes", {
        retryAfterMs: ttl,
      }),
  });
  servePages(app, { dashboardFolder, version });
}

function observeAnswers(observe: ServerObserver) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    observe.httpAnswered({
      method: request.method,
      route: request.routeOptions.url ?? "unknown",
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1_000,
    });
    done();
  };
}
