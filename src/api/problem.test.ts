import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../test/help/api.ts";
import { sale } from "../../test/help/sales.ts";
import { ERROR_CODES, type ErrorCode, GatewayError } from "../core/errors.ts";

let api: TestApi;
let thrown: Error;
beforeAll(async () => {
  api = await openTestApi({ maxBodyBytes: 20_000 });
  // A door that fails as it is told: it is where every code of the table can be seen leaving the house.
  api.vendors.test = () => Promise.reject(thrown);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const refuse = (error: Error) => {
  thrown = error;
  return api.call("GET", "/integrations/pos/status");
};

describe("every code of the table", () => {
  it.each(Object.keys(ERROR_CODES) as ErrorCode[])(
    "%s leaves with its status, its meaning and what to do next",
    async (code) => {
      const { status, after, title } = ERROR_CODES[code];
      const answer = await refuse(new GatewayError(code, "in words", { facts: { device: "front" } }));
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.body).toEqual({
        type: `/docs/errors#${code}`,
        title,
        status,
        code,
        after,
        detail: "in words",
        facts: { device: "front" },
        ...(code === "invalid_input" ? { errors: [{ path: "request", message: "in words" }] } : {}),
      });
      expect(answer.headers.has("retry-after")).toBe(status === 503 || status === 429);
      const page = await api.call("GET", "/docs/errors");
      expect(page.body).toContain(`id="${code}"`);
    },
  );

  it("passes on the pause that the other side asked for, in whole seconds", async () => {
    const answer = await refuse(new GatewayError("vendor_unavailable", "429", { retryAfterMs: 1_200 }));
    expect(answer.headers.get("retry-after")).toBe("2");
  });
});

it("tells nothing of a fault of its own, and logs all of it", async () => {
  const answer = await refuse(new Error("secret path /var/lib/tillgate"));
  expect([answer.status, answer.body.code]).toEqual([500, "internal"]);
  expect(JSON.stringify(answer.body)).not.toContain("/var/lib");
  expect(JSON.stringify(api.logged)).toContain("/var/lib");
});

describe("what is no request", () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    api.call("POST", "/v1/orders", { body, key: "k", headers });

  it.each([
    ["broken JSON", '{"till": ', {}, 400, "invalid_input"],
    ["a poisoned prototype", '{"__proto__": {"admin": true}}', {}, 400, "invalid_input"],
    ["no object", '"order"', {}, 400, "invalid_input"],
    ["nothing", "", {}, 400, "invalid_input"],
    ["text", "hello", { "content-type": "text/plain" }, 415, "unsupported_media_type"],
    ["a form", "a=1", { "content-type": "application/x-www-form-urlencoded" }, 415, "unsupported_media_type"],
    ["too much", JSON.stringify(sale({ note: "x".repeat(30_000) })), {}, 413, "too_large"],
  ])("%s", async (_what, body, headers, status, code) => {
    const answer = await post(body, headers);
    expect([answer.status, answer.body.code, answer.body.after]).toEqual([status, code, "stop"]);
  });

  it("bytes that are no UTF-8", async () => {
    const body = Buffer.concat([Buffer.from('{"till":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const response = await fetch(`${api.base}/v1/orders`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${api.admin}`,
        "content-type": "application/json",
        "idempotency-key": "k",
      },
      body,
    });
    expect(await response.json()).toMatchObject({
      code: "invalid_input",
      errors: [{ path: "body", message: "not UTF-8" }],
    });
  });

  it("an address that does not exist", async () => {
    const answer = await api.call("GET", "/v1/nothing?secret=1");
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
    expect(answer.body.detail).not.toContain("secret");
  });

  it("an address that is none", async () => {
    const answer = await api.call("GET", "/v1/orders/%ff");
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_input"]);
  });
});

it("takes a larger body for print jobs than for orders", async () => {
  const document = [{ type: "text", runs: Array.from({ length: 5 }, () => ({ text: "x".repeat(9_000) })) }];
  const answer = await api.call("POST", "/v1/print-jobs", {
    body: { printer: "front", document },
    key: "large",
  });
  expect(answer.status).toBe(201);
});

it("counts the requests of a token, and says when to come back", async () => {
  await using busy = await openTestApi({ ratePerMinute: 3 });
  const till = await busy.token(["till"], "front-1");
  const statuses: number[] = [];
  for (let call = 0; call < 4; call += 1)
    statuses.push((await busy.call("GET", "/v1/orders", { token: till })).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const refused = await busy.call("GET", "/v1/orders", { token: till });
  expect(refused.body).toMatchObject({ code: "too_many_requests", after: "retry" });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  const other = await busy.token(["till"], "bar-2");
  expect((await busy.call("GET", "/v1/orders", { token: other })).status).toBe(200);
});

it("counts forged tokens against the address they come from", async () => {
  await using busy = await openTestApi({ ratePerMinute: 3 });
  const statuses: number[] = [];
  for (let call = 0; call < 4; call += 1) {
    statuses.push((await busy.call("GET", "/v1/orders", { token: `tillgate_forged-${call}` })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 429]);
});
