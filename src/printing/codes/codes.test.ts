import { describe, expect, it } from "vitest";
import { isBlack } from "../raster.ts";
import { FNC1, modulesOf, planCode128 } from "./code128.ts";
import { code128Bitmap, linearBitmap, qrBitmap } from "./codes.ts";
import { readGs1 } from "./gs1.ts";
import { qrModules } from "./qr-capacity.ts";
import { completeEan8, completeEan13, completeUpcA, completeUpcE, shortUpcE } from "./retail.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("check digits of EAN-13", () => {
  it.each([
    ["4006381333931", "4006381333931"],
    ["400638133393", "4006381333931"],
    ["4006381333932", undefined],
    ["40063813339", undefined],
    ["40063813339a1", undefined],
  ])("%s is %s", (text, complete) => {
    expect(completeEan13(text)).toBe(complete);
  });
});

describe("drawn codes", () => {
  it("are as wide as their modules say", () => {
    const stretches = planCode128("TILLGATE-0123456789", true) ?? [];
    expect(code128Bitmap(stretches, 2, 80)).toMatchObject({
      widthDots: modulesOf(stretches) * 2,
      heightDots: 80,
    });
    expect(linearBitmap("ean13", "4006381333931", 3, 60)).toMatchObject({ widthDots: 285, heightDots: 60 });
  });

  it.each([
    [17, "L"],
    [18, "L"],
    [106, "L"],
    [213, "M"],
    [214, "M"],
    [1663, "Q"],
    [1273, "H"],
    [2953, "L"],
  ] as const)("a QR code of %i bytes at level %s is as large as the table says", (bytes, correction) => {
    const side = qrModules(bytes, correction) ?? 0;
    expect(
      qrBitmap(utf8("é".repeat(Math.floor(bytes / 2)) + "x".repeat(bytes % 2)), 1, correction).widthDots,
    ).toBe(side);
  });

  it("no QR code holds 2954 bytes", () => {
    expect(qrModules(2954, "L")).toBeUndefined();
  });

  it("draw each module as large as asked", () => {
    const [one, three] = [qrBitmap(utf8("A-118"), 1, "M"), qrBitmap(utf8("A-118"), 3, "M")];
    for (let y = 0; y < three.heightDots; y++) {
      for (let x = 0; x < three.widthDots; x++) {
        expect(isBlack(three, x, y)).toBe(isBlack(one, Math.floor(x / 3), Math.floor(y / 3)));
      }
    }
  });
});

describe("numbers of goods", () => {
  it.each([
    ["EAN-13 of 12 digits", completeEan13, "400638133393", "4006381333931"],
    ["EAN-13 with a wrong check digit", completeEan13, "4006381333932", undefined],
    ["EAN-8", completeEan8, "9638507", "96385074"],
    ["EAN-8 with a wrong check digit", completeEan8, "96385075", undefined],
    ["UPC-A", completeUpcA, "03600029145", "036000291452"],
    ["UPC-E of 6 digits", completeUpcE, "425261", "042100005264"],
    ["UPC-E with all its digits", completeUpcE, "04252614", "042100005264"],
    ["UPC-E of a UPC-A", completeUpcE, "042100005264", "042100005264"],
    ["UPC-E that ends in 3", completeUpcE, "123453", "012300000451"],
    ["UPC-E of a UPC-A that cannot be shortened", completeUpcE, "036000291452", undefined],
    ["words", completeUpcE, "milk", undefined],
  ])("%s", (_, complete, text, expected) => {
    expect(complete(text)).toBe(expected);
  });

  it("shortens to the very digits that it was lengthened from", () => {
    for (const six of ["425261", "123450", "123451", "123452", "123453", "123454", "123455", "123459"]) {
      const whole = completeUpcE(six) ?? "";
      expect(shortUpcE(whole)?.slice(1, 7)).toBe(six);
    }
  });
});

describe("GS1 element strings", () => {
  it.each([
    ["(01)04006381333931(10)ABC", `${FNC1}010400638133393110ABC`],
    ["(10)ABC(01)04006381333931", `${FNC1}10ABC${FNC1}0104006381333931`],
    ["(3103)001750(15)261231", `${FNC1}310300175015261231`],
  ])("%s", (written, text) => {
    expect(readGs1(written)).toEqual({ type: "elements", text });
  });

  it.each([
    ["(01)04006381333930", "the check digit of (01) is wrong"],
    ["(01)123", "(01) has 14 digits"],
    ["0104006381333931", 'it is written as "(01)04006381333931(10)ABC"'],
    [`(10)${"A".repeat(60)}`, "it has more than 48 characters"],
  ])("%s is refused: %s", (written, reason) => {
    expect(readGs1(written)).toEqual({ type: "fault", reason });
  });
});
