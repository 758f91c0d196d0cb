import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answered, openTestApi, type TestApi } from "../../../test/help/api.ts";
import { makeOrderInput } from "../../../test/help/orders.ts";
import { TEMPLATE_KINDS } from "../../printing/custom/paper.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const put = (name: string, text: string, more: object = {}): Promise<Answered> =>
  api.call("PUT", `/v1/print-templates/${name}`, { body: { text }, ...more });
const preview = (name: string, body: object): Promise<Answered> =>
  api.call("POST", `/v1/print-templates/${name}/preview`, { body: { format: "text", ...body } });
const sell = async (id: string, more: object = {}): Promise<Answered> =>
  api.call("POST", "/v1/orders", {
    body: { ...makeOrderInput({ id, number: id }), destinations: [], ...more },
  });
const paperOf = async (jobId: string): Promise<string> =>
  (await api.call("GET", `/v1/print-jobs/${jobId}/text`)).body;

describe("a shop's own template", () => {
  it.each(TEMPLATE_KINDS)("of a %s begins with a text that prints", async (name) => {
    const { body } = await api.call("GET", `/v1/print-templates/${name}`);
    expect(body).toMatchObject({ name, version: null, own: false });
    expect(body.fields.length).toBeGreaterThan(5);
    expect((await put(name, body.text)).status).toBe(201);
    const own = await preview(name, {});
    expect((await api.call("DELETE", `/v1/print-templates/${name}`)).status).toBe(204);
    const words = (text: string): string[] => text.replace(/[─-]{3,}|_{3,}/g, " ").split(/\s+/);
    // Nearly the same: every word of the built-in paper stands on it, though markup breaks lines inside words.
    const together = own.body.replace(/\s+/g, "");
    const missing = words((await preview(name, {})).body).filter((word) => !together.includes(word));
    expect(missing).toEqual([]);
  });

  it("prints what is sold from then on, and the job says so", async () => {
    await put("receipt", "Thanks, {{order.number}}");
    const before = (await sell("t-1", { print: { printer: "front" } })).body.printJobs[0];
    const { version } = (await put("receipt", "Grazie, {{order.number}}")).body;
    const after = (await sell("t-2", { print: { printer: "front" } })).body.printJobs[0];
    expect(after.template).toEqual({ name: "receipt", version });
    expect(before.template).toEqual({ name: "receipt", version: version - 1 });
    expect(await paperOf(after.id)).toContain("Grazie, t-2");
    // Its job names the version of when it was sold.
    expect(await paperOf(before.id)).toContain("Thanks, t-1");
  });

  it("marks a second paper as a copy, whatever the template says", async () => {
    await put("receipt", "Grazie, {{order.number}}");
    await sell("t-3", { print: { printer: "front" } });
    const again = await api.call("POST", "/v1/orders/t-3/reprint", { body: { printer: "front" }, key: "t3" });
    expect(await paperOf(again.body.id)).toMatch(/COPY[\s\S]*Grazie, t-3/);
  });

  it("keeps each version and who wrote it, and makes none of the same text", async () => {
    const office = await api.token(["admin"]);
    const text = "One {{order.id}}";
    const first = await put("gift", text, { token: office });
    const same = await put("gift", text);
    expect([first.status, same.status]).toEqual([201, 200]);
    expect(same.body.version).toBe(first.body.version);
    await put("gift", "Two");
    await api.call("DELETE", "/v1/print-templates/gift");
    const { items } = (await api.call("GET", "/v1/print-templates/gift/versions?limit=3")).body;
    expect(items.map((one: { text: string | null }) => one.text)).toEqual([null, "Two", text]);
    expect(items[2]).toMatchObject({ version: first.body.version, by: "admin token" });
  });

  it("goes on by pages through its versions", async () => {
    for (const text of ["a", "b", "c"]) await put("label", text);
    const page = (await api.call("GET", "/v1/print-templates/label/versions?limit=2")).body;
    const next = await api.call("GET", `/v1/print-templates/label/versions?limit=2&after=${page.next}`);
    expect(page.items.map(({ text }: { text: string }) => text)).toEqual(["c", "b"]);
    expect(next.body.items[0].text).toBe("a");
    await api.call("DELETE", "/v1/print-templates/label");
  });

  it("goes back to the built-in one when it is deleted, once", async () => {
    await put("receipt", "Own");
    await api.call("DELETE", "/v1/print-templates/receipt");
    const sold = await sell("t-4", { print: { printer: "front" } });
    expect(sold.body.printJobs[0].template).toBeNull();
    expect(await paperOf(sold.body.printJobs[0].id)).toContain("TOTAL EUR");
    expect((await api.call("DELETE", "/v1/print-templates/receipt")).status).toBe(404);
  });

  it("gives the same answer to the same wish, and does nothing twice", async () => {
    const once = await put("ticket", "K {{station}}", { key: "k1" });
    await put("ticket", "Other");
    const again = await put("ticket", "K {{station}}", { key: "k1" });
    expect(once.status).toBe(201);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body.text).toBe("Other");
    expect((await put("ticket", "Third", { key: "k1" })).body.code).toBe("idempotency_key_reused");
    await api.call("DELETE", "/v1/print-templates/ticket");
  });

  it("is audited, and no till may write it", async () => {
    await put("gift", "Audited");
    const { items } = (await api.call("GET", "/v1/audit")).body;
    expect(items[0]).toMatchObject({ action: "print_template.save", subject: "gift" });
    const till = await api.token(["till"]);
    expect((await put("gift", "Hm", { token: till })).status).toBe(403);
    await api.call("DELETE", "/v1/print-templates/gift");
  });

  it.each([
    ["a field that is not there", "one\n  {{totl}}", 2, 3, /no field totl/],
    ["a section that stays open", "{{#sale}}\nx", 2, 2, /unclosed section "sale"/],
    ["a field that is no text", "{{sale}}", 1, 1, /open it with/],
    ["a field that would not be escaped", "{{{order.note}}}", 1, 1, /printed as it is/],
    ["a part of another template", "{{> receipt}}", 1, 1, /not used here/],
    ["a command for the printer", "ok\n{{order.id}}\n{x:\\x1b@}", 3, 1, /sent as raw/],
    ["a barcode that its digits do not make", "{code:banana; option:ean}", 1, 1, /cannot be a barcode/],
    ["what is longer than any paper", "x".repeat(40_000), 1, 1, /at most 32000 characters/],
  ])("is refused for %s, with line and column", async (_, text, line, column, why) => {
    const { status, body } = await put("receipt", text);
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ path: "text", line, column });
    expect(body.errors[0].message).toMatch(why);
  });

  it("has names of its own only", async () => {
    expect((await put("poster", "x")).status).toBe(400);
  });
});

describe("a preview", () => {
  it("shows a text that is not stored, with a sample", async () => {
    const { status, body } = await preview("receipt", { text: "{{#sale}}Total {{total}}{{/sale}}" });
    expect(status).toBe(200);
    expect(body).toMatch(/Total \d+\.\d\d/);
  });

  it("shows an order of the shop", async () => {
    await sell("p-1");
    expect((await preview("receipt", { order: "p-1", text: "{{order.number}}" })).body).toContain("p-1");
    expect((await preview("receipt", { order: "none" })).body.code).toBe("not_found");
    expect((await preview("label", { order: "p-1" })).body.code).toBe("invalid_input");
  });

  it("is drawn as a picture, too", async () => {
    const png = await preview("ticket", { format: "png" });
    const svg = await preview("ticket", { format: "svg", printer: "front" });
    expect(png.headers.get("content-type")).toBe("image/png");
    expect(svg.body).toMatch(/^<svg/);
    expect((await preview("ticket", { printer: "nowhere" })).body.code).toBe("unknown_device");
  });

  it("says where a text is wrong", async () => {
    expect((await preview("receipt", { text: "{{nope}}" })).body.errors[0]).toMatchObject({ line: 1 });
  });
});
