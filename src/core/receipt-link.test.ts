import fc from "fast-check";
import { expect, it } from "vitest";
import { createReceiptLinks } from "./receipt-link.ts";

const links = createReceiptLinks(new Uint8Array(32).fill(1));
const UUID = "01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e10";
const tokenOf = (orderId: string, from = links): string => from.receiptPath(orderId).slice("/r/".length);

it("is found again by its address, whatever a till calls its orders", () => {
  const ids = fc.oneof(fc.uuid(), fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/));
  fc.assert(
    fc.property(ids, (orderId) => {
      expect(links.orderOf(tokenOf(orderId))).toEqual({ type: "order", orderId });
      expect(tokenOf(orderId)).toMatch(/^[\w:~-]{28,91}$/);
    }),
  );
});

it("is short enough for a small QR code", () => {
  expect(tokenOf(UUID)).toHaveLength(49);
});

it("stays the same over restarts", () => {
  expect(tokenOf(UUID)).toBe(tokenOf(UUID, createReceiptLinks(new Uint8Array(32).fill(1))));
});

it("leads nowhere when a single letter is another", () => {
  const token = tokenOf(UUID);
  for (let i = 4; i < token.length - 1; i++) {
    // The last letter of a seal carries bits that no byte holds.
    if (i === 25) continue;
    const forged = token.slice(0, i) + (token[i] === "A" ? "B" : "A") + token.slice(i + 1);
    expect(links.orderOf(forged), forged).toEqual({ type: "forged" });
  }
});

it("does not open another order with this one's seal", () => {
  const other = tokenOf("01936d2e-6c1c-7cc4-9d5e-4b2f0a1c7e11");
  expect(links.orderOf(tokenOf(UUID).slice(0, 26) + other.slice(26))).toEqual({ type: "forged" });
});

it("is known as of another key when the shop's key was changed", () => {
  const later = createReceiptLinks(new Uint8Array(32).fill(2));
  expect(later.orderOf(tokenOf(UUID))).toEqual({ type: "other_key" });
});

it.each(["", "x", "../etc/passwd", "a".repeat(200), `${tokenOf(UUID)}=`])(
  "knows %j as none of ours",
  (token) => {
    expect(links.orderOf(token)).toEqual({ type: "forged" });
  },
);
