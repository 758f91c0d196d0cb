import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { expect, it } from "vitest";
import WebSocket from "ws";
import { openTestApi } from "../../test/help/api.ts";
import { sale } from "../../test/help/sales.ts";
import { newFolder } from "../../test/help/store.ts";

it("answers who waits with the present, says goodbye to its sockets, and closes", async () => {
  const api = await openTestApi();
  const socket = new WebSocket(`${api.base.replace("http", "ws")}/v1/events`, {
    headers: { authorization: `Bearer ${api.admin}` },
  });
  await once(socket, "open");
  const closed = once(socket, "close");
  const body = sale({ id: "closing", print: { printer: "front" } });
  const waiting = api.call("POST", "/v1/orders", { body, headers: { prefer: "wait=60" } });
  while (api.store.read.order("closing") === undefined) await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([api.app.close(), waiting]);
  expect((await waiting).status).toBe(202);
  expect((await closed)[0]).toBe(1001);
  await api.store[Symbol.asyncDispose]();
});

it("closes although a till keeps its line open behind the last answer", async () => {
  const api = await openTestApi();
  const { hostname, port, host } = new URL(api.base);
  const line = connect(Number(port), hostname);
  const body = JSON.stringify(sale({ id: "last", print: { printer: "front" } }));
  line.write(
    `POST /v1/orders HTTP/1.1\r\nHost: ${host}\r\nPrefer: wait=60\r\nAuthorization: Bearer ${api.admin}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  while (api.store.read.order("last") === undefined) await new Promise((resolve) => setImmediate(resolve));
  const [answer] = await Promise.all([once(line, "data"), once(line, "end"), api.app.close()]);
  expect(String(answer[0])).toMatch(/^HTTP\/1\.1 202 /);
  await api.store[Symbol.asyncDispose]();
});

it("serves the page beside the API, under rules that keep it the shop's own", async () => {
  const folder = `${newFolder()}/page`;
  mkdirSync(folder);
  writeFileSync(`${folder}/index.html`, "<!doctype html><title>Tillgate</title>");
  await using api = await openTestApi({}, folder);
  const page = await api.call("GET", "/", { token: null });
  expect([page.status, page.body]).toEqual([200, "<!doctype html><title>Tillgate</title>"]);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
  const missing = await api.call("GET", "/nothing.js", { token: null });
  expect([missing.status, missing.body.code]).toEqual([404, "not_found"]);
  expect((await api.call("GET", "/../../etc/passwd", { token: null })).status).toBe(404);
  expect((await api.call("GET", "/v1/status", { token: null })).status).toBe(401);
});

it("answers a till that would rather speak HTTP/2, in plain HTTP", async () => {
  await using api = await openTestApi();
  const body = JSON.stringify(sale({ id: "from-java" }));
  const { hostname, port, host } = new URL(api.base);
  const line = connect(Number(port), hostname);
  line.write(
    `POST /v1/orders HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n` +
      `HTTP2-Settings: AAEAAEAA\r\nAuthorization: Bearer ${api.admin}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
  );
  // The rest comes later, as it does over Wi-Fi.
  setImmediate(() => line.write(body.slice(20)));
  let answer = "";
  for await (const chunk of line) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 201 Created\r\n/);
  expect(answer).toContain("location: /v1/orders/from-java\r\n");
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({
    id: "from-java",
    state: "paid",
  });
});
