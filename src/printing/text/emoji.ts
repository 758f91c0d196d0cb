/** Colour pictures among the letters, in black: their outline, and the darker half of what they show. */
import type { Canvas, ImageData, SKRSContext2D } from "@napi-rs/canvas";
import type { Box } from "./draw-stretch.ts";

const EMOJI = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\ufe0f/u;

export const isEmoji = (grapheme: string): boolean => EMOJI.test(grapheme);

const FAMILIES = '"Noto Color Emoji", "Noto Sans Symbols2", "DejaVu Sans", sans-serif';
/** In parts of the cell's height. */
const SIZE = 0.8;
const GROUND = 0.82;

export type CreateCanvas = (width: number, height: number) => Canvas;

/** Drawn aside, since its colours are no measure for the letters around it. */
export function drawEmoji(target: SKRSContext2D, create: CreateCanvas, emoji: string, box: Box): void {
  const canvas = create(box.width, box.height);
  const context = canvas.getContext("2d");
  context.font = `${box.height * SIZE}px ${FAMILIES}`;
  const natural = context.measureText(emoji).width;
  const squeeze = Math.min(1, box.width / Math.max(1, natural));
  context.translate((box.width - natural * squeeze) / 2, box.height * GROUND);
  context.scale(squeeze, 1);
  context.fillText(emoji, 0, 0);
  context.resetTransform();
  const image = context.getImageData(0, 0, box.width, box.height);
  blacken(image);
  context.putImageData(image, 0, 0);
  target.drawImage(canvas, box.x, box.y);
}

const OPAQUE = 128;
/** Smaller differences are shades of one colour. */
const LEAST_CONTRAST = 60;
/** What is dark by itself, in a picture of one colour. */
const DARK = 100;

function blacken({ data, width, height }: ImageData): void {
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && (data[(y * width + x) * 4 + 3] ?? 0) >= OPAQUE;
  const isEdge = (x: number, y: number): boolean =>
    !(isInside(x - 1, y) && isInside(x + 1, y) && isInside(x, y - 1) && isInside(x, y + 1));
  const dark = darkness(data);
  const black = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return isInside(x, y) && (isEdge(x, y) || luma(data, i) < dark) ? 255 : 0;
  });
  data.fill(0);
  for (let i = 0; i < black.length; i++) data[i * 4 + 3] = black[i] ?? 0;
}

/** Between the darkest and the lightest of its colours. */
function darkness(data: Uint8ClampedArray): number {
  const inside = Array.from({ length: data.length / 4 }, (_, i) => i)
    .filter((i) => (data[i * 4 + 3] ?? 0) >= OPAQUE)
    .map((i) => luma(data, i))
    .sort((a, b) => a - b);
  const darkest = inside[Math.floor(inside.length * 0.05)] ?? 0;
  const lightest = inside[Math.floor(inside.length * 0.95)] ?? 0;
  return lightest - darkest > LEAST_CONTRAST ? (darkest + lightest) / 2 : DARK;
}

/** Luma of ITU-R BT.601. */
const luma = (data: Uint8ClampedArray, pixel: number): number =>
  0.299 * (data[pixel * 4] ?? 0) + 0.587 * (data[pixel * 4 + 1] ?? 0) + 0.114 * (data[pixel * 4 + 2] ?? 0);
