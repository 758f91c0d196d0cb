import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { listen } from "../../../test/help/listen.ts";
import { createSessions } from "../access/sessions.ts";
import { createTickets } from "../access/tickets.ts";
import { createEventHub, type EventHub } from "./event-hub.ts";
import { attachEventsSocket, CLOSE } from "./events-socket.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const withToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe("a reader that does not read", () => {
  /** The socket alone, with small limits, so that nobody waits in a test. */
  async function openSocket(limits: { readonly pingEveryMs: number; readonly maxBufferedBytes: number }) {
    const server = createServer();
    const events = createEventHub({ epoch: "e", nowMs: () => 0, keptEvents: 10 });
    const sessions = createSessions(
      () => 0,
      () => 0,
    );
    const counts: number[] = [];
    const socket = attachEventsSocket(server, {
      events,
      status: () => api.app.server.address() as never,
      auth: { read: api.store.read, sessions, loopbackWithoutToken: true, allowedOrigins: [] },
      tickets: createTickets(
        () => 0,
        () => 0,
      ),
      log: { debug() {}, info() {}, warn() {}, error() {} },
      maxSockets: 2,
      onCount: (count) => void counts.push(count),
      onOtherUpgrade: (_request, line) => void line.destroy(),
      ...limits,
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return { server, events, socket, counts, port };
  }

  const handshake = (port: number): Socket => {
    const line = connect(port, "127.0.0.1");
    line.write(
      `GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    return line;
  };

  /** Tells until somebody left: how much the kernel swallows first is its own affair. */
  async function tellUntilGone(events: EventHub, counts: readonly number[]): Promise<void> {
    const reasons = [{ code: "x", message: "y".repeat(50_000) }];
    while (counts.at(-1) !== 0) {
      events.status({ type: "gateway.updated", ready: true, reasons });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const untilCounted = async (counts: readonly number[], open: number): Promise<void> => {
    while (counts.at(-1) !== open) await new Promise((resolve) => setImmediate(resolve));
  };

  const end = async (server: Server, socket: { close(): Promise<void> }) => {
    await socket.close();
    server.close();
  };

  it("is let go with 4008 as soon as too much piles up, and the others go on", async () => {
    const { server, events, socket, port, counts } = await openSocket({
      pingEveryMs: 60_000,
      maxBufferedBytes: 200_000,
    });
    const slow = new WebSocket(`ws://127.0.0.1:${port}/v1/events`);
    await once(slow, "open");
    slow.pause();
    const good = new WebSocket(`ws://127.0.0.1:${port}/v1/events`);
    const next = listen(good);
    await next();
    const closed = once(slow, "close");
    const reasons = [{ code: "x", message: "y".repeat(50_000) }];
    let told = 0;
    // 40 MB: beyond what any kernel keeps for a peer.
    for (; told < 800; told += 1) {
      events.status({ type: "gateway.updated", ready: true, reasons });
      expect((await next()).seq).toBe(told + 1);
    }
    slow.resume();
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([CLOSE.tooSlow, "reads too slowly: come back with since"]);
    await untilCounted(counts, 1);
    good.close();
    await end(server, socket);
  });

  it("is dropped when it answers no ping", async () => {
    const { server, events, socket, port, counts } = await openSocket({
      pingEveryMs: 20,
      maxBufferedBytes: 1e9,
    });
    const dead = handshake(port);
    await once(dead, "data");
    dead.pause();
    await tellUntilGone(events, counts);
    expect(counts).toEqual([1, 0]);
    dead.destroy();
    await end(server, socket);
  });

  it("is let go at the next ping when its token was revoked at the command line", async () => {
    const { server, socket, port } = await openSocket({ pingEveryMs: 20, maxBufferedBytes: 1e9 });
    const token = await api.token(["status"]);
    const watcher = new WebSocket(`ws://127.0.0.1:${port}/v1/events`, withToken(token));
    await once(watcher, "open");
    const closed = once(watcher, "close");
    const row = api.store.read.tokens().at(-1);
    await api.store.run("revokeToken", { id: String(row?.id), actor: "command line" });
    expect((await closed)[0]).toBe(CLOSE.revoked);
    await end(server, socket);
  });

  it("is not let in when there are too many", async () => {
    const { server, socket, port } = await openSocket({ pingEveryMs: 60_000, maxBufferedBytes: 1e9 });
    const lines = [handshake(port), handshake(port)];
    for (const line of lines) await once(line, "data");
    const third = handshake(port);
    expect(String((await once(third, "data"))[0])).toContain("429 too_many_requests");
    for (const line of [...lines, third]) line.destroy();
    await end(server, socket);
  });
});
