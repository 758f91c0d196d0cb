import { expect, it } from "vitest";
import { bytesText, count, dayText, durationText, money } from "./format.ts";

it.each([
  [1_250, "EUR", "€12.50"],
  [1_250, "JPY", "JP¥1,250"],
  [1_250, "BHD", "BHD 1.250"],
  [-760, "EUR", "-€7.60"],
])("shows %i minor units of %s as %s", (amount, currency, text) => {
  expect(money(amount, currency, "en-GB").replace("\u00a0", " ")).toBe(text);
});

it.each([
  [900, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_600_000, "1 h"],
  [3_900_000, "1 h 5 min"],
  [200_000_000, "2 days"],
  [-5, "0 s"],
])("says %i ms as %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

it.each([
  [24_400_000_000, "24 GB"],
  [1_500_000_000, "1.5 GB"],
  [380_000_000, "380 MB"],
])("says %i bytes as %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it("counts one and many", () => {
  expect([count(1, "order"), count(2, "order"), count(0, "print waits", "prints wait")]).toEqual([
    "1 order",
    "2 orders",
    "0 prints wait",
  ]);
});

it("does not move a day by the time zone of who looks on", () => {
  expect(dayText("2026-11-24")).toContain("24");
});
