/**
 * The socket side: reads a request, lets answer.ts answer it, then delivers the answer, or ruins the
 * delivery.
 *
 *   socket → /_sim/? → control
 *          → unreachable? → delay → answer (commit) → lose · hang · 500 · truncate · spoil · send
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { type Answer, answerTo, type SimParts } from "./answer.ts";
import { answerControl, type Control } from "./control.ts";
import { internalError, problem } from "./errors.ts";
import type { Ending, RequestLog } from "./request-log.ts";

/** Square's own limit is unpublished; our largest order is far below. */
const MAX_BODY_BYTES = 2_000_000;

export interface SimServer {
  readonly port: number;
  /** Ends at once: open sockets are destroyed, waits are given up. */
  close(): Promise<void>;
}

export interface Listening {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** @throws the listen error of node, when the port is taken. */
export async function listen(
  parts: SimParts,
  control: Control,
  log: RequestLog,
  at: Listening,
): Promise<SimServer> {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    void serve(parts, control, log, { request, response, signal: closing.signal }).catch((error: unknown) => {
      // The client is gone, or we close: there is nobody left to tell.
      request.socket.destroy(error instanceof Error ? error : undefined);
    });
  });
  // Tests hold sockets open for long on purpose.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, resolve);
  });
  return { port: portOf(server), close: () => close(server, closing) };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
}

async function serve(parts: SimParts, control: Control, log: RequestLog, exchange: Exchange): Promise<void> {
  const { request, response, signal } = exchange;
  const url = new URL(request.url ?? "/", "http://sim");
  const method = request.method ?? "GET";
  if (url.pathname.startsWith("/_sim/")) {
    const raw = await readBody(request);
    send(
      parts,
      response,
      answerControl(parts, control, log, { method, path: url.pathname, raw: raw ?? Buffer.of() }),
    );
    return;
  }
  if (parts.faults.get().unreachable) {
    request.socket.destroy();
    return;
  }
  const raw = await readBody(request);
  if (raw === null) {
    send(parts, response, tooLarge());
    return;
  }
  const { delayMs } = parts.faults.get();
  if (delayMs > 0) await wait(delayMs, undefined, { signal });
  const answer = answerTo(parts, { method, url, headers: request.headers, raw });
  const ruined = answer.wrote && parts.faults.strikes("serverErrorAfterCommitEvery");
  const shown = ruined ? { ...answer, status: 500, body: { errors: internalError().problems } } : answer;
  const ending = endingOf(parts, answer);
  log.add({
    at: new Date(parts.nowMs()).toISOString(),
    method,
    path: url.pathname,
    query: url.search,
    operation: answer.operation,
    body: answer.received,
    status: shown.status,
    ending,
  });
  deliver(parts, request, response, { answer: shown, ending });
}

function endingOf(parts: SimParts, answer: Answer): Ending {
  if (answer.wrote && parts.faults.strikes("loseAnswerEvery")) return "lost";
  if (answer.wrote && parts.faults.strikes("hangAfterCommitEvery")) return "hung";
  if (parts.faults.strikes("truncateBodyEvery")) return "truncated";
  if (parts.faults.strikes("invalidJsonEvery")) return "invalid_json";
  return "answered";
}

interface Delivery {
  readonly answer: Answer;
  readonly ending: Ending;
}

function deliver(
  parts: SimParts,
  request: IncomingMessage,
  response: ServerResponse,
  { answer, ending }: Delivery,
): void {
  switch (ending) {
    case "lost":
      request.socket.destroy();
      return;
    case "hung":
      return;
    case "truncated": {
      const text = Buffer.from(JSON.stringify(answer.body));
      writeHead(parts, response, answer, text.length);
      // Only once the half is out: a destroyed socket would take it along.
      response.write(text.subarray(0, Math.floor(text.length / 2)), () => request.socket.destroy());
      return;
    }
    case "invalid_json": {
      const text = Buffer.from(`<html>${JSON.stringify(answer.body).slice(0, 20)}`);
      writeHead(parts, response, answer, text.length);
      response.end(text);
      return;
    }
    case "answered":
      send(parts, response, answer);
      return;
  }
}

function send(parts: SimParts, response: ServerResponse, answer: Answer): void {
  const text = Buffer.from(JSON.stringify(answer.body));
  writeHead(parts, response, answer, text.length);
  response.end(text);
}

function writeHead(parts: SimParts, response: ServerResponse, answer: Answer, length: number): void {
  response.sendDate = false;
  response.writeHead(answer.status, {
    Date: new Date(parts.nowMs()).toUTCString(),
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": length,
    ...answer.headers,
  });
}

/** null: more than the limit. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return length > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}

function tooLarge(): Answer {
  const errors = [problem("REQUEST_ENTITY_TOO_LARGE", `more than ${MAX_BODY_BYTES} bytes`, null)];
  return { status: 413, headers: {}, body: { errors }, operation: null, received: null, wrote: false };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function close(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
