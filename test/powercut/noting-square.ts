/**
 * The line to Square. Writing calls pass one at a time, so that of each line in Square's ledger it is known how much the record held
 * when it was asked for, and when it surely stood: before the gateway could hear of it.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Commit } from "./recording.ts";

export interface NotingSquare extends AsyncDisposable {
  readonly commits: readonly Commit[];
  /** Square does something by itself. */
  byItself(act: () => void): void;
}

export interface NotingOptions {
  readonly port: number;
  readonly target: string;
  readonly ledger: string;
  readonly recordBytes: () => number;
}

export async function noteSquare({
  port,
  target,
  ledger,
  recordBytes,
}: NotingOptions): Promise<NotingSquare> {
  const commits: Commit[] = [];
  const note = (asked: number): void => {
    const lines = existsSync(ledger) ? readFileSync(ledger, "utf8").split("\n").length - 1 : 0;
    const stood = recordBytes();
    while (commits.length < lines) commits.push({ asked, stood });
  };
  let writing: Promise<void> = Promise.resolve();
  const oneAtATime = <T>(act: () => Promise<T>): Promise<T> => {
    const acted = writing.then(act);
    writing = acted.then(
      () => undefined,
      () => undefined,
    );
    return acted;
  };

  const ask = async (request: IncomingMessage, body: Buffer): Promise<Response | null> => {
    const path = request.url ?? "/";
    const call = (): Promise<Response | null> =>
      fetch(new URL(path, target), {
        method: request.method ?? "GET",
        headers: headersOf(request),
        ...(body.length === 0 ? {} : { body }),
        // The simulator breaks its answers on purpose.
      }).catch(() => null);
    if (request.method === "GET" || path.endsWith("/search")) return await call();
    return await oneAtATime(async () => {
      const asked = recordBytes();
      try {
        return await call();
      } finally {
        note(asked);
      }
    });
  };
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await ask(request, await buffer(request));
    const text = answer === null ? null : await answer.arrayBuffer().catch(() => null);
    if (answer === null || text === null) return void request.socket.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(Buffer.from(text));
  };
  const server = createServer((request, response) => {
    void pass(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    commits,
    byItself(act) {
      const asked = recordBytes();
      act();
      note(asked);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const OF_THE_LINE = new Set(["connection", "keep-alive", "transfer-encoding", "host", "content-length"]);

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (!OF_THE_LINE.has(name) && value !== undefined) headers.set(name, String(value));
  }
  return headers;
}
