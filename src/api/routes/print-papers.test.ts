import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Answered, openTestApi, type TestApi } from "../../../test/help/api.ts";
import { makeOrderInput } from "../../../test/help/orders.ts";

let api: TestApi;
let key = 0;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const sell = (id: string, more: object = {}): Promise<Answered> =>
  api.call("POST", "/v1/orders", {
    body: { ...makeOrderInput({ id, number: id }), destinations: [], ...more },
  });
const print = (template: object, more: object = {}): Promise<Answered> => {
  key += 1;
  return api.call("POST", "/v1/print-jobs", {
    body: { printer: "front", template },
    key: `k${key}`,
    ...more,
  });
};
const paperOf = async ({ body }: Answered): Promise<string> =>
  (await api.call("GET", `/v1/print-jobs/${body.id}/text`)).body;

describe("a paper asked for by name", () => {
  beforeAll(async () => {
    await sell("o-1");
    await sell("o-2", {
      till: "bar",
      lines: [{ id: "1", name: "Tea", quantity: "1", unitPrice: 300 }],
      payments: [],
      totals: undefined,
      closedAt: undefined,
    });
  });

  it("is a receipt: of a closed order a copy, of an open one what is due", async () => {
    const copy = await print({ name: "receipt", order: "o-1" });
    expect(copy.body).toMatchObject({ order: "o-1", banner: "COPY", template: null });
    expect(await paperOf(copy)).toMatch(/COPY[\s\S]*TOTAL EUR\s+7\.60/);
    const bill = await print({ name: "receipt", order: "o-2" });
    expect(bill.body.banner).toBeNull();
    expect(await paperOf(bill)).toMatch(/Due\s+3\.00/);
  });

  it("is marked for training where asked", async () => {
    const training = await print({ name: "bump", order: "o-1", training: true });
    expect(training.body.banner).toBe("TRAINING");
    expect(await paperOf(training)).toMatch(/TRAINING[\s\S]*READY/);
  });

  it("is a gift receipt of some of the goods, without prices", async () => {
    const gift = await paperOf(await print({ name: "gift", order: "o-1", lines: ["1"] }));
    expect(gift).toMatch(/GIFT RECEIPT[\s\S]*2 x Flat white/);
    expect(gift).not.toMatch(/\d\.\d\d/);
    expect((await print({ name: "gift", order: "o-1", lines: ["9"] })).body.code).toBe("invalid_input");
  });

  it("is a ticket of the whole order for one station", async () => {
    expect(await paperOf(await print({ name: "ticket", order: "o-1", station: "Grill" }))).toMatch(
      /Grill[\s\S]*2 x\s+Flat white[\s\S]*Oat milk/,
    );
  });

  it("is a shelf label in the store's currency", async () => {
    const item = { name: "Beans", price: 1290, unit: { price: 2580, per: "1 kg" }, code: "4006381333931" };
    expect(await paperOf(await print({ name: "label", item }))).toMatch(
      /Beans[\s\S]*12\.90[\s\S]*1 kg = 25\.80 EUR/,
    );
  });

  it("is a setup ticket that leads here, or to the address that is given", async () => {
    expect(await paperOf(await print({ name: "setup" }))).toContain(api.base);
    const url = "https://till.example";
    expect(await paperOf(await print({ name: "setup", url }))).toContain(url);
  });

  it("is refused where there is no such order, or it belongs to another till", async () => {
    expect((await print({ name: "receipt", order: "none" })).body.code).toBe("not_found");
    expect((await print({ name: "receipt", order: "o-1", refund: "none" })).body.code).toBe("not_found");
    const token = await api.token(["till"], "front-1");
    expect((await print({ name: "receipt", order: "o-2" }, { token })).body.code).toBe("wrong_till");
    expect((await print({ name: "receipt", order: "o-1" }, { token })).status).toBe(201);
  });

  it("shows a day's sums only to those who may see them", async () => {
    const token = await api.token(["till"]);
    expect((await print({ name: "x-report" }, { token })).body.code).toBe("forbidden");
    const report = await print({ name: "x-report", businessDay: "2026-11-21" });
    expect(await paperOf(report)).toMatch(/X REPORT[\s\S]*SALES EUR\s+7\.60/);
  });

  it("is a Z report only of a day that is closed", async () => {
    expect((await print({ name: "z-report", businessDay: "2026-11-21" })).body.code).toBe("wrong_state");
    expect((await print({ name: "z-report", businessDay: "2019-01-01" })).body.code).toBe("not_found");
  });
});

describe("the Z report of a day", () => {
  it("is printed when the day is closed, and again by name", async () => {
    const body = { countedCash: 760, print: { printer: "front" } };
    const closed = await api.call("POST", "/v1/business-days/2026-11-21/close", { body });
    expect(closed.status).toBe(201);
    const [job] = (await api.call("GET", "/v1/print-jobs?limit=1")).body.items;
    const zed = /Z REPORT[\s\S]*SALES EUR\s+7\.60[\s\S]*Expected\s+7\.60[\s\S]*Difference\s+0\.00/;
    expect((await api.call("GET", `/v1/print-jobs/${job.id}/text`)).body).toMatch(zed);
    expect(await paperOf(await print({ name: "z-report", businessDay: "2026-11-21" }))).toMatch(zed);
  });

  it("needs a printer that is there", async () => {
    const body = { countedCash: 0, print: { printer: "nowhere" } };
    const closed = await api.call("POST", "/v1/business-days/2026-11-20/close", { body });
    expect(closed.body.code).toBe("unknown_device");
    expect((await api.call("GET", "/v1/business-days/2026-11-20")).status).toBe(404);
  });
});

describe("a template that fails on an order", () => {
  beforeEach(async () => {
    const text = "{{#sale}}{{#lines}}{{title}}\n{{/lines}}{code:{{order.note}}; option:code128}{{/sale}}";
    expect((await api.call("PUT", "/v1/print-templates/receipt", { body: { text } })).status).toBe(201);
  });

  it("costs nobody a receipt: the built-in prints", async () => {
    const sold = await sell("f-1", { print: { printer: "front" }, note: "§ is no letter of a bar code" });
    expect(sold.body.printJobs[0].template).toMatchObject({ name: "receipt" });
    const paper = await paperOf({ ...sold, body: sold.body.printJobs[0] });
    expect(paper).toMatch(/TOTAL EUR\s+7\.60/);
  });
});
