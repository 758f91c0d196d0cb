import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REDACTED, redact, redactText } from "./redact.ts";

/** Test numbers that the card schemes publish. */
const CARDS = [
  "4111111111111111",
  "5555555555554444",
  "378282246310005",
  "6011111111111117",
  "4222222222222",
];

describe("card numbers", () => {
  it.each(CARDS)("shows only the last four digits of %s", (card) => {
    expect(redactText(`card ${card} was read`)).toBe(
      `card ${"*".repeat(card.length - 4)}${card.slice(-4)} was read`,
    );
  });

  it.each([
    ["4111 1111 1111 1111", "************1111"],
    ["4111-1111-1111-1111", "************1111"],
    ["3782 822463 10005", "***********0005"],
    ["4111 1111 1111 1111 12/25", "************1111 12/25"],
    ["terminal 7 4111 1111 1111 1111", "terminal 7 ************1111"],
    ["4111111111111111 5555555555554444", "************1111 ************4444"],
  ])("finds it as people write it: %s", (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });

  it("hides the whole magnetic track, not only the number in it", () => {
    expect(redactText(";4111111111111111=25121010000012300000?")).toBe(`;${REDACTED}?`);
  });

  it("masks a card number that came as a number", () => {
    expect(redact({ reference: 4111111111111111 })).toEqual({ reference: "************1111" });
  });

  it.each([
    "1732450000123",
    "01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e10",
    "41111111-1111-1111-8111-111111111111",
    "order 4111111111111112",
    "192.0.2.7:9100",
    "2026-11-21T12:03:11+01:00",
  ])("leaves what is no card number readable: %s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("lets no valid number through, whatever words stand around it", () => {
    const words = fc.stringMatching(/^[a-z ,.:=]{0,12}$/);
    fc.assert(
      fc.property(fc.constantFrom(...CARDS), words, words, (card, before, after) => {
        expect(redactText(`${before} ${card} ${after}`)).not.toContain(card);
      }),
    );
  });
});

describe("secrets", () => {
  it.each([
    "authorization",
    "Authorization",
    "token",
    "accessToken",
    "refresh_token",
    "client_secret",
    "password",
    "credentials",
    "set-cookie",
    "pan",
    "api_key",
  ])("shows nothing that stands under %s", (key) => {
    expect(redact({ request: { [key]: "s3cr3t" } })).toEqual({ request: { [key]: REDACTED } });
  });

  it.each(["idempotencyKey", "tokenId", "pin", "company", "secretary"])(
    "shows what stands under %s",
    (key) => {
      expect(redact({ [key]: "plain" })).toEqual({ [key]: "plain" });
    },
  );

  it.each([
    ["Authorization: Bearer abc.def-123", `Authorization: Bearer ${REDACTED}`],
    ["http://anna:geheim@192.0.2.1/x", `http://anna:${REDACTED}@192.0.2.1/x`],
    ["GET /x?access_token=abc&a=1", `GET /x?access_token=${REDACTED}&a=1`],
  ])("hides them inside a text: %s", (text, shown) => {
    expect(redactText(text)).toBe(shown);
  });
});

describe("what a log can hold", () => {
  it("tells an error with its cause and code", () => {
    const error = Object.assign(new Error("no line to 4111111111111111", { cause: new Error("refused") }), {
      code: "device_offline",
    });
    expect(redact({ error })).toMatchObject({
      error: {
        name: "Error",
        message: "no line to ************1111",
        code: "device_offline",
        cause: { message: "refused" },
      },
    });
  });

  it("ends a circle", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(JSON.stringify(redact(circle))).toContain("[deeper]");
  });

  it("counts bytes instead of printing them, and writes dates as such", () => {
    expect(redact({ bytes: new Uint8Array(3), at: new Date(0) })).toEqual({
      bytes: "[3 bytes]",
      at: "1970-01-01T00:00:00.000Z",
    });
  });
});
