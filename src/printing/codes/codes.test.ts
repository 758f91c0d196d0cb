import { describe, expect, it } from "vitest";
import { isBlack } from "../raster.ts";
import { modulesOf, planCode128 } from "./code128.ts";
import { code128Bitmap, ean13Bitmap, qrBitmap } from "./codes.ts";
import { completeEan13 } from "./ean13.ts";
import { qrModules } from "./qr-capacity.ts";

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
    expect(ean13Bitmap("4006381333931", 3, 60)).toMatchObject({ widthDots: 285, heightDots: 60 });
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
