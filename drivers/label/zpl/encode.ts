/**
 * Print document → labels. A label is filled from top to bottom; a cut ends it, and what finds no place goes on with the next. Pure, and the
 * same for the same document.
 */
import {
  type Abilities,
  type Align,
  createPlanner,
  type Degradation,
  fit,
  graphemeCells,
  holds,
  type Line,
  type Painter,
  type Piece,
  type PlanStep,
  type PrintDocument,
  systemPainter,
} from "../../../src/sdk.ts";
import { lettersOf } from "../letters.ts";
import type { Stock } from "../stock.ts";
import {
  boxField,
  code128Field,
  ean13Field,
  endLabel,
  MOST_BAR_MODULE_DOTS,
  MOST_QR_MODULE_DOTS,
  pictureField,
  qrField,
  startLabel,
  textField,
} from "./codec.ts";

export interface Encoded {
  readonly bytes: Uint8Array;
  readonly degraded: readonly Degradation[];
}

/** `painter`: draws letters that the printer lacks. */
export function createEncoder(
  stock: Stock,
  painter: Painter = systemPainter,
): (document: PrintDocument) => Encoded {
  const plan = createPlanner(abilitiesOf(stock), painter);
  return (document) => {
    const { steps, degraded } = plan(document);
    const sheet = createSheet(stock);
    for (const step of steps) putStep(sheet, step, stock);
    const { bytes, overflows } = sheet.finish();
    const more: Degradation = {
      ...{ block: document.length - 1, type: "substituted" },
      detail: "goes on with another label: one is too small",
    };
    return { bytes, degraded: overflows ? [...degraded, more] : degraded };
  };
}

function abilitiesOf({ widthDots, fonts, lineDots, font }: Stock): Abilities {
  const letters = lettersOf(font);
  return {
    ...{ widthDots, fonts, lineDots, mostTimes: 8, pictures: true, cutter: true, tearOffLines: 0 },
    ...{ drawer: false, buzzer: false },
    text: {
      fit: (text, missing) => fit(letters, text, missing),
      holds: (text) => holds(letters, text),
      isPlain: (text) => holds(letters, text) && Array.from(text).every((char) => graphemeCells(char) === 1),
      rules: { single: "-", double: "=" },
    },
    qr: (moduleDots) => moduleDots <= MOST_QR_MODULE_DOTS,
    ean13: ({ moduleDots }) => moduleDots <= MOST_BAR_MODULE_DOTS,
    // Set A carries controls, which ^FD cannot.
    code128: (candidates, { moduleDots }) =>
      moduleDots <= MOST_BAR_MODULE_DOTS
        ? candidates.find((stretches) => stretches.every(({ set }) => set !== "A"))
        : undefined,
  };
}

interface Sheet {
  /** Where the next thing of this height goes; a new label when this one has no room for it. */
  place(heightDots: number): number;
  put(field: string): void;
  skip(dots: number): void;
  end(): void;
  raw(bytes: Uint8Array): void;
  finish(): { readonly bytes: Uint8Array; readonly overflows: boolean };
}

function createSheet(stock: Stock): Sheet {
  const parts: Uint8Array[] = [];
  let fields = "";
  let y = 0;
  let overflows = false;
  const end = (): void => {
    if (fields !== "") {
      const start = startLabel(stock.widthDots, stock.heightDots, stock.copies);
      parts.push(Buffer.from(`${start}${fields}${endLabel()}\r\n`, "utf8"));
    }
    fields = "";
    y = 0;
  };
  return {
    place(heightDots) {
      if (y + heightDots > stock.heightDots && fields !== "") {
        overflows = true;
        end();
      }
      const at = y;
      y += heightDots;
      return at;
    },
    put(field) {
      fields += field;
    },
    skip(dots) {
      y += dots;
    },
    end,
    raw(bytes) {
      end();
      parts.push(bytes);
    },
    finish() {
      end();
      return { bytes: Buffer.concat(parts), overflows };
    },
  };
}

function putStep(sheet: Sheet, step: PlanStep, stock: Stock): void {
  switch (step.type) {
    case "line":
      putLine(sheet, step.line, stock);
      return;
    case "picture":
    case "qr":
    case "ean13":
    case "code128":
      putGraphic(sheet, step, stock);
      return;
    case "feed":
      sheet.skip(step.lines * stock.lineDots);
      return;
    case "cut":
      sheet.end();
      return;
    case "raw":
      sheet.raw(step.bytes);
      return;
    // The plan leaves out what a label printer has not.
    case "drawer":
    case "buzzer":
      return;
  }
}

type Graphic = Extract<PlanStep, { type: "picture" | "qr" | "ean13" | "code128" }>;

function putGraphic(sheet: Sheet, step: Graphic, stock: Stock): void {
  const x = left(widthOf(step), step.align, stock);
  const y = sheet.place(heightOf(step, stock));
  switch (step.type) {
    case "picture":
      sheet.put(pictureField(x, y, step.bitmap));
      return;
    case "qr":
      sheet.put(qrField(x, y, { ...step, text: new TextDecoder().decode(step.data) }));
      return;
    case "ean13":
      sheet.put(ean13Field(x, y, step.digits, step.look));
      return;
    case "code128":
      sheet.put(code128Field(x, y, step.stretches, step.look));
      return;
  }
}

function widthOf(step: Graphic): number {
  if (step.type === "picture") return step.bitmap.widthDots;
  return step.modules * (step.type === "qr" ? step.moduleDots : step.look.moduleDots);
}

/** A code is followed by white; readable text stands below the bars, in a line of its own. */
function heightOf(step: Graphic, { lineDots }: Stock): number {
  if (step.type === "picture") return step.bitmap.heightDots;
  if (step.type === "qr") return widthOf(step) + lineDots;
  return step.look.heightDots + lineDots * (step.look.text ? 2 : 1);
}

function left(widthDots: number, align: Align, stock: Stock): number {
  const free = Math.max(0, stock.widthDots - widthDots);
  return align === "left" ? 0 : align === "right" ? free : Math.floor(free / 2);
}

/** Letters of one line stand on one ground line. */
function putLine(sheet: Sheet, line: Line, stock: Stock): void {
  const tallest = Math.max(stock.fonts.A.heightDots, ...line.map((piece) => letterHeight(piece, stock)));
  const top = sheet.place(tallest + stock.lineDots - stock.fonts.A.heightDots);
  for (const piece of line) if (piece.text.trim() !== "") putPiece(sheet, piece, top + tallest, stock);
}

const letterHeight = ({ style }: Piece, { fonts }: Stock): number =>
  fonts[style.font ?? "A"].heightDots * (style.height ?? 1);

/** `ground`: where its letters stand. */
function putPiece(sheet: Sheet, piece: Piece, ground: number, stock: Stock): void {
  const { x, text, style, dots } = piece;
  const heightDots = letterHeight(piece, stock);
  const cellDots = stock.fonts[style.font ?? "A"].cellDots * (style.width ?? 1);
  const y = ground - heightDots;
  const reverse = style.invert ?? false;
  const field = { x, y, text, cellDots, heightDots, reverse };
  if (reverse) sheet.put(boxField(x, y, dots, heightDots));
  sheet.put(textField(field, stock.font));
  // Font 0 has one weight: bold is the same again, one dot further.
  if (style.bold && !reverse) sheet.put(textField({ ...field, x: x + 1 }, stock.font));
  if (style.underline) sheet.put(boxField(x, ground, dots, 2));
}
