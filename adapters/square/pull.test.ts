import { describe, expect, it } from "vitest";
import type { VendorOrder } from "../../src/sdk.ts";
import { type OpenSquare, openSquare } from "./sim-rig.ts";

const house = new AbortController().signal;

function ring(square: OpenSquare, amount: number, more: { readonly created_at?: string } = {}) {
  const line_items = [{ name: "Bagel", quantity: "2", base_price_money: { amount, currency: "EUR" } }];
  return square.sim.seedOrder({ order: { location_id: "L1", line_items }, tender: "CARD", ...more });
}

/** Every page from here on, as the puller takes them; `between` happens after each. */
async function pullAll(square: OpenSquare, cursor: string | undefined, between: () => void = () => {}) {
  const orders: VendorOrder[] = [];
  let at = cursor;
  for (;;) {
    const page = await square.adapter.pull({ cursor: at, sinceMs: square.nowMs() - 3_600_000 }, house);
    orders.push(...page.orders);
    at = page.cursor;
    if (!page.more) return { orders, cursor: at };
    between();
  }
}
const vendorIds = (orders: readonly VendorOrder[]): ReadonlySet<string> =>
  new Set(orders.map(({ vendorId }) => vendorId));

describe("pulling", () => {
  it("brings what Square's own till sold, with sums and no names", async () => {
    await using square = await openSquare();
    const rung = ring(square, 350);
    const { orders } = await pullAll(square, undefined);
    expect(orders).toEqual([
      {
        vendorId: rung.id,
        reference: null,
        businessDay: "2026-11-21",
        state: "completed",
        currency: "EUR",
        total: 700,
        tax: 0,
        tip: 0,
        paid: 700,
        refunded: 0,
        updatedAt: rung.updated_at,
        summary: "2 × Bagel",
      },
    ]);
  });

  it("brings every order once in pages, and only the new ones later", async () => {
    await using square = await openSquare();
    for (let index = 0; index < 450; index += 1) {
      ring(square, 100 + index);
      square.pass(1_000);
    }
    const first = await pullAll(square, undefined);
    expect(first.orders).toHaveLength(450);
    expect(vendorIds(first.orders).size).toBe(450);
    square.pass(600_000);
    const late = ring(square, 999);
    const second = await pullAll(square, first.cursor);
    expect(second.orders.length).toBeLessThanOrEqual(122);
    expect(vendorIds(second.orders)).toContain(late.id);
  });

  it("misses nothing when Square forgets its cursor between two pages", async () => {
    await using square = await openSquare();
    for (let index = 0; index < 450; index += 1) {
      ring(square, 100 + index);
      square.pass(2_000);
    }
    const { orders } = await pullAll(square, undefined, () => square.pass(900_000));
    expect(vendorIds(orders).size).toBe(450);
  });

  it("sees an offline sale that was handed in two days late, on its own day", async () => {
    await using square = await openSquare();
    const { cursor } = await pullAll(square, undefined);
    square.pass(600_000);
    const late = ring(square, 500, { created_at: "2026-11-19T20:00:00.000Z" });
    const { orders } = await pullAll(square, cursor);
    expect(vendorIds(orders)).toEqual(new Set([late.id]));
  });

  it.each(["nonsense", "{}", '{"v":2}', '{"v":1,"from":"x","page":null,"seen":"x"}'])(
    "starts again where its cursor is %s",
    async (cursor) => {
      await using square = await openSquare();
      ring(square, 350);
      expect((await pullAll(square, cursor)).orders).toHaveLength(1);
    },
  );
});

describe("the business day of a foreign order", () => {
  it.each([
    ["2026-11-21T02:59:59.000Z", "2026-11-20"],
    ["2026-11-21T03:00:00.000Z", "2026-11-21"],
    ["2026-10-25T03:30:00.000Z", "2026-10-25"],
  ])("of %s is %s in Berlin, where the day starts at four", async (created_at, day) => {
    await using square = await openSquare({ dayStart: "04:00" });
    const line_items = [{ quantity: "1", base_price_money: { amount: 100, currency: "EUR" } }];
    square.sim.seedOrder({ order: { location_id: "L1", line_items }, created_at });
    const found: VendorOrder[] = [];
    const at = Date.parse(created_at);
    for await (const order of square.adapter.ordersBetween(at - 1, at + 1, house)) found.push(order);
    expect(found).toMatchObject([{ businessDay: day, state: "open", paid: 0 }]);
  });
});

it("gives all orders of a day, page after page", async () => {
  await using square = await openSquare();
  const from = square.nowMs();
  for (let index = 0; index < 401; index += 1) ring(square, 100);
  const found: VendorOrder[] = [];
  for await (const order of square.adapter.ordersBetween(from, from + 1_000, house)) found.push(order);
  expect(vendorIds(found).size).toBe(401);
});

it("gives all orders of a day although Square answers 429 to every second call", async () => {
  await using square = await openSquare();
  const from = square.nowMs();
  for (let index = 0; index < 401; index += 1) ring(square, 100);
  square.sim.faults.set({ rateLimitEvery: 2 });
  const found: VendorOrder[] = [];
  for await (const order of square.adapter.ordersBetween(from, from + 1_000, house)) found.push(order);
  expect(vendorIds(found).size).toBe(401);
});

describe("our clock is wrong", () => {
  const YEAR_MS = 365 * 86_400_000;

  it("and a first look with a clock a year ahead still brings the last hour, and the next one what came after", async () => {
    await using square = await openSquare();
    const before = ring(square, 350);
    square.sim.faults.set({ clockSkewMs: -YEAR_MS });
    square.pass(YEAR_MS);
    const first = await pullAll(square, undefined);
    expect(vendorIds(first.orders)).toEqual(new Set([before.id]));
    square.pass(600_000);
    const later = ring(square, 420);
    const second = await pullAll(square, first.cursor);
    expect(vendorIds(second.orders)).toContain(later.id);
  });

  it("and a cursor that lies in Square's future is no cursor", async () => {
    await using square = await openSquare();
    const rung = ring(square, 350);
    const seen = new Date(square.nowMs() + YEAR_MS).toISOString();
    const { orders } = await pullAll(square, JSON.stringify({ v: 1, from: seen, page: null, seen }));
    expect(vendorIds(orders)).toEqual(new Set([rung.id]));
  });

  it("since an hour after the last answer: the day's orders are found although ours fell back a year", async () => {
    await using square = await openSquare();
    const rung = ring(square, 350);
    const noonMs = square.nowMs();
    await pullAll(square, undefined);
    square.pass(-YEAR_MS);
    square.sim.faults.set({ clockSkewMs: YEAR_MS });
    const found: VendorOrder[] = [];
    const window = [noonMs - 86_400_000, square.nowMs()] as const;
    for await (const order of square.adapter.ordersBetween(...window, house)) found.push(order);
    expect(vendorIds(found)).toEqual(new Set([rung.id]));
  });
});
