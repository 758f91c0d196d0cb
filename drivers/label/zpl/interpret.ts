/**
 * The ZPL of a job → what it puts on labels, one below the other: previews and tests see what the printer sees. Takes what other programs
 * send as well; a command that is not known here is passed over.
 */
import {
  type Bitmap,
  code128Bitmap,
  completeEan13,
  linearBitmap,
  type Mark,
  type Paper,
  paint,
  qrBitmap,
  qrModules,
  type Stretch,
} from "../../../src/sdk.ts";
import type { Stock } from "../stock.ts";
import { cellOf } from "./codec.ts";
import { type Command, commandsOf, numbersOf } from "./tokens.ts";

/** Six metres: nobody looks at more, and a foreign job must not fill the memory. */
const MAX_PAPER_DOTS = 48_000;
/** Drawing takes milliseconds a code. */
const MAX_CODES = 200;
const MAX_PICTURE_BYTES = 4_194_304;
const MAX_COPIES = 10_000;

/** Pieces of paper that these bytes make: every ^XA ... ^XZ times its ^PQ. */
export function countLabels(bytes: Uint8Array): number {
  let [labels, copies] = [0, 1];
  for (const { name, data } of commandsOf(bytes)) {
    if (name === "XA") copies = 1;
    if (name === "PQ") copies = Math.min(MAX_COPIES, Math.max(1, numbersOf(data)[0] ?? 1));
    if (name === "XZ") labels += copies;
  }
  return labels;
}

type Field =
  | { readonly type: "text" }
  | { readonly type: "qr"; readonly moduleDots: number }
  | {
      readonly type: "bars";
      readonly symbology: "ean13" | "code128";
      readonly heightDots: number;
      readonly text: boolean;
    };

interface Label {
  x: number;
  y: number;
  home: readonly [number, number];
  cellDots: number;
  heightDots: number;
  defaults: readonly [number, number];
  moduleDots: number;
  barHeight: number;
  field: Field;
  data: string | undefined;
  isHex: boolean;
  isReverse: boolean;
  marks: Mark[];
}

export function interpret(bytes: Uint8Array, stock: Stock): Paper {
  const roll: Roll = { stock, marks: [], label: undefined, top: 0, codes: 0 };
  let unknown = 0;
  for (const command of commandsOf(bytes)) {
    if (roll.top > MAX_PAPER_DOTS || roll.codes > MAX_CODES)
      unknown += command.name.length + command.data.length + 1;
    else obey(roll, command);
  }
  return { widthDots: stock.widthDots, heightDots: roll.top, marks: roll.marks, unknown };
}

interface Roll {
  readonly stock: Stock;
  readonly marks: Mark[];
  /** The format that has begun. */
  label: Label | undefined;
  /** Where the next label begins. */
  top: number;
  codes: number;
}

function obey(roll: Roll, command: Command): void {
  const { label, stock } = roll;
  if (command.name === "XA") roll.label = newLabel(stock);
  else if (command.name === "XZ") endLabel(roll);
  else if (label) COMMANDS[command.name.startsWith("A") ? "A" : command.name]?.(label, command);
}

function endLabel(roll: Roll): void {
  const { label, top, marks, stock } = roll;
  if (label === undefined) return;
  marks.push(...label.marks.map((mark) => ({ ...mark, y: mark.y + top })));
  roll.top += stock.heightDots;
  roll.codes += label.marks.filter(({ type }) => type === "code").length;
  marks.push({ type: "cut", y: roll.top, mode: "partial" });
  roll.label = undefined;
}

function newLabel({ fonts }: Stock): Label {
  const size = [fonts.A.cellDots, fonts.A.heightDots] as const;
  return {
    ...{ x: 0, y: 0, home: [0, 0], cellDots: size[0], heightDots: size[1], defaults: size, moduleDots: 2 },
    ...{ barHeight: 10, field: { type: "text" }, data: undefined, isHex: false, isReverse: false, marks: [] },
  };
}

const COMMANDS: Readonly<Record<string, (label: Label, command: Command) => void>> = {
  LH(label, { data }) {
    const [x = 0, y = 0] = numbersOf(data);
    label.home = [x, y];
  },
  FO: moveTo,
  FT(label, command) {
    moveTo(label, command);
    label.y = Math.max(0, label.y - label.heightDots);
  },
  // ^AfN,h,w and ^A@N,h,w,font: the font is in the name.
  A(label, { data }) {
    const [, height, width] = numbersOf(data);
    label.heightDots = height ?? label.defaults[1];
    label.cellDots = width === undefined ? Math.ceil(label.heightDots / 2) : cellOf(width);
  },
  CF(label, { data }) {
    const [, height, width] = numbersOf(data);
    const cell = width === undefined ? Math.ceil((height ?? label.heightDots) / 2) : cellOf(width);
    label.defaults = [cell, height ?? label.heightDots];
    [label.cellDots, label.heightDots] = label.defaults;
  },
  BY(label, { data }) {
    const [module, , height] = numbersOf(data);
    label.moduleDots = Math.max(1, Math.min(10, module ?? label.moduleDots));
    label.barHeight = height ?? label.barHeight;
  },
  BQ(label, { data }) {
    label.field = { type: "qr", moduleDots: Math.max(1, Math.min(10, numbersOf(data)[2] ?? 3)) };
  },
  BE: bars("ean13"),
  BC: bars("code128"),
  FR(label) {
    label.isReverse = true;
  },
  FH(label) {
    label.isHex = true;
  },
  FD(label, { data }) {
    label.data = data;
  },
  FV(label, { data }) {
    label.data = data;
  },
  GB: box,
  GF: picture,
  FS: endField,
};

function moveTo(label: Label, { data }: Command): void {
  const [x = 0, y = 0] = numbersOf(data);
  [label.x, label.y] = [label.home[0] + x, label.home[1] + y];
}

function bars(symbology: "ean13" | "code128"): (label: Label, command: Command) => void {
  return (label, { data }) => {
    const [, height] = numbersOf(data);
    const text = data.split(",")[2] !== "N";
    label.field = { type: "bars", symbology, heightDots: Math.max(1, height ?? label.barHeight), text };
  };
}

function box(label: Label, { data }: Command): void {
  const [width = 1, height = 1, thick = 1] = numbersOf(data);
  const line = Math.max(1, thick);
  const [widthDots, heightDots] = [
    Math.min(4_000, Math.max(line, width)),
    Math.min(16_000, Math.max(line, height)),
  ];
  const bitmap = paint(
    widthDots,
    heightDots,
    (x, y) => x < line || y < line || x >= widthDots - line || y >= heightDots - line,
  );
  label.marks.push({ type: "raster", x: label.x, y: label.y, ...bitmap });
}

/** ^GFA,bytes,bytes,stride,hex. Other forms are compressed, and not drawn. */
function picture(label: Label, { data }: Command): void {
  const [, form = "", total = "", , row = "", hex = ""] = /^(.),(\d+),(\d+),(\d+),(.*)$/s.exec(data) ?? [];
  const [bytes, stride] = [Number(total), Number(row)];
  if (form !== "A" || stride < 1 || bytes > MAX_PICTURE_BYTES || !/^[\da-fA-F\s]*$/.test(hex)) return;
  const bits = Buffer.from(hex.replaceAll(/\s/g, ""), "hex").subarray(0, bytes);
  const heightDots = Math.floor(bits.length / stride);
  if (heightDots > 0)
    label.marks.push({ type: "raster", x: label.x, y: label.y, widthDots: stride * 8, heightDots, bits });
}

function endField(label: Label): void {
  const text = label.data === undefined ? undefined : decode(label.data, label.isHex);
  if (text !== undefined && text !== "") putField(label, text);
  [label.cellDots, label.heightDots] = label.defaults;
  Object.assign(label, { field: { type: "text" }, data: undefined, isHex: false, isReverse: false });
}

function decode(data: string, isHex: boolean): string {
  const bytes = isHex
    ? data.replaceAll(/_([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : data;
  return new TextDecoder().decode(Buffer.from(bytes, "latin1"));
}

function putField(label: Label, text: string): void {
  const { field } = label;
  switch (field.type) {
    case "text":
      label.marks.push(textMark(label, text));
      return;
    case "qr":
      putQr(label, text, field.moduleDots);
      return;
    case "bars":
      putBars(label, text, field);
      return;
  }
}

const textMark = ({ x, y, cellDots, heightDots, isReverse }: Label, text: string): Mark => ({
  ...{ type: "text", x, y, text: Array.from(text), cellWidth: cellDots, cellHeight: heightDots },
  ...{ bold: false, underline: false, invert: isReverse, upsideDown: false },
});

/** "MA,text": correction, input mode. */
function putQr(label: Label, text: string, moduleDots: number): void {
  const [, level = "M", data = text] = /^([HQML])[AM],(.*)$/s.exec(text) ?? [];
  const bytes = new TextEncoder().encode(data);
  const correction = level as "H" | "Q" | "M" | "L";
  if (data === "" || qrModules(bytes.length, correction) === undefined) return;
  putCode(label, "qr", data, qrBitmap(bytes, moduleDots, correction));
}

function putBars(label: Label, text: string, field: Extract<Field, { type: "bars" }>): void {
  const { moduleDots } = label;
  if (field.symbology === "ean13") {
    const digits = completeEan13(text.padStart(12, "0").slice(0, 12));
    if (digits === undefined) return;
    putCode(label, "ean13", digits, linearBitmap("ean13", digits, moduleDots, field.heightDots));
    if (field.text) label.marks.push(textMark({ ...label, y: label.y + field.heightDots }, digits));
    return;
  }
  const stretches = readCode128(text);
  if (stretches.length === 0) return;
  const data = stretches.map((stretch) => stretch.text).join("");
  putCode(label, "code128", data, code128Bitmap(stretches, moduleDots, field.heightDots));
  if (field.text) label.marks.push(textMark({ ...label, y: label.y + field.heightDots }, data));
}

function putCode(
  { marks, x, y }: Label,
  symbology: "qr" | "ean13" | "code128",
  data: string,
  bitmap: Bitmap,
): void {
  marks.push({ type: "code", symbology, data, x, y, ...bitmap });
}

const SETS: Readonly<Record<string, Stretch["set"]>> = {
  ...{ "9": "A", ":": "B", ";": "C", "5": "C", "6": "B", "7": "A" },
};
const LETTERS: Readonly<Record<string, string>> = { "0": ">", "=": "~", "1": "\x7f" };

/** Mode N: > and a letter choose a set or stand for a character. */
function readCode128(text: string): Stretch[] {
  const stretches: { set: Stretch["set"]; text: string }[] = [{ set: "B", text: "" }];
  for (const [, code, letter] of text.matchAll(/>(.)|([^>])/gs)) {
    const set = code === undefined ? undefined : SETS[code];
    const last = stretches.at(-1);
    if (set !== undefined) stretches.push({ set, text: "" });
    else if (last) last.text += letter ?? LETTERS[code ?? ""] ?? "";
  }
  return stretches.filter((stretch) => stretch.text !== "" && isIn(stretch));
}

function isIn({ set, text }: Stretch): boolean {
  if (set === "C") return /^(\d\d)+$/.test(text);
  return Array.from(text).every((char) => char.charCodeAt(0) < (set === "A" ? 0x60 : 0x80));
}
