/** Pictures → black dots of a print head. Pure. */
import { PNG } from "pngjs";
import { decodeJpeg, isJpeg, jpegSize, type Pixels } from "./jpeg.ts";

/** 1 bit a dot, rows padded to bytes, highest bit leftmost, 1 = black. */
export interface Bitmap {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly bits: Uint8Array;
}

export type Dither = "floyd-steinberg" | "threshold";
export type Rastered =
  | { readonly type: "bitmap"; readonly bitmap: Bitmap }
  | { readonly type: "refused"; readonly reason: string };

/** A photo of 8 megapixels takes 32 MB while it is read; a small gateway has no more to spare. */
const MAX_PIXELS = 8_000_000;
/** One metre of paper at 203 dots per inch. */
const MAX_ROWS = 8_000;
const PNG_SIGNATURE = "89504e470d0a1a0a";

/** `picture`: PNG or JPEG. Transparent parts are paper; wider pictures shrink to `maxWidthDots`, others keep their size or get `widthDots`. */
export function rasterPicture(
  picture: Uint8Array,
  options: { readonly widthDots: number | undefined; readonly maxWidthDots: number; readonly dither: Dither },
): Rastered {
  const gray = readGray(picture);
  if (typeof gray === "string") return { type: "refused", reason: gray };
  const width = Math.min(options.widthDots ?? gray.width, options.maxWidthDots);
  const height = Math.max(1, Math.round((gray.height * width) / gray.width));
  if (height > MAX_ROWS)
    return { type: "refused", reason: `the picture is ${height} rows long, ${MAX_ROWS} are the most` };
  return { type: "bitmap", bitmap: toBlack(resize(gray, width, height), options.dither) };
}

/** Why this can not be printed as a picture; undefined: it can. */
export function pngFault(png: Uint8Array): string | undefined {
  const gray = readGray(png);
  return typeof gray === "string" ? gray : undefined;
}

/** 0 black to 255 white. */
interface Gray {
  readonly width: number;
  readonly height: number;
  readonly light: Float32Array;
}

function readGray(picture: Uint8Array): Gray | string {
  const bytes = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength);
  const size = isJpeg(bytes) ? jpegSize(bytes) : pngSize(bytes);
  if (size === undefined) return "the picture is no PNG and no JPEG";
  const pixels = size.width * size.height;
  if (pixels > MAX_PIXELS) return `the picture has ${pixels} pixels, ${MAX_PIXELS} are the most`;
  const image = isJpeg(bytes) ? decodeJpeg(bytes) : decodePng(bytes);
  return typeof image === "string" ? image : overWhite(image);
}

function pngSize(bytes: Buffer): { readonly width: number; readonly height: number } | undefined {
  if (bytes.length < 24 || bytes.toString("hex", 0, 8) !== PNG_SIGNATURE) return undefined;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function decodePng(bytes: Buffer): Pixels | string {
  try {
    return PNG.sync.read(bytes);
  } catch {
    // Whatever is wrong inside, there is no picture; the receipt around it must still print.
    return "the PNG is damaged";
  }
}

function overWhite({ width, height, data }: Pixels): Gray {
  const light = new Float32Array(width * height);
  for (let i = 0; i < light.length; i++) {
    const at = i * 4;
    // Luma of ITU-R BT.601.
    const luma = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
    const alpha = (data[at + 3] ?? 0) / 255;
    light[i] = alpha === 1 ? luma : luma * alpha + 255 * (1 - alpha);
  }
  return { width, height, light };
}

/** Each new dot is the mean of the area it covers: thin strokes stay visible when a logo shrinks. */
function resize(from: Gray, width: number, height: number): Gray {
  if (width === from.width && height === from.height) return from;
  const light = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = span(y, height, from.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = span(x, width, from.width);
      light[y * width + x] = mean(from, { left, right, top, bottom });
    }
  }
  return { width, height, light };
}

function span(at: number, to: number, from: number): [number, number] {
  const start = Math.floor((at * from) / to);
  return [start, Math.max(start + 1, Math.floor(((at + 1) * from) / to))];
}

function mean(
  gray: Gray,
  area: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
): number {
  let sum = 0;
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left; x < area.right; x++) sum += gray.light[y * gray.width + x] ?? 255;
  }
  return sum / ((area.right - area.left) * (area.bottom - area.top));
}

const MIDDLE = 128;

const toBlack = (gray: Gray, dither: Dither): Bitmap =>
  dither === "threshold" ? byThreshold(gray) : byErrorDiffusion(gray);

/** A bitmap without a black dot. */
function blank(widthDots: number, heightDots: number): Bitmap {
  return { widthDots, heightDots, bits: new Uint8Array(Math.ceil(widthDots / 8) * heightDots) };
}

function byThreshold({ width, height, light }: Gray): Bitmap {
  const bitmap = blank(width, height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) if ((light[at] ?? 255) < MIDDLE) blacken(bitmap, x, y);
  }
  return bitmap;
}

/** Every dot's error is spread over those that follow: Floyd and Steinberg 1976. */
function byErrorDiffusion({ width, height, light }: Gray): Bitmap {
  const bitmap = blank(width, height);
  // Two rows with a margin for what would be spread beyond the picture, so that the loop over millions of dots asks about no edges.
  let row = new Float32Array(width + 2);
  let below = new Float32Array(width + 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = (light[y * width + x] ?? 255) + (row[x + 1] ?? 0);
      const isBlack = value < MIDDLE;
      if (isBlack) blacken(bitmap, x, y);
      const sixteenth = (isBlack ? value : value - 255) / 16;
      add(row, x + 2, sixteenth * 7);
      add(below, x, sixteenth * 3);
      add(below, x + 1, sixteenth * 5);
      add(below, x + 2, sixteenth);
    }
    [row, below] = [below, row.fill(0)];
  }
  return bitmap;
}

function add(values: Float32Array, at: number, amount: number): void {
  values[at] = (values[at] ?? 0) + amount;
}

function blacken({ widthDots, bits }: Bitmap, x: number, y: number): void {
  const at = y * Math.ceil(widthDots / 8) + (x >> 3);
  bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
}

/** A bitmap whose dots are black where `black` says so. */
export function paint(
  widthDots: number,
  heightDots: number,
  black: (x: number, y: number) => boolean,
): Bitmap {
  const bitmap = blank(widthDots, heightDots);
  for (let y = 0; y < heightDots; y++) {
    for (let x = 0; x < widthDots; x++) if (black(x, y)) blacken(bitmap, x, y);
  }
  return bitmap;
}

/** Is the dot black. */
export function isBlack(bitmap: Bitmap, x: number, y: number): boolean {
  const stride = Math.ceil(bitmap.widthDots / 8);
  return ((bitmap.bits[y * stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}
