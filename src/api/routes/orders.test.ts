import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const order = (over: object = {}) => ({
  till: "front-1",
  openedAt: "2026-11-24T12:00:00+01:00",
  closedAt: "2026-11-24T12:05:00+01:00",
  currency: "EUR",
  lines: [{ id: "1", name: "Flat white", quantity: "2", unitPrice: 380 }],
  payments: [{ id: "p1", tender: "card", amount: 760 }],
  ...over,
});
it("takes an order", async () => {
  const answer = await api.call("POST", "/v1/orders", { body: order({ id: "o-1", print: { printer: "front" } }) });
  expect(answer.body).toMatchObject({ id: "o-1", state: "paid", receiptNumber: 1 });
  expect(answer.status).toBe(201);
});
