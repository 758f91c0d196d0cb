import { expect, it } from "vitest";
import { failureOf } from "./failures.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const answer = (status: number, code: string | null, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: code === null ? undefined : { errors: [{ category: "ANY", code, detail: "why", field: "order" }] },
});

it.each([
  [401, "UNAUTHORIZED", "vendor_sign_in"],
  [401, "ACCESS_TOKEN_REVOKED", "vendor_sign_in"],
  [401, null, "vendor_sign_in"],
  [403, "INSUFFICIENT_SCOPES", "vendor_sign_in"],
  [400, "CLIENT_DISABLED", "vendor_sign_in"],
  [408, "REQUEST_TIMEOUT", "vendor_unavailable"],
  [429, "RATE_LIMITED", "vendor_unavailable"],
  [429, null, "vendor_unavailable"],
  [500, "INTERNAL_SERVER_ERROR", "vendor_unavailable"],
  [502, null, "vendor_unavailable"],
  [409, "CONFLICT", "vendor_unavailable"],
  [400, "VERSION_MISMATCH", "vendor_unavailable"],
  [400, "TEMPORARY_ERROR", "vendor_unavailable"],
  [400, "INVALID_VALUE", "vendor_rejected"],
  [404, "NOT_FOUND", "vendor_rejected"],
  [422, "A_CODE_OF_NEXT_YEAR", "vendor_rejected"],
  [413, null, "vendor_rejected"],
])("reads %i %s as %s", (status, code, expected) => {
  expect(failureOf(answer(status, code), "POST /v2/orders", NOW)).toMatchObject({ code: expected });
});

it.each([
  ["7", 7_000],
  ["Sat, 21 Nov 2026 12:00:30 GMT", 30_000],
  ["Sat, 21 Nov 2026 11:00:00 GMT", 0],
  ["soon", undefined],
])("waits %s as long as Square asks", (text, expected) => {
  const failure = failureOf(answer(429, "RATE_LIMITED", { "retry-after": text }), "POST /v2/orders", NOW);
  expect(failure).toMatchObject({ retryAfterMs: expected });
});

it("keeps what Square said for the operator, and not more than that", () => {
  const failure = failureOf(answer(400, "INVALID_VALUE"), "POST /v2/orders", NOW);
  expect(failure).toMatchObject({
    message: "Square answered POST /v2/orders with 400 INVALID_VALUE (INVALID_VALUE order: why)",
    facts: { status: 400, codes: ["INVALID_VALUE"], details: ["INVALID_VALUE order: why"] },
  });
});
