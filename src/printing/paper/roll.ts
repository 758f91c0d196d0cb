/** The paper under the head: a line is gathered, then set; pictures and codes stand alone. All measures in dots. */
import type { Mark } from "../../core/receipt.ts";
import type { Bitmap } from "../raster.ts";

type TextMark = Extract<Mark, { type: "text" }>;
/** How the next letter looks. */
export type Look = Pick<TextMark, "cellWidth" | "cellHeight" | "bold" | "underline" | "invert">;

/** What the roll must know of the printer's modes at the moment a line is set. */
export interface LineModes {
  readonly justify: "left" | "center" | "right";
  readonly upsideDown: boolean;
  readonly leftMargin: number;
  readonly areaWidth: number;
  readonly lineSpacing: number;
}

export interface Roll {
  readonly marks: readonly Mark[];
  /** Where the next line begins. */
  y(): number;
  /** Where the next letter begins, from the left margin. */
  x(): number;
  moveTo(x: number): void;
  type(letter: string, look: Look, modes: LineModes): void;
  /** A picture that stands in the line like a letter (ESC *). */
  placeInLine(picture: Bitmap): void;
  /** Prints what was gathered and feeds one line. */
  endLine(modes: LineModes): void;
  /** Prints what was gathered and feeds `dots`. */
  feed(dots: number, modes: LineModes): void;
  /** A picture or code on its own; what was gathered goes before. */
  placeBlock(block: Block, modes: LineModes): void;
  /** Drops what was gathered. */
  clearLine(): void;
  cut(mode: "partial" | "full", modes: LineModes): void;
  drawer(pin: 2 | 5, pulseMs: number): void;
  buzzer(times: number): void;
}

type Block =
  | { readonly type: "raster"; readonly bitmap: Bitmap }
  | {
      readonly type: "code";
      readonly bitmap: Bitmap;
      readonly symbology: "qr" | "code128" | "ean13" | "other";
      readonly data: string;
    };

type Item =
  | { readonly type: "text"; readonly x: number; readonly letters: string[]; readonly look: Look }
  | { readonly type: "picture"; readonly x: number; readonly bitmap: Bitmap };

export function createRoll(): Roll {
  const marks: Mark[] = [];
  let items: Item[] = [];
  let x = 0;
  let y = 0;

  /** Sets what was gathered; returns its height, 0 when there was nothing. */
  function setLine(modes: LineModes): number {
    const height = Math.max(0, ...items.map(heightOf));
    const right = Math.max(0, ...items.map((item) => item.x + widthOf(item)));
    for (const item of items) marks.push(toMark(item, { y, height, right }, modes));
    items = [];
    x = 0;
    return height;
  }

  function endLine(modes: LineModes): void {
    y += Math.max(setLine(modes), modes.lineSpacing);
  }

  return {
    marks,
    y: () => y,
    x: () => x,
    moveTo(to) {
      x = Math.max(0, to);
    },
    type(letter, look, modes) {
      if (x + look.cellWidth > modes.areaWidth && items.length > 0) endLine(modes);
      const run = runAt(items.at(-1), x, look);
      if (run) run.push(letter);
      else items.push({ type: "text", x, letters: [letter], look });
      x += look.cellWidth;
    },
    placeInLine(bitmap) {
      items.push({ type: "picture", x, bitmap });
      x += bitmap.widthDots;
    },
    endLine,
    feed(dots, modes) {
      y += Math.max(setLine(modes), dots);
    },
    placeBlock(block, modes) {
      if (items.length > 0) endLine(modes);
      const { bitmap, ...what } = block;
      marks.push({ ...what, x: modes.leftMargin + freeBefore(bitmap.widthDots, modes), y, ...bitmap });
      y += bitmap.heightDots;
    },
    clearLine() {
      items = [];
      x = 0;
    },
    cut(mode, modes) {
      if (items.length > 0) endLine(modes);
      marks.push({ type: "cut", y, mode });
    },
    drawer(pin, pulseMs) {
      marks.push({ type: "drawer", y, pin, pulseMs });
    },
    buzzer(times) {
      marks.push({ type: "buzzer", y, times });
    },
  };
}

/** The letters that one at this place goes on with. */
const runAt = (last: Item | undefined, x: number, look: Look): string[] | undefined =>
  last?.type === "text" && last.x + widthOf(last) === x && isSameLook(last.look, look)
    ? last.letters
    : undefined;

const widthOf = (item: Item): number =>
  item.type === "text" ? item.letters.length * item.look.cellWidth : item.bitmap.widthDots;
const heightOf = (item: Item): number =>
  item.type === "text" ? item.look.cellHeight : item.bitmap.heightDots;

function isSameLook(a: Look, b: Look): boolean {
  if (a.cellWidth !== b.cellWidth || a.cellHeight !== b.cellHeight) return false;
  return a.bold === b.bold && a.underline === b.underline && a.invert === b.invert;
}

function freeBefore(width: number, { justify, areaWidth }: LineModes): number {
  if (justify === "left") return 0;
  const free = Math.max(0, areaWidth - width);
  return justify === "right" ? free : Math.floor(free / 2);
}

/** Letters of one line stand on one ground line. Upside down the whole line is turned, so it reads from the right. */
function toMark(
  item: Item,
  line: { readonly y: number; readonly height: number; readonly right: number },
  modes: LineModes,
): Mark {
  const fromLeft = modes.upsideDown ? line.right - item.x - widthOf(item) : item.x;
  const x = modes.leftMargin + freeBefore(line.right, modes) + fromLeft;
  const y = line.y + line.height - heightOf(item);
  if (item.type === "picture") return { type: "raster", x, y, ...item.bitmap };
  const text = modes.upsideDown ? item.letters.toReversed() : item.letters;
  return { type: "text", x, y, text, ...item.look, upsideDown: modes.upsideDown };
}
