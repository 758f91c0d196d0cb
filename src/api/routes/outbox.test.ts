import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { sale } from "../../../test/help/sales.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

it.each([
  ["retry", {}],
  ["discard", { reason: "entered by hand" }],
])("a duty that is being sent at this moment cannot be decided about: %s", async (action, body) => {
  const id = `o-${action}`;
  await api.call("POST", "/v1/orders", { body: sale({ id, destinations: ["square"] }) });
  const [duty] = api.store.read.jobsOfOrder(id);
  const jobId = String(duty?.id);
  api.shop.sending.add(jobId);
  const decide = (key: string) => api.call("POST", `/v1/outbox/${jobId}/${action}`, { body, key });
  const refused = await decide("1");
  expect([refused.status, refused.body.code]).toEqual([409, "wrong_state"]);
  expect(refused.body.detail).toContain("being sent at this moment");
  expect(api.store.read.job(jobId)?.state).toBe("queued");
});
