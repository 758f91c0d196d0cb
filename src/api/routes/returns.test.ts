import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { sale } from "../../../test/help/sales.ts";

let api: TestApi;
let till: string;
beforeAll(async () => {
  api = await openTestApi();
  till = await api.token(["till"], "front-1");
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const beans = { id: "1", name: "Coffee beans", quantity: "1", unitPrice: 1290 };
const give = (over: object = {}, key?: string) =>
  api.call("POST", "/v1/refunds", {
    body: {
      id: "ret-1",
      till: "front-1",
      lines: [beans],
      payments: [{ tender: "cash", amount: 1290 }],
      reason: "bag was torn",
      print: { printer: "front" },
      destinations: ["square"],
      ...over,
    },
    token: till,
    ...(key === undefined ? {} : { key }),
  });

describe("a return without its sale", () => {
  it("answers 201 with its place, its number, its paper and its way to the vendor", async () => {
    const answer = await give();
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe("/v1/orders/ret-1");
    expect(answer.body).toMatchObject({
      id: "ret-1",
      kind: "return",
      state: "refunded",
      businessDay: "2026-11-24",
      receiptNumber: 1,
      totals: { total: 0 },
      refunded: 1290,
      refunds: [{ amount: 1290, receiptNumber: 1, reason: "bag was torn" }],
      printJobs: [{ printer: "front", state: "queued" }],
      sync: [{ destination: "square", state: "pending" }],
    });
    const duties = api.store.read.jobsOfOrder("ret-1").filter(({ lane }) => lane === "vendor:square");
    expect(duties).toMatchObject([{ kind: "vendor.return", idempotencyKey: "ret-1:return:ret-1" }]);
  });

  it("stands among the orders, and takes the next number of the till", async () => {
    const sold = await api.call("POST", "/v1/orders", { body: sale({ id: "after" }), token: till });
    expect(sold.body).toMatchObject({ kind: "sale", receiptNumber: 2 });
    const { body } = await api.call("GET", "/v1/orders?businessDay=2026-11-24&state=refunded");
    expect(body.items).toMatchObject([{ id: "ret-1", kind: "return", refunded: 1290 }]);
  });

  it("is done once, however often it is sent", async () => {
    const again = await give({}, "another-key");
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    const other = await give({ reason: "another reason" });
    expect([other.status, other.body.code]).toEqual([409, "order_exists"]);
    const listed = await api.call("GET", "/v1/orders?state=refunded");
    expect(listed.body.items).toHaveLength(1);
  });

  it("is money that left the drawer, in the sums of its day", async () => {
    const { body } = await api.call("GET", "/v1/business-days/2026-11-24");
    expect(body.sums).toMatchObject({ orders: 1, refunds: 1, refunded: 1290 });
  });

  it("is printed again as the same receipt", async () => {
    const copy = await api.call("POST", "/v1/orders/ret-1/reprint", {
      body: { printer: "front" },
      key: "copy",
    });
    expect(copy.body).toMatchObject({ order: "ret-1", banner: "COPY" });
    expect(api.store.read.job(copy.body.id)?.payload).toMatchObject({ what: { refundId: "ret-1" } });
  });

  it("is written in the audit", async () => {
    const { body } = await api.call("GET", "/v1/audit?limit=10");
    const actions = body.items.map(({ action, subject }: { action: string; subject: string }) => [
      action,
      subject,
    ]);
    expect(actions).toContainEqual(["order.return", "ret-1"]);
  });

  it.each([
    ["another till's", { till: "bar-2" }, 403, "wrong_till"],
    ["a printer that is not there", { print: { printer: "attic" } }, 404, "unknown_device"],
    ["a vendor that is not there", { destinations: ["toast"] }, 400, "invalid_input"],
    ["lines and an amount", { amount: 1290 }, 400, "invalid_input"],
    ["payments that do not come to it", { payments: [{ tender: "cash", amount: 1 }] }, 400, "invalid_input"],
  ])("is refused with %s", async (_, over, status, code) => {
    const answer = await give({ id: "ret-no", ...over });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(api.store.read.order("ret-no")).toBeUndefined();
  });
});
