/** Codes in a job: QR by GS ( k, barcodes by GS k. Drawn as the printer would draw them. */
import {
  type Bitmap,
  code128Bitmap,
  completeEan13,
  ean13Bitmap,
  paint,
  qrBitmap,
  qrModules,
  type Stretch,
} from "../../../src/sdk.ts";
import { GS } from "../bytes/codec.ts";
import { type Command, lineModes, type Machine } from "./machine.ts";

const CORRECTIONS = ["L", "M", "Q", "H"] as const;
const QR = 49;

/** GS ( k pL pH cn fn ...: functions of QR Code; the other 2D codes are shown as a frame of their text. */
export function twoDimensional(machine: Machine, bytes: Uint8Array): void {
  const [kind = 0, fn = 0] = bytes.subarray(5, 7);
  const { qr } = machine.modes;
  const n = bytes[7] ?? 0;
  switch (fn) {
    case 67:
      if (kind === QR) qr.moduleDots = Math.max(1, Math.min(16, n));
      return;
    case 69:
      if (kind === QR) qr.correction = CORRECTIONS[(n - 0x30) & 3] ?? "L";
      return;
    case 80:
      qr.data = bytes.slice(8);
      return;
    case 81:
      printTwoDimensional(machine, kind);
      return;
  }
}

function printTwoDimensional(machine: Machine, kind: number): void {
  const { data, moduleDots, correction } = machine.modes.qr;
  const text = new TextDecoder().decode(data);
  // A printer prints nothing for an empty code or one that is too long.
  if (machine.codes >= MAX_CODES) return;
  if (data.length === 0 || qrModules(data.length, correction) === undefined) return;
  const isQr = kind === QR;
  const bitmap = isQr ? qrBitmap(data, moduleDots, correction) : frame(FRAME_WIDTH, FRAME_HEIGHT);
  const code = { type: "code", symbology: isQr ? "qr" : "other", data: text, bitmap } as const;
  placeCode(machine, code);
}

/** Drawing takes milliseconds a code: a hostile job could ask for thousands on a strip of paper. */
const MAX_CODES = 200;

function placeCode(machine: Machine, code: Parameters<Machine["roll"]["placeBlock"]>[0]): void {
  machine.codes++;
  machine.roll.placeBlock(code, lineModes(machine));
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

/** GS k m ...: function A has m 0-6 and ends with NUL, function B has m from 65 and a length. */
function barcode(machine: Machine, bytes: Uint8Array): void {
  const m = bytes[2] ?? 0;
  const data = m <= 6 ? bytes.subarray(3, -1) : bytes.subarray(4);
  const bars = machine.codes < MAX_CODES ? drawBars(machine, m, data) : undefined;
  if (bars === undefined) return;
  const { textPlace } = machine.modes.barcode;
  if ((textPlace & 1) === 1) typeText(machine, bars.data, bars.bitmap.widthDots);
  placeCode(machine, { type: "code", ...bars });
  if ((textPlace & 2) === 2) typeText(machine, bars.data, bars.bitmap.widthDots);
}

interface Bars {
  readonly symbology: "code128" | "ean13" | "other";
  readonly data: string;
  readonly bitmap: Bitmap;
}

const EAN13 = [2, 67];
const CODE128 = 73;

function drawBars(machine: Machine, m: number, bytes: Uint8Array): Bars | undefined {
  const { moduleDots, heightDots } = machine.modes.barcode;
  const text = new TextDecoder("latin1").decode(bytes);
  if (EAN13.includes(m)) {
    const data = completeEan13(text);
    return data === undefined
      ? undefined
      : { symbology: "ean13", data, bitmap: ean13Bitmap(data, moduleDots, heightDots) };
  }
  if (m !== CODE128) return { symbology: "other", data: text, bitmap: frame(FRAME_WIDTH, heightDots) };
  const stretches = readCode128(bytes);
  if (stretches.length === 0) return undefined;
  const data = stretches.map((stretch) => stretch.text).join("");
  return { symbology: "code128", data, bitmap: code128Bitmap(stretches, moduleDots, heightDots) };
}

/** {A, {B, {C choose a set, {{ is a brace, {1 to {4 are functions without text; in set C a byte is a pair of digits. */
function readCode128(bytes: Uint8Array): Stretch[] {
  const stretches: { set: Stretch["set"]; text: string }[] = [{ set: "B", text: "" }];
  for (let i = 0; i < bytes.length; i++) {
    const current = stretches[stretches.length - 1];
    if (current === undefined) break;
    const byte = bytes[i] ?? 0;
    const following = String.fromCharCode(bytes[i + 1] ?? 0);
    if (byte !== BRACE) {
      current.text += letterOf(byte, current.set);
      continue;
    }
    i++;
    if (following === "A" || following === "B" || following === "C")
      stretches.push({ set: following, text: "" });
    if (following === "{") current.text += letterOf(BRACE, current.set);
  }
  return stretches.filter(({ text }) => text !== "");
}

const BRACE = 0x7b;

/** Nothing for a byte that this set does not hold. */
function letterOf(byte: number, set: Stretch["set"]): string {
  if (set === "C") return byte < 100 ? String(byte).padStart(2, "0") : "";
  const holds = set === "A" ? byte < 0x60 : byte >= 0x20 && byte < 0x80;
  return holds ? String.fromCharCode(byte) : "";
}

/** Readable text stands centred over or under its bars. */
function typeText(machine: Machine, text: string, barsWidth: number): void {
  const { modes, roll, profile } = machine;
  const font = profile.fonts[modes.barcode.font];
  const look = {
    cellWidth: font.cellDots,
    cellHeight: font.heightDots,
    bold: false,
    underline: false,
    invert: false,
  };
  const width = text.length * font.cellDots;
  const left = Math.max(0, Math.floor((barsWidth - width) / 2));
  roll.moveTo(modes.justify === "left" ? left : roll.x());
  for (const letter of text) roll.type(letter, look, lineModes(machine));
  roll.feed(font.heightDots, lineModes(machine));
}

/** What GS w and GS h take; beyond it the printer keeps what it had. */
function setModule({ modes }: Machine, bytes: Uint8Array): void {
  const n = bytes[2] ?? 0;
  if (n >= 1 && n <= 6) modes.barcode.moduleDots = n;
}

function setHeight({ modes }: Machine, bytes: Uint8Array): void {
  const n = bytes[2] ?? 0;
  if (n > 0) modes.barcode.heightDots = n;
}

function setTextPlace({ modes }: Machine, bytes: Uint8Array): void {
  modes.barcode.textPlace = (bytes[2] ?? 0) & 3;
}

function setTextFont({ modes }: Machine, bytes: Uint8Array): void {
  modes.barcode.font = ((bytes[2] ?? 0) & 1) === 1 ? "B" : "A";
}

export const CODE_COMMANDS: readonly (readonly [number, Command])[] = [
  [(GS << 8) | 0x68, setHeight],
  [(GS << 8) | 0x77, setModule],
  [(GS << 8) | 0x48, setTextPlace],
  [(GS << 8) | 0x66, setTextFont],
  [(GS << 8) | 0x6b, barcode],
];
