/** Codes and pictures in a job, drawn as the printer would draw them. */
import {
  type Bitmap,
  code128Bitmap,
  completeEan13,
  linearBitmap,
  paint,
  qrBitmap,
  qrModules,
  type Stretch,
} from "../../../src/sdk.ts";
import { type Command, lineModes, type Machine, u16 } from "./machine.ts";

const CORRECTIONS = ["L", "M", "Q", "H"] as const;
/** Drawing takes milliseconds a code: a hostile job could ask for thousands on a strip of paper. */
const MAX_CODES = 200;

/** ESC GS y S 0 n, S 1 n, S 2 n: model, correction, cell; D 1 m nL nH data; P. */
function qr(machine: Machine, bytes: Uint8Array): void {
  const { qr } = machine.modes;
  const what = String.fromCharCode(...bytes.subarray(3, 5));
  const n = bytes[5] ?? 0;
  if (what === "S1") qr.correction = CORRECTIONS[n & 3] ?? "L";
  if (what === "S2") qr.moduleDots = Math.max(1, Math.min(8, n));
  if (what === "D1") qr.data = bytes.slice(8);
  if (what === "P") printQr(machine);
}

function printQr(machine: Machine): void {
  const { data, moduleDots, correction } = machine.modes.qr;
  // A printer prints nothing for an empty code or one that is too long.
  if (data.length === 0 || qrModules(data.length, correction) === undefined) return;
  const text = new TextDecoder().decode(data);
  place(machine, { symbology: "qr", data: text, bitmap: () => qrBitmap(data, moduleDots, correction) });
}

interface Code {
  readonly symbology: "qr" | "code128" | "ean13" | "other";
  readonly data: string;
  readonly bitmap: () => Bitmap;
}

function place(machine: Machine, { bitmap, ...code }: Code): number {
  if (machine.codes >= MAX_CODES) return 0;
  machine.codes++;
  const drawn = bitmap();
  machine.roll.placeBlock({ type: "code", ...code, bitmap: drawn }, lineModes(machine));
  return drawn.widthDots;
}

/** ESC b n1 n2 n3 n4 data RS: system, text and feed, width, height. */
function barcode(machine: Machine, bytes: Uint8Array): void {
  const [system = 0, text = 0, width = 0, heightDots = 1] = bytes.subarray(2, 6);
  const code = codeOf(system & 0x0f, new TextDecoder("latin1").decode(bytes.subarray(6, -1)), {
    moduleDots: (width & 0x0f) + 1,
    heightDots: Math.max(1, heightDots),
  });
  if (code === undefined) return;
  const widthDots = place(machine, code);
  if (text % 2 === 0 && widthDots > 0) typeText(machine, code.data, widthDots);
}

function codeOf(
  system: number,
  text: string,
  { moduleDots, heightDots }: { readonly moduleDots: number; readonly heightDots: number },
): Code | undefined {
  if (system === 3) {
    const data = completeEan13(text);
    const bitmap = () => linearBitmap("ean13", data ?? "", moduleDots, heightDots);
    return data === undefined ? undefined : { symbology: "ean13", data, bitmap };
  }
  if (system !== 6) return { symbology: "other", data: text, bitmap: () => frame(FRAME_WIDTH, heightDots) };
  const stretches = readCode128(text);
  if (stretches === undefined) return undefined;
  const data = stretches.map((stretch) => stretch.text).join("");
  return { symbology: "code128", data, bitmap: () => code128Bitmap(stretches, moduleDots, heightDots) };
}

/** Without a start: C for a head of more than four digits, else B. */
function readCode128(text: string): Stretch[] | undefined {
  const start = /^%([678])/.exec(text)?.[1];
  const content = (start === undefined ? text : text.slice(2))
    .replaceAll(/%[1-4]/g, "")
    .replaceAll(/%([@-_])/g, (_, char: string) => String.fromCharCode(char.charCodeAt(0) - 0x40))
    .replaceAll("%5", "\x7f")
    .replaceAll("%0", "%");
  if (content === "") return undefined;
  const isDigits =
    /^(\d\d)+$/.test(content) && (start === "8" || (start === undefined && content.length > 4));
  const hasControls = Array.from(content).some((char) => char.charCodeAt(0) < 0x20);
  return [{ set: isDigits ? "C" : start === "6" || hasControls ? "A" : "B", text: content }];
}

/** Stands for a code that this driver does not draw. */
const FRAME_WIDTH = 240;
const FRAME_HEIGHT = 80;
const FRAME_LINE = 3;

const frame = (width: number, height: number): Bitmap =>
  paint(
    width,
    height,
    (x, y) => x < FRAME_LINE || y < FRAME_LINE || x >= width - FRAME_LINE || y >= height - FRAME_LINE,
  );

/** ESC GS x: PDF417 is shown as a frame of its text. */
function pdf417(machine: Machine, bytes: Uint8Array): void {
  const what = bytes[3];
  if (what === 0x44) machine.modes.qr.data = bytes.slice(6);
  if (what !== 0x50) return;
  const data = new TextDecoder("latin1").decode(machine.modes.qr.data);
  place(machine, { symbology: "other", data, bitmap: () => frame(FRAME_WIDTH, FRAME_HEIGHT) });
}

/** Readable text stands centred under its bars. */
function typeText(machine: Machine, text: string, barsWidth: number): void {
  const { roll, profile, modes } = machine;
  const font = profile.fonts.A;
  const look = { cellWidth: font.cellDots, cellHeight: font.heightDots };
  const left = Math.max(0, Math.floor((barsWidth - text.length * font.cellDots) / 2));
  if (modes.justify === "left") roll.moveTo(left);
  for (const letter of text)
    roll.type(letter, { ...look, bold: false, underline: false, invert: false }, lineModes(machine));
  roll.feed(font.heightDots, lineModes(machine));
}

/** ESC GS S m xL xH yL yH n data. */
function raster(machine: Machine, bytes: Uint8Array): void {
  picture(machine, u16(bytes, 4), u16(bytes, 6), bytes.subarray(9));
}

/** ESC k n1 n2: 24 rows that stand in the line like a letter; the LF behind it feeds. */
function fineRows(machine: Machine, bytes: Uint8Array): void {
  const stride = u16(bytes, 2);
  if (stride > 0) machine.roll.placeInLine({ widthDots: stride * 8, heightDots: 24, bits: bytes.slice(4) });
}

/** ESC X n1 n2: columns of 24 dots, highest bit on top. */
function columns(machine: Machine, bytes: Uint8Array): void {
  const width = u16(bytes, 2);
  if (width === 0) return;
  machine.roll.placeInLine(
    paint(width, 24, (x, y) => ((bytes[4 + x * 3 + (y >> 3)] ?? 0) & (0x80 >> (y & 7))) !== 0),
  );
}

/** ESC K n NUL: columns of 8 dots, each two half dots wide and, in previews, twice as high. */
function wideColumns(machine: Machine, bytes: Uint8Array): void {
  const width = bytes[2] ?? 0;
  if (width === 0) return;
  machine.roll.placeInLine(
    paint(width * 2, 16, (x, y) => ((bytes[4 + (x >> 1)] ?? 0) & (0x80 >> (y >> 1))) !== 0),
  );
}

function picture(machine: Machine, stride: number, rows: number, bits: Uint8Array): void {
  if (stride === 0 || rows === 0) return;
  const bitmap = { widthDots: stride * 8, heightDots: rows, bits };
  machine.roll.placeBlock({ type: "raster", bitmap }, lineModes(machine));
}

export const CODE_COMMANDS: Readonly<Record<string, Command>> = {
  "ESC GS y": qr,
  "ESC GS x": pdf417,
  "ESC b": barcode,
  "ESC GS S": raster,
  "ESC k": fineRows,
  "ESC X": columns,
  "ESC K": wideColumns,
};
