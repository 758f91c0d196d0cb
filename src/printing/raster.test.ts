import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { type Bitmap, type Dither, rasterPicture } from "./raster.ts";

type Rgba = readonly [number, number, number, number];

/** A PNG whose pixels `at` tells. */
function png(width: number, height: number, at: (x: number, y: number) => Rgba): Uint8Array {
  const image = new PNG({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) image.data.set(at(x, y), (y * width + x) * 4);
  return PNG.sync.write(image);
}

function raster(
  bytes: Uint8Array,
  options: { widthDots?: number; maxWidthDots?: number; dither?: Dither } = {},
): Bitmap {
  const { widthDots, maxWidthDots = 576, dither = "threshold" } = options;
  const result = rasterPicture(bytes, { widthDots, maxWidthDots, dither });
  if (result.type === "refused") throw new Error(result.reason);
  return result.bitmap;
}
const blackDots = ({ bits }: Bitmap): number =>
  bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);

const BLACK: Rgba = [0, 0, 0, 255];

describe("pictures", () => {
  it("packs dots from the left, the first in the highest bit", () => {
    const white: Rgba = [255, 255, 255, 255];
    const bitmap = raster(png(9, 2, (x, y) => (x === 0 || (x === 8 && y === 1) ? BLACK : white)));
    expect(Buffer.from(bitmap.bits).toString("hex")).toBe("80008080");
  });

  it("takes what is transparent for paper", () => {
    expect(blackDots(raster(png(8, 8, () => [0, 0, 0, 0])))).toBe(0);
    expect(blackDots(raster(png(8, 8, () => [0, 0, 0, 100])))).toBe(0);
    expect(blackDots(raster(png(8, 8, () => [0, 0, 0, 200])))).toBe(64);
  });

  it("prints one pixel as one dot", () => {
    expect(raster(png(1, 1, () => BLACK))).toEqual({
      widthDots: 1,
      heightDots: 1,
      bits: Uint8Array.of(0x80),
    });
  });

  it("shrinks what is wider than the head and keeps its shape", () => {
    expect(
      raster(
        png(1000, 500, () => BLACK),
        { maxWidthDots: 576 },
      ),
    ).toMatchObject({ widthDots: 576, heightDots: 288 });
    expect(
      raster(
        png(100, 50, () => BLACK),
        { widthDots: 200 },
      ),
    ).toMatchObject({ widthDots: 200, heightDots: 100 });
  });

  it("reads 16 bits a channel", () => {
    const deep = PNG.sync.write(
      Object.assign(new PNG({ width: 2, height: 1 }), {
        data: Buffer.from(Uint16Array.of(0, 0, 0, 65535, 65535, 65535, 65535, 65535).buffer),
      }),
      { bitDepth: 16, inputColorType: 6, colorType: 6 },
    );
    expect(raster(deep).bits).toEqual(Uint8Array.of(0x80));
  });

  it("shows gray as the share of black dots", () => {
    const bitmap = raster(
      png(64, 64, () => [64, 64, 64, 255]),
      { dither: "floyd-steinberg" },
    );
    expect(blackDots(bitmap) / 4096).toBeCloseTo(0.75, 1);
  });

  it.each([
    ["no PNG", new TextEncoder().encode("\u00ff\u00d8\u00ff\u00e0 a CMYK JPEG and its bytes")],
    ["damaged", png(8, 8, () => BLACK).slice(0, 60)],
    ["no PNG", new Uint8Array()],
    ["rows long", png(1, 9000, () => BLACK)],
  ])("refuses a picture that is %s", (reason, bytes) => {
    const result = rasterPicture(bytes, { widthDots: undefined, maxWidthDots: 576, dither: "threshold" });
    expect(result).toEqual({ type: "refused", reason: expect.stringContaining(reason) });
  });

  it("refuses a picture that would not fit into memory, before it is unpacked", () => {
    const bomb = Buffer.from(png(8, 8, () => BLACK));
    bomb.writeUInt32BE(30_000, 16);
    bomb.writeUInt32BE(30_000, 20);
    const result = rasterPicture(bomb, { widthDots: undefined, maxWidthDots: 576, dither: "threshold" });
    expect(result).toEqual({ type: "refused", reason: expect.stringContaining("900000000 pixels") });
  });
});
