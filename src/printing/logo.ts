/**
 * A picture as the shop has it, PNG or JPEG → a gray PNG no wider than paper of 80 mm: read once when it is stored, so that no
 * print waits for a large photo. What it looks like in black dots is the printer's own to say.
 */
import { pngFault } from "./raster.ts";

export type Logo =
  | {
      readonly type: "logo";
      readonly png: Uint8Array;
      readonly widthDots: number;
      readonly heightDots: number;
    }
  | { readonly type: "refused"; readonly reason: string };

/** 72 mm at 203 dots per inch. */
const MAX_WIDTH = 576;
/** 75 mm: more would be a poster. */
const MAX_HEIGHT = 600;
/** As for pictures in documents: a small gateway has no more to spare. */
const MAX_PIXELS = 8_000_000;

export async function readLogo(picture: Uint8Array): Promise<Logo> {
  const reason = isJpeg(picture) ? jpegFault(picture) : pngFault(picture);
  if (reason !== undefined) return { type: "refused", reason };
  // Loaded when a logo comes: no print needs it.
  const [{ createCanvas, loadImage }, { PNG }] = await Promise.all([
    import("@napi-rs/canvas"),
    import("pngjs"),
  ]);
  const image = await loadImage(Buffer.from(picture)).catch(() => undefined);
  if (image === undefined) return { type: "refused", reason: "the picture is damaged" };
  const scale = Math.min(1, MAX_WIDTH / image.width, MAX_HEIGHT / image.height);
  const [width, height] = [dots(image.width * scale), dots(image.height * scale)];
  const context = createCanvas(width, height).getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  const gray = new PNG({ width, height, colorType: 0 });
  gray.data = Buffer.from(context.getImageData(0, 0, width, height).data.buffer);
  const png = PNG.sync.write(gray, { colorType: 0 });
  return { type: "logo", png: new Uint8Array(png), widthDots: width, heightDots: height };
}

const dots = (length: number): number => Math.max(1, Math.round(length));

const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;

function jpegFault(bytes: Uint8Array): string | undefined {
  const pixels = jpegPixels(bytes);
  if (pixels === undefined) return "the JPEG is damaged";
  return pixels > MAX_PIXELS ? `the picture has ${pixels} pixels, ${MAX_PIXELS} are the most` : undefined;
}

/** From its frame header, before anything is unpacked. Source: ITU-T T.81, B.2.2. */
function jpegPixels(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (FRAMES.has(marker)) return view.getUint16(at + 5) * view.getUint16(at + 7);
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
/** Start of frame, all kinds: C4, C8 and CC are other segments. */
const FRAMES: ReadonlySet<number> = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
]);
