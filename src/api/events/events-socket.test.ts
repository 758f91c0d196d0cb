import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { listen } from "../../../test/help/listen.ts";
import { sale } from "../../../test/help/sales.ts";
import { CLOSE } from "./events-socket.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ allowedOrigins: ["https://office.example"] });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const address = (query = "") => `${api.base.replace("http", "ws")}/v1/events${query}`;
const withToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

async function open(query: string, options: WebSocket.ClientOptions = withToken(api.admin)) {
  const socket = new WebSocket(address(query), options);
  const next = listen(socket);
  await once(socket, "open");
  return { socket, next };
}

/** Status and code of an upgrade that was refused. */
function refused(query: string, options: WebSocket.ClientOptions): Promise<[number, string]> {
  const socket = new WebSocket(address(query), options);
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.on("unexpected-response", (_request, response) => {
      response.on("data", (data) => resolve([response.statusCode ?? 0, JSON.parse(String(data)).code]));
    });
  });
}

const sell = (id: string) => api.call("POST", "/v1/orders", { body: sale({ id }) });

describe("the event stream", () => {
  it("begins with the snapshot, and goes on without a gap", async () => {
    const { socket, next } = await open("");
    const snapshot = await next();
    expect(snapshot).toMatchObject({ type: "snapshot", epoch: "run-1", status: { store: { id: "test" } } });
    await sell("e-1");
    const event = await next();
    expect(event).toMatchObject({
      type: "order.captured",
      epoch: "run-1",
      seq: snapshot.seq + 1,
      orderId: "e-1",
    });
    expect(event.at).toMatch(/^\d{4}-\d\d-\d\dT/);
    api.shop.tell({ type: "gateway.updated", ready: false, reasons: [] });
    expect(await next()).toMatchObject({ type: "gateway.updated", seq: snapshot.seq + 2 });
    socket.close();
  });

  it("tells of a print by its public words, and that the outbox changed", async () => {
    const { socket, next } = await open("");
    await next();
    const body = { printer: "front", document: [{ type: "cut" }] };
    const job = await api.call("POST", "/v1/print-jobs", { body, key: "told" });
    expect(await next()).toMatchObject({
      type: "print_job.updated",
      printJobId: job.body.id,
      printer: "front",
      state: "queued",
    });
    expect(await next()).toMatchObject({
      type: "outbox.updated",
      jobId: job.body.id,
      kind: "print",
      device: "front",
    });
    socket.close();
  });

  it("reads on from where a socket was, without a snapshot and without missing anything", async () => {
    const first = await open("");
    const { seq } = await first.next();
    first.socket.close();
    await sell("e-2");
    await sell("e-3");
    const again = await open(`?since=run-1:${seq}`);
    expect(await again.next()).toMatchObject({ seq: seq + 1, orderId: "e-2" });
    expect(await again.next()).toMatchObject({ seq: seq + 2, orderId: "e-3" });
    await sell("e-4");
    expect(await again.next()).toMatchObject({ seq: seq + 3, orderId: "e-4" });
    again.socket.close();
  });

  it.each([
    ["another run of the gateway", () => "run-0:1"],
    ["the future", () => `run-1:${api.events.position().seq + 1}`],
    ["nonsense", () => "yesterday"],
  ])("begins anew for a since of %s", async (_what, since) => {
    const { socket, next } = await open(`?since=${since()}`);
    expect(await next()).toMatchObject({ type: "snapshot", seq: api.events.position().seq });
    socket.close();
  });

  it("begins anew for a since that is too long ago", async () => {
    const { seq } = api.events.position();
    for (let count = 0; count <= 100; count += 1)
      api.shop.tell({ type: "gateway.updated", ready: true, reasons: [] });
    const late = await open(`?since=run-1:${seq}`);
    expect(await late.next()).toMatchObject({ type: "snapshot", seq: seq + 101 });
    late.socket.close();
    const just = await open(`?since=run-1:${seq + 1}`);
    expect(await just.next()).toMatchObject({ type: "gateway.updated", seq: seq + 2 });
    just.socket.close();
  });
});

describe("who may listen", () => {
  it("nobody without a token, and no till", async () => {
    expect(await refused("", {})).toEqual([401, "unauthenticated"]);
    expect(await refused("", withToken("tillgate_forged"))).toEqual([401, "unauthenticated"]);
    expect(await refused("", withToken(await api.token(["till"], "front-1")))).toEqual([403, "forbidden"]);
  });

  it("a ticket opens once", async () => {
    const { body, status } = await api.call("POST", "/v1/events/tickets");
    expect(status).toBe(201);
    const { socket, next } = await open(`?ticket=${body.ticket}`, {});
    expect(await next()).toMatchObject({ type: "snapshot" });
    socket.close();
    expect(await refused(`?ticket=${body.ticket}`, {})).toEqual([401, "unauthenticated"]);
  });

  it("a ticket opens for 30 seconds", async () => {
    const { body } = await api.call("POST", "/v1/events/tickets");
    api.shop.monotonicMs += 30_000;
    expect(await refused(`?ticket=${body.ticket}`, {})).toEqual([401, "unauthenticated"]);
  });

  it("a session opens for the gateway's own page and for those the config names, and for no other", async () => {
    const answer = await api.call("POST", "/v1/session");
    const cookie = answer.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
    for (const origin of [api.base, "https://office.example"]) {
      const { socket, next } = await open("", { headers: { cookie, origin } });
      expect(await next()).toMatchObject({ type: "snapshot" });
      socket.close();
    }
    const foreign = { headers: { cookie, origin: "https://evil.example" } };
    expect(await refused("", foreign)).toEqual([401, "unauthenticated"]);
  });

  it("a socket closes when its token is revoked", async () => {
    const made = await api.call("POST", "/v1/tokens", {
      body: { name: "wall", scopes: ["status"] },
      key: "wall",
    });
    const { socket, next } = await open("", withToken(made.body.secret));
    await next();
    const closed = once(socket, "close");
    await api.call("DELETE", `/v1/tokens/${made.body.id}`);
    expect((await closed)[0]).toBe(CLOSE.revoked);
  });

  it("is nothing else to be opened", async () => {
    const socket = new WebSocket(`${api.base.replace("http", "ws")}/v1/orders`, withToken(api.admin));
    socket.on("error", () => undefined);
    const status = await new Promise((resolve) => {
      socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
    });
    expect(status).toBe(404);
  });
});
