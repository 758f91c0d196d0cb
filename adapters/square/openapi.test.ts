/** Every request that leaves us, against the schemas that Square publishes: see fixtures/README.md. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refunded, vendorJob, voided } from "../../test/contract/vendor-job.ts";
import { arbitraryOrderInput, captured, makeOrderInput, makeRichOrderInput } from "../../test/help/orders.ts";
import { KEY_FRESH_MS } from "./account.ts";
import { toSquareSale } from "./mapping/mapping.ts";
import { type OpenSquare, openSquare } from "./sim-rig.ts";

const house = new AbortController().signal;
const published: object = JSON.parse(
  readFileSync(new URL("fixtures/square-openapi-subset.json", import.meta.url), "utf8"),
);
const ajv = new Ajv({ allErrors: true, strict: false, formats: { int64: true } }).addSchema(
  published,
  "square",
);

/** What is wrong with a body; nothing when it is as Square wants it. */
function faultsOf(operation: string, body: unknown): readonly string[] {
  const validate = ajv.getSchema(`square#/schemas/${operation}Request`);
  if (validate === undefined) throw new Error(`the published file has no ${operation}Request`);
  validate(body);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${operation}${instancePath} ${message}`);
}

/** All that a shop's day brings: sales, a lost answer, a refund, a void, a refusal, an old duty, a pull. */
async function day(square: OpenSquare): Promise<void> {
  const { adapter } = square;
  const sold = captured(makeOrderInput());
  const rich = captured(makeRichOrderInput());
  const gift = captured(
    makeOrderInput({ id: "gift", discounts: [{ name: "Gift", amount: 760 }], payments: [] }),
  );
  const at = { vendor: "square", firstSentAtMs: square.nowMs(), earlier: [] };
  const sale = await adapter.send(vendorJob({ ...at, kind: "vendor.sale", order: sold }), house);
  await adapter.send(vendorJob({ ...at, kind: "vendor.sale", order: gift }), house);
  square.fault({ type: "answer_lost", write: 1 });
  await adapter.send(vendorJob({ ...at, kind: "vendor.sale", order: rich }), house).catch(() => undefined);
  square.heal();
  await adapter.send(vendorJob({ ...at, kind: "vendor.void", order: voided(rich) }), house);
  await adapter.send(
    vendorJob({ ...at, kind: "vendor.refund", order: refunded(sold, 300), earlier: [sale] }),
    house,
  );
  square.pass(KEY_FRESH_MS);
  await adapter.find(vendorJob({ ...at, kind: "vendor.sale", order: { ...rich, id: "rich-2" } }), house);
  await adapter.send(vendorJob({ ...at, kind: "vendor.sale", order: { ...rich, id: "rich-2" } }), house);
  await adapter.pull({ cursor: undefined, sinceMs: 0 }, house);
  for await (const _ of adapter.ordersBetween(0, square.nowMs(), house));
}

describe("Square's published schemas", () => {
  it("take every request of a day", async () => {
    await using square = await openSquare();
    await day(square);
    const sent = square.sim.requests().filter(({ body }) => body !== null);
    expect(new Set(sent.map(({ operation }) => operation))).toEqual(
      new Set(["CreateOrder", "CreatePayment", "PayOrder", "UpdateOrder", "RefundPayment", "SearchOrders"]),
    );
    expect(sent.flatMap(({ operation, body }) => faultsOf(operation ?? "", body))).toEqual([]);
  });

  it("take every order that a till may send", () => {
    fc.assert(
      fc.property(arbitraryOrderInput(), (input) => {
        const { order } = toSquareSale(captured(input), { locationId: "L1", sourceName: "Tillgate" });
        expect(faultsOf("CreateOrder", { idempotency_key: "k", order })).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("refuse what is not theirs", () => {
    expect(
      faultsOf("CreateOrder", { order: { location_id: "L1", created_at: "2026-11-21T12:00:00Z" } }),
    ).toEqual([expect.stringContaining("must NOT have additional properties")]);
  });

  it("are kept: money keys have at most 45 bytes", async () => {
    await using square = await openSquare();
    await day(square);
    const keys = square.sim.requests().flatMap(({ body }) => keyOf(body));
    expect(keys.length).toBeGreaterThan(8);
    expect(Math.max(...keys.map((key) => Buffer.byteLength(key)))).toBeLessThanOrEqual(45);
  });
});

const keyOf = (body: unknown): readonly string[] =>
  typeof body === "object" && body !== null && "idempotency_key" in body
    ? [String(body.idempotency_key)]
    : [];
