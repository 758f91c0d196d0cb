/** JPEG → pixels. Its size is read before it is decoded: a small file may hold a picture that fills the memory. */
import { canvasLibrary } from "./canvas-library.ts";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/** Width and height; undefined: this is no JPEG. Source: ITU-T T.81, annex B, frame header. */
export function jpegSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  const u16 = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (isFrame(marker)) return { height: u16(at + 5), width: u16(at + 7) };
    at += 2 + Math.max(2, u16(at + 2));
  }
  return undefined;
}

/** SOF0 to SOF15, without the three that are none: DHT, JPG, DAC. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** The pixels, or why there are none. */
export function decodeJpeg(bytes: Buffer): Pixels | string {
  const library = canvasLibrary();
  if (library === undefined) return "this machine cannot read JPEG: send a PNG";
  const image = new library.Image();
  image.src = bytes;
  const { width, height } = image;
  if (width === 0 || height === 0) return "the JPEG is damaged";
  const context = library.createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}
