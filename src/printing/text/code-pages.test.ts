import { describe, expect, it } from "vitest";
import { upperHalf } from "./code-pages.ts";

describe("code tables", () => {
  // Unicode Consortium, MAPPINGS/VENDORS/MICSFT and ISO8859; IBM CP858 = CP850 with the euro at D5.
  it.each([
    ["CP437", 0x82, "é"],
    ["CP437", 0xc4, "─"],
    ["CP437", 0xe1, "ß"],
    ["CP850", 0xd5, "ı"],
    ["CP858", 0xd5, "€"],
    ["CP1252", 0x80, "€"],
    ["CP1252", 0x92, "’"],
    ["CP1252", 0x9c, "œ"],
    ["CP866", 0x80, "А"],
    ["CP852", 0x88, "ł"],
    ["CP737", 0x80, "Α"],
    ["ISO_8859-15", 0xa4, "€"],
    ["ISO_8859-2", 0xb1, "ą"],
    ["CP1250", 0x9c, "ś"],
  ])("%s has at byte %i the letter %s", (name, byte, letter) => {
    expect(upperHalf(name)?.[byte - 0x80]).toBe(letter);
  });

  it.each([
    ["CP857", 0xd5, "undefined in the standard, a euro in some libraries"],
    ["CP1252", 0x81, "unused"],
    ["ISO_8859-7", 0xa4, "a euro only since 2003: printers hold the edition of 1987"],
    ["ISO_8859-7", 0xae, "unused"],
    ["CP1255", 0xca, "in no standard"],
  ])("%s prints nothing at byte %i: %s", (name, byte) => {
    expect(upperHalf(name)?.[byte - 0x80]).toBeUndefined();
  });

  it.each(["CP932", "CP851", "TCVN-3-1", "Unknown", "../../etc/passwd"])(
    "knows no single-byte table %s",
    (name) => {
      expect(upperHalf(name)).toBeUndefined();
    },
  );

  it("never maps a byte to a control character", () => {
    for (const name of ["CP437", "CP720", "CP857", "CP1252", "CP1258", "ISO_8859-1", "CP1125", "RK1048"]) {
      const half = upperHalf(name) ?? [];
      expect(half.length).toBe(128);
      for (const char of half) expect(char ?? "").not.toMatch(/\p{Cc}/u);
    }
  });
});
