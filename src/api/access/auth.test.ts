import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { sale } from "../../../test/help/sales.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ allowedOrigins: ["https://office.example"] });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

describe("tokens", () => {
  it("are asked for where something is at stake, and not for health", async () => {
    const none = await api.call("GET", "/v1/status", { token: null });
    expect([none.status, none.body.code]).toEqual([401, "unauthenticated"]);
    expect(none.headers.get("www-authenticate")).toBe("Bearer");
    for (const path of ["/healthz", "/readyz", "/openapi.json", "/docs/errors"]) {
      expect((await api.call("GET", path, { token: null })).status).toBe(200);
    }
  });

  it("that nobody made are refused", async () => {
    expect((await api.call("GET", "/v1/status", { token: "tillgate_forged" })).status).toBe(401);
    const basic = { authorization: "Basic YWRtaW46YWRtaW4=" };
    expect((await api.call("GET", "/v1/status", { token: null, headers: basic })).status).toBe(401);
  });

  it.each([
    ["status", "GET", "/v1/status", 200],
    ["operator", "GET", "/v1/status", 200],
    ["till", "GET", "/v1/status", 403],
    ["kitchen", "GET", "/v1/orders", 200],
    ["status", "GET", "/v1/orders", 403],
    ["operator", "GET", "/v1/outbox", 200],
    ["till", "GET", "/v1/outbox", 403],
    ["operator", "GET", "/v1/audit", 403],
    ["admin", "GET", "/v1/audit", 200],
    ["operator", "POST", "/v1/orders", 403],
    ["operator", "GET", "/metrics", 200],
    ["kitchen", "POST", "/v1/drawers/till-drawer/open", 403],
  ])("with %s: %s %s is %i", async (scope, method, path, status) => {
    const token = await api.token([scope], scope === "till" ? "front-1" : null);
    const answer = await api.call(method, path, { token, ...(method === "POST" ? { body: {} } : {}) });
    expect(answer.status).toBe(status);
  });

  it("end at once when they are revoked", async () => {
    const made = await api.call("POST", "/v1/tokens", {
      body: { name: "guest", scopes: ["status"] },
      key: "guest",
    });
    const { secret, id } = made.body;
    expect((await api.call("GET", "/v1/status", { token: secret })).status).toBe(200);
    expect((await api.call("DELETE", `/v1/tokens/${id}`)).status).toBe(204);
    expect((await api.call("GET", "/v1/status", { token: secret })).status).toBe(401);
  });

  it("show their secret once", async () => {
    const body = { name: "front till", scopes: ["till"], till: "front-1" };
    const made = await api.call("POST", "/v1/tokens", { body, key: "once" });
    expect(made.body.secret).toMatch(/^tillgate_[\w-]{43}$/);
    const again = await api.call("POST", "/v1/tokens", { body, key: "once" });
    expect([again.status, again.body.secret, again.body.id]).toEqual([200, null, made.body.id]);
    const list = await api.call("GET", "/v1/tokens");
    expect(JSON.stringify(list.body)).not.toContain(made.body.secret);
    const first = await api.call("GET", "/v1/tokens?limit=1");
    const next = await api.call("GET", `/v1/tokens?limit=1&after=${first.body.next}`);
    expect([...first.body.items, ...next.body.items]).toEqual(list.body.items.slice(0, 2));
  });

  it("of a till name their till, whatever else is wrong", async () => {
    const body = { name: "", scopes: ["till", "cellar"] };
    const answer = await api.call("POST", "/v1/tokens", { body, key: "no-till-either" });
    expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      "name",
      "scopes[1]",
      "till",
    ]);
  });

  it("of a till name their till", async () => {
    const answer = await api.call("POST", "/v1/tokens", {
      body: { name: "x", scopes: ["till"] },
      key: "no-till",
    });
    expect(answer.body.errors).toEqual([
      { path: "till", message: "a till token speaks for one till: name it" },
    ]);
  });
});

describe("a browser's session", () => {
  const signIn = async (scopes: string[]) => {
    const answer = await api.call("POST", "/v1/session", { token: await api.token(scopes) });
    const cookie = answer.headers.get("set-cookie") ?? "";
    return {
      answer,
      cookie: cookie.split(";", 1)[0] ?? "",
      flags: cookie,
      csrf: answer.body.csrfToken as string,
    };
  };

  it("comes in a cookie that no script reads and no other site sends", async () => {
    const { answer, flags } = await signIn(["operator"]);
    expect(answer.status).toBe(201);
    expect(flags).toContain("HttpOnly");
    expect(flags).toContain("SameSite=Strict");
  });

  it("reads with the cookie, and changes things only with the CSRF header", async () => {
    const { cookie, csrf } = await signIn(["admin"]);
    const call = (method: string, path: string, more: object) =>
      api.call(method, path, {
        token: null,
        headers: { cookie, ...more },
        ...(method === "POST" ? { body: sale({ id: "by-session" }) } : {}),
      });
    expect((await call("GET", "/v1/status", {})).status).toBe(200);
    expect((await call("POST", "/v1/orders", {})).status).toBe(401);
    expect((await call("POST", "/v1/orders", { "x-csrf-token": "wrong" })).status).toBe(401);
    expect((await call("POST", "/v1/orders", { "x-csrf-token": csrf })).status).toBe(201);
  });

  it("is told to a page that was reloaded, and ends on sign-out", async () => {
    const { cookie, csrf } = await signIn(["operator"]);
    const shown = await api.call("GET", "/v1/session", { token: null, headers: { cookie } });
    expect(shown.body).toMatchObject({ csrfToken: csrf, scopes: ["operator"] });
    const out = await api.call("DELETE", "/v1/session", {
      token: null,
      headers: { cookie, "x-csrf-token": csrf },
    });
    expect(out.status).toBe(204);
    expect((await api.call("GET", "/v1/status", { token: null, headers: { cookie } })).status).toBe(401);
  });

  it("is of no use to another web page", async () => {
    const { cookie } = await signIn(["admin"]);
    const headers = { cookie, origin: "https://evil.example" };
    expect((await api.call("GET", "/v1/status", { token: null, headers })).status).toBe(401);
  });

  it("ends after half a day, and with its token", async () => {
    const made = await api.call("POST", "/v1/tokens", {
      body: { name: "guest", scopes: ["status"] },
      key: "session",
    });
    const statusWith = async (cookie: string) =>
      (await api.call("GET", "/v1/status", { token: null, headers: { cookie } })).status;
    const open = async () => {
      const answer = await api.call("POST", "/v1/session", { token: made.body.secret });
      return answer.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
    };
    const late = await open();
    expect(await statusWith(late)).toBe(200);
    api.shop.monotonicMs += 12 * 3_600_000;
    expect(await statusWith(late)).toBe(401);
    const cookie = await open();
    expect(await statusWith(cookie)).toBe(200);
    await api.store.run("revokeToken", { id: made.body.id, actor: "command line" });
    expect(await statusWith(cookie)).toBe(401);
  });
});

describe("web pages from elsewhere", () => {
  const preflight = (origin: string) =>
    api.call("OPTIONS", "/v1/orders", {
      token: null,
      headers: { origin, "access-control-request-method": "POST" },
    });

  it("may call where the config names them", async () => {
    const answer = await preflight("https://office.example");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://office.example");
    expect(answer.headers.get("access-control-allow-headers")).toContain("Idempotency-Key");
  });

  it("get no leave otherwise", async () => {
    const answer = await preflight("https://evil.example");
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("loopback without a token", () => {
  it("is off unless the config says so", async () => {
    expect((await api.call("GET", "/v1/audit", { token: null })).status).toBe(401);
  });

  it("lets programs of this machine in, and no web page that pretends to be one", async () => {
    await using open = await openTestApi({ loopbackWithoutToken: true });
    const call = (headers: Record<string, string>) => open.call("GET", "/v1/audit", { token: null, headers });
    expect((await call({})).status).toBe(200);
    expect((await call({ origin: open.base })).status).toBe(200);
    expect((await call({ origin: "https://evil.example" })).status).toBe(401);
    expect((await open.call("GET", "/v1/audit", { token: "tillgate_forged" })).status).toBe(401);
    const rebound = await open.app.inject({
      method: "GET",
      url: "/v1/audit",
      headers: { host: "evil.example" },
      remoteAddress: "127.0.0.1",
    });
    expect(rebound.statusCode).toBe(401);
  });
});
