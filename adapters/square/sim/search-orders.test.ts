import { describe, expect, it } from "vitest";
import { at, codeOf, coffee, orderOf, type Reply, type TestSim, testSim } from "./test-client.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");

/** A clock that a test moves. */
function clock(): { now: number } {
  return { now: NOON };
}

async function three(sim: TestSim, time: { now: number }): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const key of ["a", "b", "c"]) {
    ids.push(await orderOf(sim, key, { ...coffee, source: { name: key === "c" ? "Web" : "Tillgate" } }));
    time.now += 60_000;
  }
  return ids;
}

function idsOf(reply: Reply): unknown {
  const orders = at(reply, "orders");
  return Array.isArray(orders) ? orders.map((order: { readonly id: string }) => order.id) : orders;
}

const search = (sim: TestSim, body: object): Promise<Reply> =>
  sim.send("POST", "/v2/orders/search", { location_ids: ["L1"], ...body });

describe("searching orders", () => {
  it("gives the newest first, and light entries when asked", async () => {
    const time = clock();
    await using sim = await testSim({ nowMs: () => time.now });
    const ids = await three(sim, time);
    expect(idsOf(await search(sim, {}))).toEqual([...ids].reverse());
    const entries = await search(sim, { return_entries: true, limit: 1 });
    expect(entries.body).toMatchObject({
      order_entries: [{ order_id: ids[2], version: 1, location_id: "L1" }],
    });
  });

  it("takes both ends of a range", async () => {
    const time = clock();
    await using sim = await testSim({ nowMs: () => time.now });
    const ids = await three(sim, time);
    const range = { start_at: "2026-11-21T12:00:00Z", end_at: "2026-11-21T13:01:00+01:00" };
    const reply = await search(sim, {
      query: {
        filter: { date_time_filter: { updated_at: range } },
        sort: { sort_field: "UPDATED_AT", sort_order: "ASC" },
      },
    });
    expect(idsOf(reply)).toEqual([ids[0], ids[1]]);
  });

  it("filters by source and state", async () => {
    const time = clock();
    await using sim = await testSim({ nowMs: () => time.now });
    const ids = await three(sim, time);
    const filter = { source_filter: { source_names: ["Web"] }, state_filter: { states: ["OPEN"] } };
    expect(idsOf(await search(sim, { query: { filter } }))).toEqual([ids[2]]);
    expect(
      idsOf(await search(sim, { query: { filter: { state_filter: { states: ["COMPLETED"] } } } })),
    ).toEqual([]);
  });

  const range = { start_at: "2026-11-21T00:00:00Z" };
  it.each([
    [
      "a sort field beside the filter",
      { query: { filter: { date_time_filter: { updated_at: range } } } },
      "BAD_REQUEST",
    ],
    ["closing times of open orders", { query: { sort: { sort_field: "CLOSED_AT" } } }, "BAD_REQUEST"],
    [
      "two ranges",
      { query: { filter: { date_time_filter: { updated_at: range, created_at: range } } } },
      "BAD_REQUEST",
    ],
    ["a filter on our reference", { query: { filter: { reference_id: "x" } } }, "UNKNOWN_BODY_PARAMETER"],
    ["eleven locations", { location_ids: Array.from({ length: 11 }, () => "L1") }, "ARRAY_LENGTH_TOO_LONG"],
    ["a page over 1000", { limit: 1001 }, "VALUE_TOO_HIGH"],
    [
      "a local time",
      { query: { filter: { date_time_filter: { created_at: { start_at: "2026-11-21" } } } } },
      "INVALID_TIME",
    ],
    [
      "a range that ends first",
      {
        query: {
          filter: {
            date_time_filter: {
              created_at: { start_at: "2026-11-21T00:00:00Z", end_at: "2026-11-20T00:00:00Z" },
            },
          },
        },
      },
      "INVALID_TIME_RANGE",
    ],
  ])("refuses %s", async (_, body, code) => {
    await using sim = await testSim({});
    const reply = await search(sim, body);
    expect([reply.status, codeOf(reply)]).toEqual([400, code]);
  });
});

describe("cursors", () => {
  it("walk through all pages, also while orders come in", async () => {
    const time = clock();
    await using sim = await testSim({ nowMs: () => time.now });
    const ids = await three(sim, time);
    const first = await search(sim, { limit: 2 });
    await orderOf(sim, "d");
    const second = await search(sim, { limit: 2, cursor: at(first, "cursor") });
    expect(idsOf(first)).toEqual([ids[2], ids[1]]);
    expect(idsOf(second)).toEqual([ids[0]]);
    expect(at(second, "cursor")).toBeUndefined();
  });

  it("are refused with another query, when stale, after expiry by hand and when made up", async () => {
    const time = clock();
    await using sim = await testSim({ nowMs: () => time.now, faults: { cursorTtlMs: 60_000 } });
    await three(sim, time);
    const cursor = at(await search(sim, { limit: 1 }), "cursor");
    const filter = { state_filter: { states: ["OPEN"] } };
    expect(codeOf(await search(sim, { limit: 1, cursor, query: { filter } }))).toBe("INVALID_CURSOR");
    expect((await search(sim, { limit: 1, cursor })).status).toBe(200);
    time.now += 60_001;
    expect(codeOf(await search(sim, { limit: 1, cursor }))).toBe("INVALID_CURSOR");
    const fresh = at(await search(sim, { limit: 1 }), "cursor");
    await sim.send("POST", "/_sim/expire-cursors", {});
    expect(codeOf(await search(sim, { limit: 1, cursor: fresh }))).toBe("INVALID_CURSOR");
    expect(codeOf(await search(sim, { limit: 1, cursor: "made-up" }))).toBe("INVALID_CURSOR");
  });
});
