/**
 * WS /v1/events: where the shop stands, then every piece of news, numbered without gaps.
 *   client ──upgrade (token, cookie + Origin, or ticket)──▶ 101 | problem
 *          ◀── snapshot, or what it missed since <epoch>:<seq> ── then each event as it is committed
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { GatewayError, isGatewayError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { StatusSnapshot } from "../../core/status.ts";
import { pause } from "../../lib/wait.ts";
import type { Reader } from "../../store/reader.ts";
import { type AuthOptions, credentialsOf, identify, isStillGood } from "../access/auth.ts";
import { type Caller, may } from "../access/caller.ts";
import type { Tickets } from "../access/tickets.ts";
import { toProblem } from "../problem.ts";
import { type EventHub, parsePosition } from "./event-hub.ts";
import { isWebSocket } from "./plain-upgrade.ts";

export const EVENTS_PATH = "/v1/events";
/** RFC 6455 leaves 4000-4999 to the application. */
export const CLOSE = { revoked: 4001, tooSlow: 4008, goingAway: 1001 } as const;
const REVOKED = "the token was revoked";
/** Who does not answer a goodbye must not keep the house open. */
const GOODBYE_MS = 1_000;
/** Nobody has anything to say to this socket. */
const MAX_INCOMING_BYTES = 1_024;

export interface EventsSocketOptions {
  readonly events: EventHub;
  readonly status: () => StatusSnapshot;
  readonly auth: AuthOptions;
  readonly tickets: Tickets;
  readonly log: Log;
  /** A peer that answers no ping within one interval is gone. */
  readonly pingEveryMs: number;
  /** A reader that lets more than this pile up is let go: it comes back with `since`. */
  readonly maxBufferedBytes: number;
  /** More open sockets than this are refused: a page that reconnects without closing must not take the memory. */
  readonly maxSockets: number;
  readonly onCount: (open: number) => void;
  /** Calls that wish for another protocol than WebSocket: they are answered as plain HTTP. */
  readonly onOtherUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface EventsSocket {
  closeAllOf(tokenId: string): void;
  /** Says goodbye; resolves when all have left, at the latest after GOODBYE_MS. */
  close(): Promise<void>;
}

interface Peer {
  readonly socket: WebSocket;
  readonly caller: Caller;
  isAlive: boolean;
}

export function attachEventsSocket(server: Server, options: EventsSocketOptions): EventsSocket {
  const { events, log } = options;
  const upgrades = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_INCOMING_BYTES,
    perMessageDeflate: false,
  });
  const peers = new Set<Peer>();

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (isWebSocket(request)) openEvents(request, socket, head);
    else options.onOtherUpgrade(request, socket, head);
  };

  const openEvents = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    try {
      if (peers.size >= options.maxSockets)
        throw new GatewayError("too_many_requests", "too many event sockets are open");
      const caller = admit(request, options);
      upgrades.handleUpgrade(request, socket, head, (open) => welcome(open, caller, sinceOf(request)));
    } catch (error) {
      refuseUpgrade(socket, error, log);
    }
  };

  const welcome = (socket: WebSocket, caller: Caller, since: string | null): void => {
    const peer: Peer = { socket, caller, isAlive: true };
    peers.add(peer);
    options.onCount(peers.size);
    const missed = resume(events, since);
    for (const frame of missed ?? [snapshot(options)]) socket.send(frame);
    const stop = events.subscribe((frame) => deliver(peer, frame, options));
    socket.on("pong", () => {
      peer.isAlive = true;
    });
    // A broken frame or a reset ends this socket only; `close` follows.
    socket.on("error", (error) =>
      log.debug("an event socket failed", { token: caller.name, error: error.message }),
    );
    socket.on("close", () => {
      stop();
      peers.delete(peer);
      options.onCount(peers.size);
    });
  };

  server.on("upgrade", onUpgrade);
  const pings = setInterval(() => ping(peers, options.auth.read), options.pingEveryMs);
  pings.unref();
  return {
    closeAllOf(tokenId) {
      for (const peer of peers)
        if (peer.caller.tokenId === tokenId) peer.socket.close(CLOSE.revoked, REVOKED);
    },
    async close() {
      clearInterval(pings);
      server.off("upgrade", onUpgrade);
      await sayGoodbye(peers);
    },
  };
}

async function sayGoodbye(peers: ReadonlySet<Peer>): Promise<void> {
  const allLeft = new AbortController();
  for (const { socket } of peers) {
    socket.on("close", () => peers.size === 0 && allLeft.abort());
    socket.close(CLOSE.goingAway, "the gateway closes");
  }
  if (peers.size > 0) await pause(GOODBYE_MS, allLeft.signal);
  for (const { socket } of peers) socket.terminate();
}

/** @throws unauthenticated · forbidden · not_found */
function admit(request: IncomingMessage, { auth, tickets }: EventsSocketOptions): Caller {
  const url = addressOf(request);
  if (url.pathname !== EVENTS_PATH)
    throw new GatewayError("not_found", `there is no socket at ${url.pathname}`);
  const ticket = url.searchParams.get("ticket");
  const caller = ticket === null ? identify(credentialsOf(request), auth) : tickets.redeem(ticket);
  if (!caller) throw new GatewayError("unauthenticated", "show a token, a session or a fresh ticket");
  if (!may(caller, ["status"])) throw new GatewayError("forbidden", `${caller.name} needs the scope status`);
  return caller;
}

/** Only path and query count: the rest is what the client pleases to say. */
const addressOf = (request: IncomingMessage): URL => new URL(request.url ?? "/", "http://gateway");

const sinceOf = (request: IncomingMessage): string | null => addressOf(request).searchParams.get("since");

function resume(events: EventHub, since: string | null): readonly string[] | undefined {
  const position = parsePosition(since);
  return position && events.since(position);
}

/** Taken and numbered in one breath: nothing can happen in between. */
const snapshot = ({ events, status }: EventsSocketOptions): string =>
  JSON.stringify({ type: "snapshot", ...events.position(), status: status() });

function deliver({ socket }: Peer, frame: string, { maxBufferedBytes }: EventsSocketOptions): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > maxBufferedBytes) {
    socket.close(CLOSE.tooSlow, "reads too slowly: come back with since");
    return;
  }
  socket.send(frame);
}

function ping(peers: ReadonlySet<Peer>, read: Reader): void {
  for (const peer of peers) {
    if (!peer.isAlive) peer.socket.terminate();
    else if (!isStillGood(peer.caller, read)) peer.socket.close(CLOSE.revoked, REVOKED);
    else {
      peer.isAlive = false;
      peer.socket.ping();
    }
  }
}

/** Before the upgrade there is no frame to say it in: plain HTTP. */
function refuseUpgrade(socket: Duplex, error: unknown, log: Log): void {
  const known = isGatewayError(error)
    ? error
    : new GatewayError("internal", "a fault of the gateway itself: see its log");
  if (known.code === "internal") log.error("an upgrade met a fault of the gateway", { cause: String(error) });
  const problem = toProblem(known);
  const body = JSON.stringify(problem);
  socket.on("error", () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.code}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
