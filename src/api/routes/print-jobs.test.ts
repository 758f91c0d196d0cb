import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { endJob, loseJob, sale } from "../../../test/help/sales.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const words = (text: string) => ({ type: "text", runs: [{ text }] });
let keys = 0;
const print = (over: object = {}, token = api.admin) => {
  keys += 1;
  const body = { printer: "front", document: [words("Table 4")], ...over };
  return api.call("POST", "/v1/print-jobs", { body, token, key: `key-${keys}` });
};
const act = (id: string, action: string, key: string) =>
  api.call("POST", `/v1/print-jobs/${id}/${action}`, { key });
const show = async (id: string) => (await api.call("GET", `/v1/print-jobs/${id}`)).body;

describe("a print job", () => {
  it("is on disk when it is answered, and has a place of its own", async () => {
    const answer = await print();
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe(`/v1/print-jobs/${answer.body.id}`);
    expect(answer.body).toMatchObject({
      printer: "front",
      state: "queued",
      proof: "none",
      order: null,
      attempts: 0,
    });
    expect(await show(answer.body.id)).toEqual(answer.body);
  });

  it("is printed with the printer's proof", async () => {
    const { body } = await print();
    await endJob(api.store, body.id);
    expect(await show(body.id)).toMatchObject({ state: "printed", proof: "printer", attempts: 1 });
  });

  it("says why it waits", async () => {
    const { body } = await print();
    const sinceMs = Date.UTC(2026, 10, 24, 11);
    api.shop.printerReadiness = { state: "needs_person", sinceMs, reason: "paper_out" };
    expect((await show(body.id)).waiting).toEqual({ reason: "paper_out", since: "2026-11-24T11:00:00.000Z" });
    api.shop.printerReadiness = { state: "offline", sinceMs, reason: "no route" };
    expect((await show(body.id)).waiting).toMatchObject({ reason: "offline" });
    api.shop.printerReadiness = { state: "ready", sinceMs, warnings: [] };
    expect((await show(body.id)).waiting).toBeNull();
  });

  it("warns before a long paper when the roll ends, and not before a short one", async () => {
    const sinceMs = Date.UTC(2026, 10, 24, 11);
    const long = { document: Array.from({ length: 90 }, () => words("a line of a long list")) };
    expect((await print(long)).body.warnings).toEqual([]);
    api.shop.printerReadiness = { state: "ready", sinceMs, warnings: ["paper_near_end"] };
    const { body } = await print(long);
    expect(body.warnings).toEqual(["paper_near_end"]);
    expect((await print()).body.warnings).toEqual([]);
    await endJob(api.store, body.id);
    expect((await show(body.id)).warnings).toEqual([]);
    api.shop.printerReadiness = { state: "ready", sinceMs, warnings: [] };
  });

  it("comes in as many jobs as copies, the drawer opens with the first", async () => {
    const { body } = await print({ copies: 3, openDrawer: true });
    const jobs = (await api.call("GET", "/v1/print-jobs?limit=3")).body.items;
    expect(jobs.at(-1).id).toBe(body.id);
    const documents = jobs.map(({ id }: { id: string }) => api.store.read.job(id)?.payload);
    const opens = documents.map((payload: unknown) => JSON.stringify(payload).includes('"drawer"'));
    expect(opens).toEqual([false, false, true]);
  });

  it.each([
    ["no content at all", { document: undefined }],
    ["two contents", { raw: "AAAA" }],
    ["an unknown block", { document: [{ type: "hologram" }] }],
    ["a document and markup", { markup: "Table 4" }],
    ["markup with commands for the printer", { document: undefined, markup: "{command:\\x1bp}" }],
    ["eleven copies", { copies: 11 }],
    ["a time without offset", { expiresAt: "2026-11-24T12:00:00" }],
  ])("is refused with %s", async (_what, over) => {
    const answer = await print(over);
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_input"]);
  });

  it("is written in markup and set for the width of its printer", async () => {
    const { status, body } = await print({ document: undefined, markup: "Table 4\n2 x Flat white | 7.60" });
    expect(status).toBe(201);
    const { body: text } = await api.call("GET", `/v1/print-jobs/${body.id}/text`);
    const [title = "", line = ""] = text.split("\n");
    expect(title.trim()).toBe("Table 4");
    expect(line).toMatch(/^2 x Flat white {20,}7\.60$/);
  });

  it("is refused for a printer that is not there", async () => {
    const answer = await print({ printer: "attic" });
    expect([answer.status, answer.body.code]).toEqual([404, "unknown_device"]);
    expect((await print({ printer: "till-drawer" })).body.code).toBe("unknown_device");
  });

  it.each([
    ["no PNG", Buffer.from("a picture of a cat, in words only"), "the picture is no PNG and no JPEG"],
    [
      "a PNG cut short",
      PNG.sync.write(new PNG({ width: 8, height: 8 })).subarray(0, 40),
      "the PNG is damaged",
    ],
  ])("is refused for an image that is %s", async (_, bytes, message) => {
    const answer = await print({ document: undefined, image: { png: bytes.toString("base64") } });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: "invalid_input", errors: [{ path: "image", message }] });
  });

  it("prints an image that is one", async () => {
    const png = PNG.sync.write(new PNG({ width: 8, height: 8 })).toString("base64");
    expect((await print({ document: undefined, image: { png } })).status).toBe(201);
  });

  it("takes raw bytes only from who may send them, in whatever dress", async () => {
    const till = await api.token(["till"], "front-1");
    const raw = await api.token(["till", "raw"], "front-1");
    const plain = { document: undefined, raw: "G0A=" };
    const hidden = { document: [{ type: "raw", bytes: "G0A=" }] };
    expect((await print(plain, till)).body.code).toBe("forbidden");
    expect((await print(hidden, till)).body.code).toBe("forbidden");
    expect((await print(plain, raw)).status).toBe(201);
    expect((await print(hidden, raw)).status).toBe(201);
  });

  it("is nobody else's: a till sees no receipt of another", async () => {
    await api.call("POST", "/v1/orders", { body: sale({ id: "p-order", print: { printer: "front" } }) });
    const [job] = api.store.read.jobsOfOrder("p-order");
    const bar = await api.token(["till"], "bar-2");
    const answer = await api.call("GET", `/v1/print-jobs/${job?.id}`, { token: bar });
    expect([answer.status, answer.body.code]).toEqual([403, "wrong_till"]);
  });

  it("that does not exist is not found, nor is a drawer's opening one", async () => {
    expect((await api.call("GET", "/v1/print-jobs/nothing")).status).toBe(404);
    const open = await api.call("POST", "/v1/drawers/till-drawer/open", {
      body: { reason: "x" },
      key: "not-a-print",
    });
    expect((await api.call("GET", `/v1/print-jobs/${open.body.id}`)).status).toBe(404);
  });
});

describe("what a person may do", () => {
  it("holds, releases and cancels what waits", async () => {
    const { body } = await print();
    expect((await act(body.id, "hold", "h")).body.state).toBe("held");
    expect((await act(body.id, "release", "r")).body.state).toBe("queued");
    expect((await act(body.id, "cancel", "c")).body.state).toBe("cancelled");
    const again = await act(body.id, "cancel", "c");
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    expect((await act(body.id, "cancel", "another")).body.code).toBe("wrong_state");
  });

  it("prints an unconfirmed job again, marked DUPLICATE, and the old one keeps its end", async () => {
    const { body } = await print({ openDrawer: true });
    await loseJob(api.store, body.id);
    expect(await show(body.id)).toMatchObject({
      state: "unconfirmed",
      proof: "none",
      lastError: { code: "outcome_unknown" },
      settledBy: null,
    });
    const retried = await act(body.id, "retry", "again");
    expect(retried.status).toBe(201);
    expect(retried.body).toMatchObject({ banner: "DUPLICATE", retryOf: body.id, state: "queued" });
    expect(JSON.stringify(api.store.read.job(retried.body.id)?.payload)).not.toContain('"drawer"');
    expect(await show(body.id)).toMatchObject({ state: "unconfirmed", settledBy: "admin token" });
    expect((await act(body.id, "retry", "again")).body.id).toBe(retried.body.id);
    expect((await act(body.id, "retry", "somebody-else")).body.code).toBe("wrong_state");
  });

  it("does not print again what came out", async () => {
    const { body } = await print();
    await endJob(api.store, body.id);
    expect((await act(body.id, "retry", "no")).body.code).toBe("wrong_state");
  });

  it("finds the unconfirmed ones of a printer", async () => {
    const { body } = await print();
    await loseJob(api.store, body.id);
    const found = await api.call("GET", "/v1/print-jobs?state=unconfirmed&printer=front&limit=1");
    expect(found.body.items.map(({ id }: { id: string }) => id)).toEqual([body.id]);
  });
});

describe("what is on the paper", () => {
  it("is shown of the very bytes that were sent", async () => {
    const { body } = await print({ document: [words("as asked")] });
    const sent = api.sends([{ type: "text", runs: [{ text: "as sent" }] }]);
    await endJob(api.store, body.id, sent);
    expect((await api.call("GET", `/v1/print-jobs/${body.id}/text`)).body).toContain("as sent");
  });

  it("is shown before it is sent, too", async () => {
    const { body } = await print({ document: [words("Crème brûlée"), { type: "cut" }] });
    const text = await api.call("GET", `/v1/print-jobs/${body.id}/text`);
    expect(text.body).toContain("Crème brûlée");
    const svg = await api.call("GET", `/v1/print-jobs/${body.id}/preview.svg`);
    expect(svg.headers.get("content-type")).toContain("image/svg+xml");
    expect(svg.body).toMatch(/^<svg/);
    const png = await fetch(`${api.base}/v1/print-jobs/${body.id}/preview.png`, {
      headers: { authorization: `Bearer ${api.admin}` },
    });
    expect(png.headers.get("content-type")).toBe("image/png");
    expect([...new Uint8Array(await png.arrayBuffer()).slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it("cannot be shown of a printer that left the shop", async () => {
    const { body } = await print();
    const front = api.shop.devices.get("front");
    api.shop.devices.delete("front");
    expect((await api.call("GET", `/v1/print-jobs/${body.id}/text`)).body.code).toBe("unknown_device");
    if (front) api.shop.devices.set("front", front);
  });
});

describe("a drawer", () => {
  it("opens with a reason and under a name, once per key, and not late", async () => {
    const till = await api.token(["till"], "front-1");
    const open = () =>
      api.call("POST", "/v1/drawers/till-drawer/open", {
        body: { reason: "change" },
        token: till,
        key: "open",
      });
    const first = await open();
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      drawer: "till-drawer",
      state: "queued",
      reason: "change",
      openedBy: "till token",
    });
    expect(Date.parse(first.body.expiresAt)).toBe(api.shop.nowMs + 10_000);
    expect((await open()).body.id).toBe(first.body.id);
    const shown = await api.call("GET", first.headers.get("location") ?? "", { token: till });
    expect(shown.body).toEqual(first.body);
    const audit = await api.call("GET", "/v1/audit?limit=500");
    expect(audit.body.items).toContainEqual(
      expect.objectContaining({
        actor: "till token",
        action: "drawer.open",
        subject: "till-drawer",
        detail: { reason: "change" },
      }),
    );
  });

  it("needs a reason, and must be there", async () => {
    const call = (drawer: string, body: object) =>
      api.call("POST", `/v1/drawers/${drawer}/open`, { body, key: "k" });
    expect((await call("till-drawer", {})).body.code).toBe("invalid_input");
    expect((await call("front", { reason: "x" })).body.code).toBe("unknown_device");
    expect((await api.call("GET", "/v1/drawers/openings/nothing")).body.code).toBe("not_found");
  });
});

describe("a PDF", () => {
  it("comes on paper page by page, each cut off", async () => {
    const { receiptPdf } = await import("../../printing/pdf/receipt-pdf.ts");
    const { plainPaper } = await import("../../printing/preview/plain-paper.ts");
    const paper = plainPaper([{ type: "text", runs: [{ text: "from a PDF", width: 2, height: 2 }] }]);
    const made = await receiptPdf(paper, { title: "t", language: "en", madeAtMs: 0 });
    const pdf = Buffer.from(made).toString("base64");
    const body = { printer: "front", pdf };
    const { status, body: job } = await api.call("POST", "/v1/print-jobs", { body, key: "pdf" });
    expect(status).toBe(201);
    const text = (await api.call("GET", `/v1/print-jobs/${job.id}/text`)).body;
    expect(text).toMatch(/^\[picture 576 x \d+\]\n✂/);
    const again = await api.call("POST", "/v1/print-jobs", { body, key: "pdf" });
    expect([again.status, again.body.id]).toEqual([200, job.id]);
  });

  it("that is none is refused before anything is stored", async () => {
    const pdf = Buffer.from("no PDF at all").toString("base64");
    const { status, body } = await print({ document: undefined, pdf });
    expect([status, body.code]).toEqual([400, "invalid_input"]);
    expect(body.errors).toEqual([{ path: "pdf", message: "it is no PDF, or damaged" }]);
  });
});
