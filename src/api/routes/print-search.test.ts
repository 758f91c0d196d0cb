import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { endJob, sale } from "../../../test/help/sales.ts";
import type { PrintDocument } from "../../core/receipt.ts";
import { fold } from "../../lib/fold.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

/** A job whose paper says this; its words are kept, as the lane keeps them. */
async function printed(text: string, kept = true): Promise<string> {
  const document: PrintDocument = [{ type: "text", runs: [{ text }] }];
  const body = { printer: "front", document };
  const { id } = (await api.call("POST", "/v1/print-jobs", { body, key: randomUUID() })).body;
  await endJob(api.store, id, api.sends(document));
  if (kept) {
    await api.store.runLazy("keepWords", { jobId: id, words: fold(text), lengthDots: 812 });
  }
  return id;
}
/** As if the shop kept nothing: all that ended before this very moment. */
async function forgetAll(): Promise<void> {
  for (const since = Date.now(); Date.now() === since; );
  let after: number | null = 0;
  while (after !== null) after = await api.store.run("prunePrinted", { keepDays: 0, after });
}
const find = async (query: string): Promise<string[]> => {
  const { status, body } = await api.call("GET", `/v1/print-jobs?${query}`);
  expect(status).toBe(200);
  return body.items.map(({ id }: { id: string }) => id);
};
const has = (text: string): Promise<string[]> => find(`text=${encodeURIComponent(text)}`);

describe("looking for a paper", () => {
  it("by its words finds it, in any order, whatever their case and accents", async () => {
    const id = await printed("Crème brûlée\nTABLE 12 · Zoë");
    for (const words of ["creme", "ZOE table", "brûlée 12", "rème br"])
      expect(await has(words)).toEqual([id]);
    expect(await has("creme 13")).toEqual([]);
  });

  it("that nobody has read yet reads its bytes", async () => {
    const id = await printed("Gooseberry fool", false);
    expect(await has("gooseberry")).toEqual([id]);
  });

  it("goes on where a page ended, and finds each once, newest first", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.push(await printed(`Rhubarb ${i}`));
    const found: string[] = [];
    let after = "";
    for (let page = 0; page < 3; page += 1) {
      const { body } = await api.call("GET", `/v1/print-jobs?text=rhubarb&limit=2${after}`);
      found.push(...body.items.map(({ id }: { id: string }) => id));
      after = `&after=${body.next}`;
      if (page === 2) expect(body.next).toBeNull();
    }
    expect(found).toEqual(ids.toReversed());
  });

  it("by its order shows all of that order's papers and no other", async () => {
    const id = randomUUID();
    await printed("someone else's");
    const body = sale({ id, number: "B-7", till: "front-1", print: { printer: "front", copies: 2 } });
    const order = (await api.call("POST", "/v1/orders", { body, key: id })).body;
    const jobs = (await api.call("GET", `/v1/print-jobs?order=${id}`)).body.items;
    expect(jobs).toHaveLength(2);
    expect(jobs[0]).toMatchObject({
      ...{ order: id, orderNumber: "B-7", till: "front-1", askedBy: null, paperMm: null },
      receipt: `${order.series}-${order.receiptNumber}`,
    });
    expect(await find("till=front-1")).toEqual(jobs.map((job: { id: string }) => job.id));
    expect(await find("till=bar")).toEqual([]);
  });

  it("by when it was asked for", async () => {
    const id = await printed("Now");
    const { createdAt } = (await api.call("GET", `/v1/print-jobs/${id}`)).body;
    const after = new Date(Date.parse(createdAt) + 1).toISOString();
    expect(await find(`from=${createdAt}&text=now`)).toEqual([id]);
    expect(await find(`from=${after}&text=now`)).toEqual([]);
    expect(await find(`to=${createdAt}&text=now`)).toEqual([]);
    expect(await find(`to=${after}&from=${createdAt}`)).toContain(id);
  });

  it("by a time or a text that is none is refused", async () => {
    for (const query of ["from=yesterday", "text=x", "order=%20"]) {
      expect((await api.call("GET", `/v1/print-jobs?${query}`)).status).toBe(400);
    }
  });

  it("tells who asked, and how long the paper is", async () => {
    const id = await printed("Whose?");
    const { body } = await api.call("GET", `/v1/print-jobs/${id}`);
    expect(body).toMatchObject({ askedBy: "admin token", paperMm: 102, order: null, till: null });
  });
});

describe("old paper", () => {
  it("is not made up anew: the preview says that it is no longer kept, and the job stays", async () => {
    const id = await printed("Long ago");
    expect((await api.call("GET", `/v1/print-jobs/${id}/text`)).body).toBe("Long ago\n");
    await forgetAll();
    const gone = await api.call("GET", `/v1/print-jobs/${id}/text`);
    expect([gone.status, gone.body.code]).toEqual([404, "not_found"]);
    expect(gone.body.detail).toContain("kept 90 days after a job's end");
    const { body } = await api.call("GET", `/v1/print-jobs/${id}`);
    expect(body).toMatchObject({ state: "printed", proof: "printer", paperMm: null });
    expect(await has("ago")).toEqual([]);
  });

  it("of a receipt still shows on its digital receipt, set again", async () => {
    const id = randomUUID();
    const body = sale({ id, print: { printer: "front" } });
    const order = (await api.call("POST", "/v1/orders", { body, key: id })).body;
    await endJob(api.store, order.printJobs[0].id);
    await forgetAll();
    expect((await api.call("GET", `${order.receiptUrl}.txt`, { token: null })).body).toContain("Flat white");
  });
});
