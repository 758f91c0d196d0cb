import { describe, expect, it } from "vitest";
import { codeOf, coffee, orderOf, type Reply, type TestSim, testSim } from "./test-client.ts";

const create = (sim: TestSim, key: string): Promise<Reply> =>
  sim.send("POST", "/v2/orders", { idempotency_key: key, order: coffee });

describe("faults before the commit", () => {
  it("unreachable: no answer, nothing kept, and the control still answers", async () => {
    await using sim = await testSim({ faults: { unreachable: true } });
    await expect(create(sim, "k")).rejects.toThrow();
    expect(sim.ledger().orders).toEqual([]);
    await sim.send("PUT", "/_sim/faults", { unreachable: false });
    expect((await create(sim, "k")).status).toBe(200);
  });

  it.each([
    ["rateLimitEvery", 429, "RATE_LIMITED"],
    ["serverErrorEvery", 500, "INTERNAL_SERVER_ERROR"],
  ] as const)("%s strikes each second request", async (name, status, code) => {
    await using sim = await testSim({ faults: { [name]: 2 } });
    const replies = [await create(sim, "a"), await create(sim, "b"), await create(sim, "b")];
    expect(replies.map((reply) => reply.status)).toEqual([200, status, 200]);
    expect(replies[1] && codeOf(replies[1])).toBe(code);
    expect(sim.ledger().orders).toHaveLength(2);
  });

  it.each([
    [7, "7"],
    [null, null],
  ] as const)("429 carries Retry-After %s", async (seconds, header) => {
    await using sim = await testSim({ faults: { rateLimitEvery: 1, rateLimitRetryAfterSeconds: seconds } });
    expect((await create(sim, "a")).headers.get("retry-after")).toBe(header);
  });

  it("a revoked token and a missing permission", async () => {
    await using sim = await testSim({ faults: { revokeToken: true } });
    expect(codeOf(await create(sim, "a"))).toBe("ACCESS_TOKEN_REVOKED");
    sim.faults.set({ revokeToken: false, forbid: ["ORDERS_WRITE"] });
    expect(await create(sim, "a")).toMatchObject({ status: 403 });
    expect((await sim.send("GET", "/v2/locations", undefined)).status).toBe(200);
    sim.faults.set({ forbid: true });
    expect(codeOf(await sim.send("GET", "/v2/locations", undefined))).toBe("INSUFFICIENT_SCOPES");
    expect(sim.ledger().orders).toEqual([]);
  });
});

describe("faults after the commit", () => {
  it("loseAnswerEvery: the order is there, the answer is not, the repeat finds it", async () => {
    await using sim = await testSim({ faults: { loseAnswerEvery: 2 } });
    await create(sim, "a");
    await expect(create(sim, "b")).rejects.toThrow();
    expect(sim.ledger().orders).toHaveLength(2);
    expect((await create(sim, "b")).status).toBe(200);
    expect(sim.ledger().orders).toHaveLength(2);
    expect(sim.requests().map((request) => request.ending)).toEqual(["answered", "lost", "answered"]);
  });

  it("loseAnswerEvery leaves reads alone", async () => {
    await using sim = await testSim({ faults: { loseAnswerEvery: 1 } });
    expect((await sim.send("GET", "/v2/locations", undefined)).status).toBe(200);
  });

  it("serverErrorAfterCommitEvery: 500, and yet it is there", async () => {
    await using sim = await testSim({ faults: { serverErrorAfterCommitEvery: 1 } });
    expect((await create(sim, "a")).status).toBe(500);
    expect(sim.ledger().orders).toHaveLength(1);
  });

  it("hangAfterCommitEvery: committed, then silence until the client gives up", async () => {
    await using sim = await testSim({ faults: { hangAfterCommitEvery: 1 } });
    const gaveUp = new AbortController();
    const hanging = fetch(`${sim.url}/v2/orders`, {
      method: "POST",
      signal: gaveUp.signal,
      body: JSON.stringify({ idempotency_key: "a", order: coffee }),
      headers: {
        Authorization: "Bearer sandbox-token",
        "Square-Version": "2026-09-16",
        "Content-Type": "application/json",
      },
    });
    await expect.poll(() => sim.requests().length).toBe(1);
    expect(sim.ledger().orders).toHaveLength(1);
    gaveUp.abort();
    await expect(hanging).rejects.toThrow("aborted");
  });

  it.each(["truncateBodyEvery", "invalidJsonEvery"] as const)(
    "%s: the answer cannot be read",
    async (name) => {
      await using sim = await testSim({ faults: { [name]: 1 } });
      await expect(create(sim, "a")).rejects.toThrow();
      expect(sim.ledger().orders).toHaveLength(1);
    },
  );
});

describe("time", () => {
  it("clockSkewMs moves the Date header and what is written", async () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    await using sim = await testSim({ nowMs: () => now, faults: { clockSkewMs: 3_600_000 } });
    const reply = await create(sim, "a");
    expect(reply.headers.get("date")).toBe("Sat, 21 Nov 2026 13:00:00 GMT");
    expect(reply.body).toMatchObject({ order: { created_at: "2026-11-21T13:00:00.000Z" } });
  });

  it("delayMs: a client that has gone away does not undo the commit", async () => {
    await using sim = await testSim({ faults: { delayMs: 20 } });
    const signal = AbortSignal.timeout(5);
    const early = fetch(`${sim.url}/v2/orders`, {
      method: "POST",
      signal,
      body: JSON.stringify({ idempotency_key: "a", order: coffee }),
      headers: {
        Authorization: "Bearer sandbox-token",
        "Square-Version": "2026-09-16",
        "Content-Type": "application/json",
      },
    });
    // Whoever is first, client or server: the order is there in the end at most once.
    await early.catch(() => undefined);
    await create(sim, "a");
    expect(sim.ledger().orders).toHaveLength(1);
  });
});

describe("the control API", () => {
  it("changes single faults and takes them all back", async () => {
    await using sim = await testSim({ faults: { delayMs: 1 } });
    await sim.send("PUT", "/_sim/faults", { rateLimitEvery: 3, idempotencyTtlMs: null });
    expect((await sim.send("GET", "/_sim/faults", undefined)).body).toMatchObject({
      delayMs: 1,
      rateLimitEvery: 3,
    });
    await sim.send("DELETE", "/_sim/faults", undefined);
    expect(sim.faults.get()).toMatchObject({ delayMs: 0, rateLimitEvery: 0 });
    expect((await sim.send("PUT", "/_sim/faults", { typo: 1 })).status).toBe(400);
  });

  it("rings up, edits and loses orders behind our back", async () => {
    await using sim = await testSim({});
    const seed = {
      order: coffee,
      tender: "CASH",
      created_at: "2026-11-18T09:00:00Z",
      tip_money: { amount: 50, currency: "EUR" },
    };
    expect((await sim.send("POST", "/_sim/seed-order", seed)).body).toMatchObject({
      order: { state: "COMPLETED", created_at: "2026-11-18T09:00:00Z", total_money: { amount: 480 } },
    });
    const id = await orderOf(sim, "k");
    await sim.send("POST", "/_sim/edit", { id, amount_money: { amount: 431, currency: "EUR" } });
    expect((await sim.send("GET", `/v2/orders/${id}`, undefined)).body).toMatchObject({
      order: { version: 2, total_money: { amount: 431 } },
    });
    expect((await sim.send("DELETE", `/_sim/orders/${id}`, undefined)).status).toBe(200);
    expect((await sim.send("GET", `/v2/orders/${id}`, undefined)).status).toBe(404);
    expect((await sim.send("DELETE", "/_sim/orders/nope", undefined)).status).toBe(404);
    expect((await sim.send("GET", "/_sim/ledger", undefined)).body).toMatchObject({
      orders: [{}],
      payments: [{}],
      refunds: [],
    });
  });

  it("shows what was received, without the token", async () => {
    await using sim = await testSim({});
    await create(sim, "k");
    const reply = await sim.send("GET", "/_sim/requests", undefined);
    expect(reply.body).toMatchObject({
      requests: [
        {
          method: "POST",
          path: "/v2/orders",
          operation: "CreateOrder",
          body: { order: coffee },
          status: 200,
        },
      ],
    });
    expect(JSON.stringify(reply.body)).not.toContain("sandbox-token");
  });
});
