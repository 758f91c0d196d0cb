import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CallOptions, openTestApi, SHOP, type TestApi } from "../../../test/help/api.ts";
import { endPrint, sale } from "../../../test/help/sales.ts";
import { createReceiptLinks } from "../../core/receipt-link.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const sell = async (over: object = {}) => {
  const id = randomUUID();
  const { status, body } = await api.call("POST", "/v1/orders", { body: sale({ id, ...over }), key: id });
  expect(status).toBe(201);
  return body;
};
const fact = (id: string, what: string, body: object) =>
  api.call("POST", `/v1/orders/${id}/${what}`, { body, key: randomUUID() });
const AT = "2026-11-24T12:10:00+01:00";
const VOID = { reason: "mistake", reversed: ["p1"], at: AT };
const look = (path: string, options: CallOptions = {}) => api.call("GET", path, { token: null, ...options });
const bytesOf = async (path: string): Promise<Buffer> =>
  Buffer.from(await (await fetch(`${api.base}${path}`)).arrayBuffer());
/** As a program reads a PDF aloud. */
const wordsOf = (pdf: Buffer): string =>
  spawnSync("pdftotext", ["-layout", "-", "-"], { input: pdf, encoding: "utf8" }).stdout;

describe("a digital receipt", () => {
  it("has an address in the order's answer, from the first one on", async () => {
    const order = await sell();
    expect(order.receiptUrl).toMatch(/^\/r\/[\w-]{49}$/);
    expect((await api.call("GET", `/v1/orders/${order.id}`)).body.receiptUrl).toBe(order.receiptUrl);
  });

  it("is shown to whoever has the address, without a token and without a script", async () => {
    const order = await sell({ number: "A-118" });
    const { status, body, headers } = await look(order.receiptUrl);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(body).toContain(`<title>Receipt ${order.series}-${order.receiptNumber} · Café Nord</title>`);
    expect(body).toContain(`<img src="${order.receiptUrl}.svg"`);
    expect(body).toContain("Flat white");
    expect(body).toContain("7.60");
    expect(body).not.toMatch(/<script|\son\w+=/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("is kept by no search engine and no shared cache", async () => {
    const { headers, body } = await look((await sell()).receiptUrl);
    expect(headers.get("x-robots-tag")).toBe("noindex, nofollow");
    expect(body).toContain('<meta name="robots" content="noindex, nofollow">');
    expect(headers.get("cache-control")).toBe("private, no-cache");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("is not sent again while nothing happened to the order", async () => {
    const order = await sell();
    const etag = (await look(order.receiptUrl)).headers.get("etag") ?? "";
    const again = () => look(order.receiptUrl, { headers: { "if-none-match": etag } });
    expect((await again()).status).toBe(304);
    await fact(order.id, "refunds", {
      ...{ id: randomUUID(), amount: 100, reason: "cold" },
      payments: [{ tender: "card", amount: 100, payment: "p1" }],
    });
    expect((await again()).status).toBe(200);
  });

  it("comes as picture, dots, words and PDF", async () => {
    const { receiptUrl } = await sell();
    const svg = (await look(`${receiptUrl}.svg`)).body;
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 640 /);
    expect(svg).toContain("Flat white");
    expect(svg).not.toContain("\u2702");
    expect((await bytesOf(`${receiptUrl}.png`)).subarray(1, 4).toString()).toBe("PNG");
    const text = (await look(`${receiptUrl}.txt`)).body;
    expect(text).toMatch(/2 x Flat white +7\.60/);
    const pdf = await bytesOf(`${receiptUrl}.pdf`);
    expect(wordsOf(pdf)).toMatch(/2 x Flat white +7\.60/);
  });

  it("is the very paper that was printed, whatever the shop is called later", async () => {
    const order = await sell({ print: { printer: "front" } });
    const [job] = api.store.read.jobsOfOrder(order.id);
    const bytes = api.sends([{ type: "text", runs: [{ text: "as it was printed" }] }]);
    await api.store.run("claimDeviceJob", { jobId: job?.id ?? "", bytes, degraded: [] });
    expect((await look(`${order.receiptUrl}.txt`)).body).toBe("as it was printed\n");
    await fact(order.id, "void", { ...VOID, id: randomUUID() });
    expect((await look(`${order.receiptUrl}.txt`)).body).toContain("Flat white");
  });

  it("says that the order was voided", async () => {
    const order = await sell();
    const voided = await fact(order.id, "void", { ...VOID, id: randomUUID() });
    expect(voided.body.state).toBe("voided");
    const { body } = await look(order.receiptUrl);
    expect(body).toMatch(/<p class="state" role="status">Voided 24 November 2026<\/p>/);
    expect(body).toContain("VOID");
  });

  it("says how much was given back", async () => {
    const order = await sell();
    const refund = { id: randomUUID(), lines: [{ lineId: "1", quantity: "1" }], reason: "cold", at: AT };
    await fact(order.id, "refunds", {
      ...refund,
      payments: [{ tender: "card", amount: 380, payment: "p1" }],
    });
    const { body } = await look(order.receiptUrl);
    expect(body).toMatch(/role="status">Refunded 3\.80\sEUR, 24 November 2026</);
  });

  it("says what an open order still owes", async () => {
    const { closedAt: _closed, ...open } = sale({ payments: [] }) as { closedAt: string };
    const id = randomUUID();
    const { body: order } = await api.call("POST", "/v1/orders", { body: { id, ...open }, key: id });
    expect((await look(order.receiptUrl)).body).toMatch(/role="status">Due 7\.60\sEUR</);
  });

  it("shows a return as its refund", async () => {
    const body = {
      ...{ id: randomUUID(), till: "front-1", reason: "broken cup" },
      lines: [{ id: "1", name: "Cup", quantity: "1", unitPrice: 900 }],
      payments: [{ tender: "cash", amount: 900 }],
    };
    const made = await api.call("POST", "/v1/refunds", { body, key: body.id });
    const { body: order } = await api.call("GET", `/v1/orders/${body.id}`);
    expect(made.status).toBe(201);
    expect((await look(`${order.receiptUrl}.txt`)).body).toContain("REFUND");
  });

  it("is drawn in a shop without any printer too", async () => {
    const front = api.shop.devices.get("front");
    api.shop.devices.delete("front");
    const { receiptUrl } = await sell({
      lines: [{ id: "1", name: "Tea → 茶", quantity: "2", unitPrice: 380 }],
    });
    const text = (await look(`${receiptUrl}.txt`)).body;
    if (front) api.shop.devices.set("front", front);
    expect(text).toMatch(/2 x Tea → 茶 +7\.60/);
    expect(text).toContain("[qr ");
  });

  it("shows what a till wrote as text, never as a page of its own", async () => {
    const name = `<img src=x onerror=alert(1)> & "tea"`;
    const { body } = await look(
      (await sell({ lines: [{ id: "1", name, quantity: "2", unitPrice: 380 }] })).receiptUrl,
    );
    expect(body).not.toContain("<img src=x");
    expect(body).toContain("&lt;img src=x");
  });

  it("of a thousand lines is whole in every form", async () => {
    const lines = Array.from({ length: 1_000 }, (_, i) => ({
      ...{ id: `${i}`, name: `Item number ${i} with a long name that wraps`, quantity: "1", unitPrice: 100 },
      modifiers: [{ name: "Oat milk", quantity: "1", unitPrice: 0 }],
    }));
    const payments = [{ id: "p1", tender: "card", amount: 100_000 }];
    const { receiptUrl } = await sell({ lines, payments });
    expect((await look(receiptUrl)).body).toContain("Item number 999");
    const words = wordsOf(await bytesOf(`${receiptUrl}.pdf`));
    expect([...words.matchAll(/Item number \d+/g)]).toHaveLength(1_000);
    expect((await bytesOf(`${receiptUrl}.png`)).length).toBeGreaterThan(10_000);
  });
});

describe("an address", () => {
  it("of nobody leads to a page that says so", async () => {
    for (const path of ["/r/nothing", `/r/${"a".repeat(90)}`, "/r/nothing.pdf"]) {
      const { status, body, headers } = await look(path);
      expect([status, headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
      expect(body).toContain("This address leads to no receipt");
    }
  });

  it("made under a key that is gone says so, and not that the receipt never was", async () => {
    const order = await sell();
    const path = createReceiptLinks(new Uint8Array(32).fill(8)).receiptPath(order.id);
    const { status, body } = await look(path);
    expect(status).toBe(404);
    expect(body).toContain("made under a key that the shop no longer has");
  });

  it("of an order that a restored copy does not hold says so", async () => {
    const path = createReceiptLinks(new Uint8Array(32).fill(7)).receiptPath(randomUUID());
    const { status, body } = await look(path);
    expect(status).toBe(404);
    expect(body).toContain("restored from an older copy");
  });

  it("is tried by one machine a hundred and twenty times a minute, no more", async () => {
    const other = await openTestApi();
    const tries = await Promise.all(
      Array.from({ length: 130 }, () => other.call("GET", "/r/guess", { token: null })),
    );
    expect(tries.filter(({ status }) => status === 404)).toHaveLength(120);
    expect(tries.find(({ status }) => status === 429)?.body.code).toBe("too_many_requests");
    await other[Symbol.asyncDispose]();
  });
});

it("tells nobody the shop's key", async () => {
  const order = await sell({ print: { printer: "front" } });
  await endPrint(api.store, order.id);
  const { body } = await look(order.receiptUrl);
  expect(body).not.toContain(Buffer.alloc(32, 7).toString("base64").slice(0, 20));
  expect(body).toContain(SHOP.name);
});
