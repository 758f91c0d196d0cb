/**
 * Calls that would also like to speak another protocol. A server may ignore such a wish and answer as if it had not been made
 * (RFC 9110, section 7.8); Java's HttpClient wishes for `h2c` with its first call. Node hands every such call over without
 * reading its body as soon as anything listens for upgrades, so it is read and answered here.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { LightMyRequestResponse } from "fastify";
import type { Api } from "../context.ts";

/** Of a body that is announced larger, nothing is read: the answer is too_large. */
export interface PlainUpgradeOptions {
  readonly maxBodyBytes: number;
  readonly timeoutMs: number;
}

export const isWebSocket = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === "websocket";

export async function answerWithoutUpgrade(
  api: Api,
  call: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
  { maxBodyBytes, timeoutMs }: PlainUpgradeOptions,
): Promise<void> {
  const { request, socket } = call;
  request.socket.setTimeout(timeoutMs, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  const { upgrade: _upgrade, connection: _connection, ...headers } = request.headers;
  const announced = Number(headers["content-length"] ?? 0);
  // Without a length nothing says where the body ends: the call is answered as one without a body.
  const payload = announced > maxBodyBytes ? Buffer.alloc(0) : await readBody(socket, call.head, announced);
  const answer = await api.inject({
    method: (request.method ?? "GET") as "GET",
    url: request.url ?? "/",
    headers: { ...headers },
    // Never the default, which is loopback.
    remoteAddress: request.socket.remoteAddress ?? "0.0.0.0",
    ...(announced > 0 ? { payload } : {}),
  });
  socket.end(Buffer.concat([Buffer.from(headOf(answer), "latin1"), answer.rawPayload]));
}

async function readBody(socket: Duplex, head: Buffer, announced: number): Promise<Buffer> {
  const chunks = [head];
  let length = head.length;
  if (length < announced) {
    for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= announced) break;
    }
  }
  return Buffer.concat(chunks).subarray(0, announced);
}

function headOf(answer: LightMyRequestResponse): string {
  const lines = Object.entries(answer.headers)
    .filter(([name, value]) => name !== "connection" && value !== undefined)
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${String(one)}`));
  return [
    `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`,
    ...lines,
    "connection: close",
    "",
    "",
  ].join("\r\n");
}
