/**
 * The line to Square, with every writing call seen three times: asked, committed, answered.
 *   gateway ──call──▶ trap ──▶ simulator commits
 *           ◀── trap ◀──answer──
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Trap } from "./trap.ts";
import { portOf } from "./watched-printer.ts";

export interface WatchedSquare extends AsyncDisposable {
  readonly url: string;
  /** Calls lead to this simulator from now on. */
  leadTo(url: string): void;
}

export async function watchSquare(trap: Trap): Promise<WatchedSquare> {
  let target = "";
  const server = createServer((request, response) => {
    void pass({ trap, target, request, response }).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    leadTo(url) {
      target = url;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Call {
  readonly trap: Trap;
  readonly target: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function pass({ trap, target, request, response }: Call): Promise<void> {
  const body = await buffer(request);
  const path = request.url ?? "/";
  // Looking something up has no effect: it is no step.
  const isWrite = request.method !== "GET" && !path.endsWith("/search");
  const isOver = (step: "vendor_asked" | "vendor_committed"): boolean => isWrite && trap.allow(step, 1) === 0;

  if (isOver("vendor_asked")) return void request.socket.destroy();
  const answer = await fetch(new URL(path, target), {
    method: request.method ?? "GET",
    headers: headersOf(request),
    ...(body.length === 0 ? {} : { body }),
  });
  const text = Buffer.from(await answer.arrayBuffer());
  if (isOver("vendor_committed")) return void request.socket.destroy();
  response.writeHead(answer.status, withoutLine(answer.headers));
  response.end(text, () => {
    if (isWrite) trap.allow("vendor_answered", 1);
  });
}

/** Of one line, or made anew for the next. */
const OF_THE_LINE = new Set(["connection", "keep-alive", "transfer-encoding", "host", "content-length"]);

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (!OF_THE_LINE.has(name) && value !== undefined) headers.set(name, String(value));
  }
  return headers;
}

const withoutLine = (headers: Headers): Record<string, string> =>
  Object.fromEntries([...headers].filter(([name]) => !OF_THE_LINE.has(name)));
