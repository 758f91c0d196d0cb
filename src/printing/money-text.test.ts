import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalText, minorDigits, moneyText } from "./money-text.ts";

describe("money on paper", () => {
  it.each([
    [1380, "EUR", "en-IE", "13.80"],
    [1380, "EUR", "de-DE", "13,80"],
    [-5, "EUR", "en-IE", "-0.05"],
    [-1380, "SEK", "sv-SE", "-13,80"],
    [0, "EUR", "de-DE", "0,00"],
    [1380, "JPY", "ja-JP", "1,380"],
    [1380, "KWD", "en-GB", "1.380"],
    [12_345, "RSD", "en-GB", "123.45"],
    [12_345, "IQD", "en-GB", "12.345"],
    [123_456_789, "EUR", "de-DE", "1.234.567,89"],
    [123_456_789, "EUR", "fr-FR", "1\u00a0234\u00a0567,89"],
    [1_000_000_000_000, "EUR", "en-IE", "10,000,000,000.00"],
    [1380, "EGP", "ar-EG", "13.80"],
  ])("%i minor units of %s in %s are %s", (minor, currency, locale, text) => {
    expect(moneyText(minor, currency, locale)).toBe(text);
  });

  it("follows ISO 4217, not the habits of CLDR", () => {
    expect(["EUR", "JPY", "KWD", "CLF", "LBP", "RSD", "IQD"].map(minorDigits)).toEqual([2, 0, 3, 4, 2, 2, 3]);
  });

  it("shows every minor unit, whatever the amount", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom("EUR", "JPY", "KWD"),
        (minor, currency) => {
          expect(Number(moneyText(minor, currency, "en-IE").replace(/[.,]/g, ""))).toBe(
            minor === 0 ? 0 : minor,
          );
        },
      ),
    );
  });

  it.each([
    ["1.250", "de-DE", "1,25"],
    ["2", "de-DE", "2"],
    ["8.875", "en-US", "8.875"],
    ["20.0", "en-US", "20"],
  ])("writes %s in %s as %s", (decimal, locale, text) => {
    expect(decimalText(decimal, locale)).toBe(text);
  });
});
