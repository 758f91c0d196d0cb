/**
 * Letters that no code table of a printer holds, drawn with the fonts of the machine: shaped, from right to left where their script
 * is, on the cells that layout gave them. Fonts: Debian's fonts-noto-core, fonts-noto-cjk and fonts-noto-color-emoji.
 */
import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import type { Align } from "../../core/receipt.ts";
import { lazily } from "../../lib/lazily.ts";
import { type CanvasLibrary, canvasLibrary } from "../canvas-library.ts";
import { type Bitmap, paint } from "../raster.ts";
import { type Box, drawStretch } from "./draw-stretch.ts";
import { type CreateCanvas, drawEmoji, isEmoji } from "./emoji.ts";
import { stretchesOf } from "./stretches.ts";

export interface Painter {
  /** The fonts have it. */
  has(grapheme: string): boolean;
  draw(line: DrawnLine): Bitmap;
}

/** Text on its place in a line; dots. */
export interface DrawnText extends Box {
  readonly text: string;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly invert: boolean;
  /** Where it stands, when shaped it is narrower than its cells. */
  readonly align: Align;
  /** Of one cell of this text. */
  readonly cellWidth: number;
}

export interface DrawnLine {
  readonly texts: readonly DrawnText[];
  readonly widthDots: number;
  readonly heightDots: number;
  /** BCP 47: Chinese, Japanese and Korean write some letters of the same code differently. */
  readonly language: string;
}

/** The painter with the fonts of this machine; loaded when it is first asked. */
export const systemPainter: Painter = {
  has: (grapheme) => loaded()?.has(grapheme) ?? false,
  draw(line) {
    const painter = loaded();
    if (painter === undefined) throw new RangeError("no font draws this line: ask has() before");
    return painter.draw(line);
  },
};

/** What a machine without fonts draws: nothing. */
export const noPainter: Painter = {
  has: () => false,
  draw() {
    throw new RangeError("there are no fonts");
  },
};

const loaded = lazily(() => {
  const library = canvasLibrary();
  return library && library.GlobalFonts.families.length > 0 ? createPainter(library) : undefined;
});

function createPainter({ createCanvas }: CanvasLibrary): Painter {
  const has = createCoverage(createCanvas(PROBE.width, PROBE.height));
  return {
    has,
    draw(line) {
      const canvas = createCanvas(line.widthDots, line.heightDots);
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, line.widthDots, line.heightDots);
      context.fillStyle = "#000";
      context.lang = line.language;
      for (const text of line.texts) drawText(context, createCanvas, text);
      const { data } = context.getImageData(0, 0, line.widthDots, line.heightDots);
      return invertStretches(
        paint(line.widthDots, line.heightDots, (x, y) => (data[(y * line.widthDots + x) * 4] ?? 255) < INK),
        line,
      );
    },
  };
}

/** Lighter is paper. Somewhat above the middle: thin strokes of small letters stay whole. */
const INK = 150;

function drawText(context: SKRSContext2D, create: CreateCanvas, drawn: DrawnText): void {
  const stretches = stretchesOf(drawn.text);
  for (const stretch of stretches) {
    const box = {
      ...{ x: drawn.x + stretch.at * drawn.cellWidth, y: drawn.y },
      ...{ width: stretch.cells * drawn.cellWidth, height: drawn.height },
    };
    if (isEmoji(stretch.text)) drawEmoji(context, create, stretch.text, box);
    else
      drawStretch(
        context,
        { ...stretch, bold: drawn.bold, align: stretches.length > 1 ? "left" : drawn.align },
        box,
      );
  }
  if (drawn.underline) context.fillRect(drawn.x, drawn.y + drawn.height - 2, drawn.width, 2);
}

function invertStretches(bitmap: Bitmap, { texts }: DrawnLine): Bitmap {
  const stride = Math.ceil(bitmap.widthDots / 8);
  for (const { x, y, width, height } of texts.filter(({ invert }) => invert)) {
    for (let row = y; row < Math.min(y + height, bitmap.heightDots); row++) {
      for (let dot = x; dot < Math.min(x + width, bitmap.widthDots); dot++) {
        const at = row * stride + (dot >> 3);
        bitmap.bits[at] = (bitmap.bits[at] ?? 0) ^ (0x80 >> (dot & 7));
      }
    }
  }
  return bitmap;
}

/** A letter and its overhang at 20 pixels. */
const PROBE = { width: 64, height: 48, font: '20px "Noto Sans Mono", "DejaVu Sans Mono", sans-serif' };
/** Never a letter: every font draws its sign for missing ones. */
const NO_LETTER = "\uffff";
/** Join, choose a look, or end a sequence; they have no shape of their own. */
const SHAPELESS = /\p{Default_Ignorable_Code_Point}/u;
/** A hostile document could name every letter there is. */
const MAX_REMEMBERED = 20_000;

/** Which letters the fonts have. A missing one looks like NO_LETTER, whatever that looks like, or like nothing. */
function createCoverage(canvas: Canvas): (grapheme: string) => boolean {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.font = PROBE.font;
  const known = new Map<string, boolean>();
  const look = (text: string): Buffer => {
    context.clearRect(0, 0, PROBE.width, PROBE.height);
    context.fillText(text, 8, 32);
    return Buffer.from(context.getImageData(0, 0, PROBE.width, PROBE.height).data.buffer);
  };
  const missing = look(NO_LETTER);
  const nothing = look("");
  const hasShape = (char: string): boolean => {
    const cached = known.get(char);
    if (cached !== undefined) return cached;
    const own = look(char);
    const found = !own.equals(missing) && !own.equals(nothing);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(char, found);
    return found;
  };
  return (grapheme) => {
    const shaped = Array.from(grapheme).filter((char) => !SHAPELESS.test(char));
    return shaped.length > 0 && shaped.every(hasShape);
  };
}
