import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../test/help/api.ts";
import { sale } from "../../test/help/sales.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const ticket = { printer: "front", document: [{ type: "text", runs: [{ text: "2 x Flat white" }] }] };
const print = (key: string | undefined, body: unknown = ticket, token?: string) =>
  api.call("POST", "/v1/print-jobs", {
    body,
    ...(key === undefined ? {} : { key }),
    ...(token === undefined ? {} : { token }),
  });
const jobsOf = () => api.store.read.jobs({ kind: "print" }, 500, null).items.length;

it("asks for a key where the wish has no id of its own", async () => {
  const answer = await print(undefined);
  expect([answer.status, answer.body.code, answer.body.after]).toEqual([
    400,
    "idempotency_key_required",
    "stop",
  ]);
  const order = await api.call("POST", "/v1/orders", { body: sale() });
  expect(order.body.code).toBe("idempotency_key_required");
});

it("takes an order without an id under a key, and gives it one", async () => {
  const body = sale();
  const first = await api.call("POST", "/v1/orders", { body, key: "no-id" });
  expect(first.status).toBe(201);
  expect(first.body.id).toMatch(/^[0-9a-f-]{36}$/);
  const again = await api.call("POST", "/v1/orders", { body, key: "no-id" });
  expect([again.status, again.body.id]).toEqual([200, first.body.id]);
});

it("does a wish once, however often and however fast it is sent", async () => {
  const before = jobsOf();
  const answers = await Promise.all(Array.from({ length: 8 }, () => print("hasty")));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(7);
  expect(jobsOf()).toBe(before + 1);
});

it("refuses a key for another body", async () => {
  await print("one-body");
  const other = await print("one-body", { ...ticket, copies: 2 });
  expect([other.status, other.body.code, other.body.after]).toEqual([409, "idempotency_key_reused", "stop"]);
});

it("takes the same body in another order of its fields and with other spaces for the same", async () => {
  await print(
    "canonical",
    '{"printer":"front","document":[{"type":"text","runs":[{"text":"x","bold":true}]}]}',
  );
  const again = await print(
    "canonical",
    '{ "document": [{"runs":[{"bold":true,"text":"\\u0078"}],"type":"text"}], "printer":"front" }',
  );
  expect(again.status).toBe(200);
});

it("keeps keys apart by token and by path", async () => {
  const first = await print("shared");
  const kitchen = await print("shared", ticket, await api.token(["kitchen"]));
  expect(kitchen.status).toBe(201);
  expect(kitchen.body.id).not.toBe(first.body.id);
  const open = await api.call("POST", "/v1/drawers/till-drawer/open", {
    body: { reason: "change" },
    key: "shared",
  });
  expect(open.status).toBe(201);
});

it("does not remember what was refused: the mended wish may use the key", async () => {
  expect((await print("mended", { ...ticket, printer: "attic" })).status).toBe(404);
  expect((await print("mended", { printer: "front" })).status).toBe(400);
  expect((await print("mended")).status).toBe(201);
});

it.each(["", "two words", "umlaut-ä", "x".repeat(256)])("refuses the key %j", async (key) => {
  const answer = await print(key);
  expect([answer.status, answer.body.errors]).toEqual([
    400,
    [{ path: "Idempotency-Key", message: "1-255 visible ASCII characters" }],
  ]);
});

it("takes a key of 255 characters", async () => {
  expect((await print("~".repeat(255))).status).toBe(201);
});

it("keeps keys of money 30 days, others 7", async () => {
  const DAY_MS = 86_400_000;
  await print("seven-days");
  await api.call("POST", "/v1/orders", { body: sale({ id: "money" }), key: "thirty-days" });
  const Database = (await import("better-sqlite3")).default;
  const db = new Database(api.path, { readonly: true });
  const keep = db
    .prepare("SELECT key, keep_ms AS keepMs FROM idempotency WHERE key LIKE '%-days' ORDER BY key")
    .all();
  db.close();
  expect(keep).toEqual([
    { key: "seven-days", keepMs: 7 * DAY_MS },
    { key: "thirty-days", keepMs: 30 * DAY_MS },
  ]);
});
