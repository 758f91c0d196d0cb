import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "../../../test/help/api.ts";
import { makeOrderInput } from "../../../test/help/orders.ts";

let api: TestApi;
let till: string;
beforeAll(async () => {
  api = await openTestApi();
  till = await api.token(["till"]);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const ROUTING = {
  stations: [
    { id: "kitchen", name: "Kitchen", printer: "front" },
    { id: "bar", name: "Bar", printer: "front" },
  ],
  rules: [
    { station: "kitchen", when: { categories: ["food"] } },
    { station: "bar", when: { categories: ["drinks"] } },
  ],
};
const put = (body: object) => api.call("PUT", "/v1/print-routing", { body, token: api.admin });

const line = (id: string, category: string, quantity = "1") => ({
  ...{ id, name: `${category} ${id}`, quantity, unitPrice: 500, category },
});
let orders = 0;
async function order(lines: object[]): Promise<string> {
  orders += 1;
  const {
    payments: _paid,
    closedAt: _closed,
    totals: _sums,
    ...open
  } = makeOrderInput({ id: `routed-${orders}` });
  const answer = await api.call("POST", "/v1/orders", { body: { ...open, lines }, token: till });
  expect(answer.status).toBe(201);
  return answer.body.id;
}
const show = async (id: string) => (await api.call("GET", `/v1/orders/${id}`, { token: till })).body;

/** Station, kind and lines of each ticket of an order. */
const ticketsOf = (id: string) =>
  api.store.read.jobsOfOrder(id).map(({ payload }) => {
    const { what } = payload as {
      what: { station: { id: string }; kind: string; lines: { lineId: string; quantity: string }[] };
    };
    return `${what.kind} ${what.station.id}: ${what.lines.map(({ lineId, quantity }) => `${quantity} x ${lineId}`).join(", ")}`;
  });

describe("stations", () => {
  it("are none at first, and an order prints no ticket", async () => {
    const { body } = await api.call("GET", "/v1/print-routing", { token: api.admin });
    expect(body).toMatchObject({ stations: [], rules: [] });
    expect(ticketsOf(await order([line("1", "food")]))).toEqual([]);
  });

  it("are refused where their printer is not there", async () => {
    const answer = await put({
      rules: [],
      stations: [{ ...ROUTING.stations[0], printer: "attic", standIns: ["cellar"] }],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toContain("stations[0].printer");
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toContain("stations[0].standIns[0]");
  });

  it("get a ticket each for their lines of a new order", async () => {
    expect((await put(ROUTING)).status).toBe(200);
    const id = await order([line("1", "food", "2"), line("2", "drinks"), line("3", "gifts")]);
    expect(ticketsOf(id)).toEqual(["new kitchen: 2 x 1", "new bar: 1 x 2"]);
    expect((await show(id)).printJobs).toHaveLength(2);
  });

  it("are told what a change adds and takes back, and once, however often the till asks", async () => {
    const id = await order([line("1", "food", "2"), line("2", "drinks")]);
    const body = {
      id: "c1",
      baseRevision: 1,
      add: [line("9", "food")],
      void: [{ lineId: "1", quantity: "1", reason: "too much" }],
    };
    for (let sent = 0; sent < 2; sent += 1)
      await api.call("POST", `/v1/orders/${id}/changes`, { body, token: till });
    expect(ticketsOf(id).slice(2)).toEqual(["new kitchen: 1 x 9", "void kitchen: 1 x 1"]);
  });

  it("are told to stop when the order is voided, if they were told of it", async () => {
    const id = await order([line("1", "food", "2"), line("2", "drinks")]);
    await api.call("POST", `/v1/orders/${id}/void`, {
      body: { id: "v1", reason: "guest left" },
      token: till,
    });
    expect(ticketsOf(id).slice(2)).toEqual(["void kitchen: 2 x 1", "void bar: 1 x 2"]);
  });
});
