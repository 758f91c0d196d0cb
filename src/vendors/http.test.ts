import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createRawServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { HttpRequest } from "../core/adapter.ts";
import type { Log } from "../core/log.ts";
import { createVendorHttp } from "./http.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer);
  return listen(server);
}

async function listen(server: Server | ReturnType<typeof createRawServer>): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  if ("closeAllConnections" in server) cleanups.push(async () => server.closeAllConnections());
  return `http://127.0.0.1:${address.port}`;
}

function client(limits: { deadlineMs?: number; maxAnswerBytes?: number } = {}) {
  const lines: string[] = [];
  const note = (message: string, facts?: object): void => {
    lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
  };
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const http = createVendorHttp({ log, deadlineMs: 5_000, maxAnswerBytes: 10_000, ...limits });
  cleanups.push(async () => http[Symbol.asyncDispose]());
  return { request: http.request, lines };
}

const post = (url: string, body: unknown = { a: 1 }): HttpRequest => ({
  method: "POST",
  url,
  headers: { authorization: "Bearer very-secret" },
  body,
});
const never = new AbortController().signal;
const json = { "content-type": "application/json" };

describe("a whole answer", () => {
  it("gives status, headers and the parsed body", async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      request.on("data", (chunk: Buffer) => seen.push(chunk.toString()));
      request.on("end", () => {
        response.writeHead(429, { ...json, "Retry-After": "7", "Set-Cookie": "a=b" }).end('{"errors":[]}');
      });
    });
    const answer = await client().request(post(url), never);
    expect(seen.join("")).toBe('{"a":1}');
    expect(answer).toMatchObject({ status: 429, body: { errors: [] }, headers: { "retry-after": "7" } });
    expect(Date.parse(answer.headers["date"] ?? "")).not.toBeNaN();
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  it("has no body where the vendor sent none", async () => {
    const url = await serve((_, response) => void response.writeHead(204).end());
    expect((await client().request({ ...post(url), method: "GET", body: null }, never)).body).toBeUndefined();
  });

  it("keeps the status of a refusal whose body is a proxy's page", async () => {
    const url = await serve(
      (_, response) => void response.writeHead(502, { "content-type": "text/html" }).end("<h1>"),
    );
    expect(await client().request(post(url), never)).toMatchObject({ status: 502, body: undefined });
  });
});

describe("it certainly did not happen", () => {
  it("when nobody listens", async () => {
    const server = createRawServer();
    const url = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    await expect(client().request(post(url), never)).rejects.toMatchObject({ code: "vendor_unavailable" });
  });

  it("when the name is not found", async () => {
    const call = client().request(post("http://vendor.invalid/v2/orders"), never);
    await expect(call).rejects.toMatchObject({ code: "vendor_unavailable", after: "retry" });
  });

  it("when the house had let go before the call", async () => {
    const url = await serve((_, response) => void response.writeHead(200, json).end("{}"));
    await expect(client().request(post(url), AbortSignal.abort())).rejects.toMatchObject({
      code: "vendor_unavailable",
    });
  });

  it("when the other side speaks no TLS", async () => {
    const url = await serve((_, response) => void response.end());
    const call = client().request(post(url.replace("http:", "https:")), never);
    await expect(call).rejects.toMatchObject({ code: "vendor_unavailable" });
  });
});

describe("it may have happened", () => {
  const unknown = { code: "outcome_unknown", after: "ask" };

  it.each([
    ["the line breaks after the request", (socket: Socket) => socket.destroy()],
    ["the line is reset after the request", (socket: Socket) => socket.resetAndDestroy()],
    ["the answer is no HTTP", (socket: Socket) => socket.end("garbage\r\n\r\n")],
    [
      "the answer stops in the middle",
      (socket: Socket) =>
        socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"a"'),
    ],
  ])("when %s", async (_, end) => {
    const url = await listen(
      createRawServer((socket) => void socket.once("data", () => end(socket)).on("error", () => {})),
    );
    await expect(client().request(post(url), never)).rejects.toMatchObject(unknown);
  });

  it("when no answer came in time", async () => {
    const url = await serve(() => {});
    await expect(client({ deadlineMs: 50 }).request(post(url), never)).rejects.toMatchObject(unknown);
  });

  it("when the house lets go while the vendor thinks", async () => {
    const house = new AbortController();
    const url = await serve(() => house.abort());
    await expect(client().request(post(url), house.signal)).rejects.toMatchObject(unknown);
  });

  it.each([
    ["is larger than the cap", { "content-type": "application/json" }, `"${"x".repeat(20_000)}"`],
    ["is no JSON", { "content-type": "application/json" }, '{"a":'],
    ["is a page of a hotel's login", { "content-type": "text/html" }, "<html></html>"],
  ])("when a success %s", async (_, headers, body) => {
    const url = await serve((__, response) => void response.writeHead(200, headers).end(body));
    await expect(client().request(post(url), never)).rejects.toMatchObject(unknown);
  });

  it("when it is redirected, and the token follows nowhere", async () => {
    let visits = 0;
    const other = await serve((_, response) => {
      visits += 1;
      response.writeHead(200, json).end("{}");
    });
    const url = await serve((_, response) => void response.writeHead(307, { location: other }).end());
    await expect(client().request(post(url), never)).rejects.toMatchObject(unknown);
    expect(visits).toBe(0);
  });
});

it("keeps tokens and queries out of log lines and errors", async () => {
  const url = await serve((request, response) => {
    if (request.url?.startsWith("/broken")) request.socket.destroy();
    else response.writeHead(200, json).end("{}");
  });
  const { request, lines } = client();
  await request(post(`${url}/fine?token=also-secret`), never);
  const error = await request(post(`${url}/broken?token=also-secret`), never).catch(
    (thrown: unknown) => thrown,
  );
  const everything = `${lines.join()} ${String(error)} ${error instanceof Error ? String(error.cause) : ""}`;
  expect(lines).toHaveLength(1);
  expect(everything).toContain("/broken");
  expect(everything).not.toContain("secret");
});

it("may be closed twice", async () => {
  const http = createVendorHttp({ log: console, deadlineMs: 100, maxAnswerBytes: 100 });
  await http[Symbol.asyncDispose]();
  await expect(http[Symbol.asyncDispose]()).resolves.toBeUndefined();
});
