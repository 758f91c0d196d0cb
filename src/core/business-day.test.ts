import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { businessDayOf, businessDayWindow } from "./business-day.ts";

const BERLIN = "Europe/Berlin";
const NEW_YORK = "America/New_York";

describe("the business day", () => {
  it.each([
    ["a sale at noon", "2026-11-21T12:05:02+01:00", BERLIN, "04:00", "2026-11-21"],
    ["the bar after midnight", "2026-11-22T01:30:00+01:00", BERLIN, "04:00", "2026-11-21"],
    ["a second before the day starts", "2026-11-22T03:59:59.999+01:00", BERLIN, "04:00", "2026-11-21"],
    ["the start of the day", "2026-11-22T04:00:00+01:00", BERLIN, "04:00", "2026-11-22"],
    ["midnight where the day starts with it", "2026-11-22T00:00:00+01:00", BERLIN, "00:00", "2026-11-22"],
    ["a till whose clock speaks UTC", "2026-11-21T23:30:00Z", BERLIN, "00:00", "2026-11-22"],
    ["a till set to another zone", "2026-11-21T20:00:00-08:00", NEW_YORK, "04:00", "2026-11-21"],
    ["New Year's Eve", "2027-01-01T02:00:00+01:00", BERLIN, "04:00", "2026-12-31"],
    ["the night of a leap day", "2028-03-01T01:00:00+01:00", BERLIN, "04:00", "2028-02-29"],
    // Spring: 2026-03-29 02:00 becomes 03:00 in Berlin, 2026-03-08 in New York.
    ["before the spring jump", "2026-03-29T01:59:59+01:00", BERLIN, "04:00", "2026-03-28"],
    ["after the spring jump, before the day", "2026-03-29T03:00:00+02:00", BERLIN, "04:00", "2026-03-28"],
    ["the day after the spring jump", "2026-03-29T04:00:00+02:00", BERLIN, "04:00", "2026-03-29"],
    [
      "a day that starts in the missing hour, before the jump",
      "2026-03-29T01:59:59+01:00",
      BERLIN,
      "02:30",
      "2026-03-28",
    ],
    [
      "a day that starts in the missing hour, too early",
      "2026-03-29T03:29:59+02:00",
      BERLIN,
      "02:30",
      "2026-03-28",
    ],
    [
      "a day that starts in the missing hour, as much later",
      "2026-03-29T03:30:00+02:00",
      BERLIN,
      "02:30",
      "2026-03-29",
    ],
    ["New York in spring", "2026-03-08T03:59:59-04:00", NEW_YORK, "04:00", "2026-03-07"],
    ["New York in spring, day begun", "2026-03-08T04:00:00-04:00", NEW_YORK, "04:00", "2026-03-08"],
    // Autumn: 2026-10-25 03:00 becomes 02:00 in Berlin, 2026-11-01 02:00 becomes 01:00 in New York.
    ["the first 02:30 of autumn", "2026-10-25T02:30:00+02:00", BERLIN, "04:00", "2026-10-24"],
    ["the second 02:30 of autumn", "2026-10-25T02:30:00+01:00", BERLIN, "04:00", "2026-10-24"],
    ["the day after the long night", "2026-10-25T04:00:00+01:00", BERLIN, "04:00", "2026-10-25"],
    [
      "a day that starts in the doubled hour, first pass",
      "2026-10-25T02:30:00+02:00",
      BERLIN,
      "02:30",
      "2026-10-25",
    ],
    [
      "a day that starts in the doubled hour, set back",
      "2026-10-25T02:10:00+01:00",
      BERLIN,
      "02:30",
      "2026-10-25",
    ],
    ["New York's second 01:30", "2026-11-01T01:30:00-05:00", NEW_YORK, "04:00", "2026-10-31"],
    [
      "New York's second 01:30, day begun at 01:00",
      "2026-11-01T01:30:00-05:00",
      NEW_YORK,
      "01:00",
      "2026-11-01",
    ],
  ])("of %s (%s)", (_what, instant, timeZone, dayStart, day) => {
    expect(businessDayOf(instant, timeZone, dayStart)).toBe(day);
  });

  it.each([
    ["2026-03-29", 24],
    ["2026-03-28", 23],
    ["2026-10-24", 25],
    ["2026-06-01", 24],
  ])("%s lasts %i hours in Berlin from 04:00 on", (day, hours) => {
    const { fromMs, toMs } = businessDayWindow(day, BERLIN, "04:00");
    expect((toMs - fromMs) / 3_600_000).toBe(hours);
  });

  it("of any instant is the one whose window holds it", () => {
    const ms = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
    const zones = fc.constantFrom(
      BERLIN,
      NEW_YORK,
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "America/St_Johns",
      "UTC",
    );
    const starts = fc.constantFrom("00:00", "01:30", "02:30", "04:00", "06:15");
    fc.assert(
      fc.property(ms, zones, starts, (at, timeZone, dayStart) => {
        const day = businessDayOf(new Date(at).toISOString(), timeZone, dayStart);
        const { fromMs, toMs } = businessDayWindow(day, timeZone, dayStart);
        expect(fromMs <= at && at < toMs).toBe(true);
      }),
    );
  });
});
