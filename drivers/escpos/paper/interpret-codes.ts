/** Codes in a job: QR and its like by GS ( k, barcodes by GS k. Drawn as the printer would draw them. */
import {
  type Bitmap,
  type CodeKind,
  checkDigit,
  code128Bitmap,
  completeEan8,
  completeEan13,
  completeUpcA,
  completeUpcE,
  FNC1,
  type LinearCode,
  linearBitmap,
  matrixBitmap,
  paint,
  qrBitmap,
  qrModules,
  shortUpcE,
} from "../../../src/sdk.ts";
import { GS } from "../bytes/codec.ts";
import { type Command, lineModes, type Machine } from "./machine.ts";
import { readCode128 } from "./read-code128.ts";

const CORRECTIONS = ["L", "M", "Q", "H"] as const;
const PDF417 = 48;
const QR = 49;
/** Others of GS ( k that can be drawn; MaxiCode and composites are shown as a frame of their text. */
const MATRICES: Readonly<Record<number, "pdf417" | "datamatrix" | "azteccode">> = {
  [PDF417]: "pdf417",
  53: "azteccode",
  54: "datamatrix",
};

/** GS ( k pL pH cn fn ...: what is set for one kind of code holds until ESC @. */
export function twoDimensional(machine: Machine, bytes: Uint8Array): void {
  const [kind = 0, fn = 0] = bytes.subarray(5, 7);
  const { matrix } = machine.modes;
  if (kind === QR) setQr(matrix.qr, fn, bytes[7] ?? 0);
  if (kind === PDF417) setPdf417(matrix.pdf417, fn, bytes[7] ?? 0);
  if (fn === 80) matrix.data = bytes.slice(8);
  if (fn === 81) printTwoDimensional(machine, kind);
}

function setQr(qr: Machine["modes"]["matrix"]["qr"], fn: number, n: number): void {
  if (fn === 67) qr.moduleDots = Math.max(1, Math.min(16, n));
  if (fn === 69) qr.correction = CORRECTIONS[(n - 0x30) & 3] ?? "L";
}

function setPdf417(look: Machine["modes"]["matrix"]["pdf417"], fn: number, n: number): void {
  if (fn === 65) look.columns = Math.min(30, n);
  if (fn === 67) look.moduleDots = Math.max(2, Math.min(8, n));
  if (fn === 68) look.rowModules = Math.max(2, Math.min(8, n));
}

function printTwoDimensional(machine: Machine, kind: number): void {
  const { data } = machine.modes.matrix;
  if (machine.codes >= MAX_CODES) return;
  const bitmap = data.length > 0 && data.length <= MAX_DATA ? drawMatrix(machine, kind) : undefined;
  // A printer prints nothing for an empty code or one that is too long.
  if (bitmap === undefined) return;
  const symbology = kind === QR ? "qr" : kind === PDF417 ? "pdf417" : "other";
  placeCode(machine, { type: "code", symbology, data: new TextDecoder().decode(data), bitmap });
}

function drawMatrix({ modes }: Machine, kind: number): Bitmap | undefined {
  const { qr, pdf417, data } = modes.matrix;
  if (kind === QR) {
    const holds = qrModules(data.length, qr.correction) !== undefined;
    return holds ? qrBitmap(data, qr.moduleDots, qr.correction) : undefined;
  }
  const code = MATRICES[kind];
  if (code === undefined) return frame(FRAME_WIDTH, FRAME_HEIGHT);
  const look = code === "pdf417" ? pdf417 : { moduleDots: qr.moduleDots, rowModules: 1, columns: 0 };
  return drawnIfAny(() => matrixBitmap(code, data, look));
}

/** More than any of these codes holds. */
const MAX_DATA = 3_116;

/** undefined: there is no such code. */
function drawnIfAny(draw: () => Bitmap): Bitmap | undefined {
  try {
    return draw();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
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
  readonly symbology: CodeKind;
  readonly data: string;
  readonly bitmap: Bitmap;
}

/** By m of GS k; function A counts from 0, function B from 65. Which text a code stands for, and how bwip-js calls it. */
interface Reader {
  readonly symbology: CodeKind;
  readonly code: LinearCode;
  readonly read: (text: string) => string | undefined;
}
const whole = (text: string): string => text;
const READERS: Readonly<Record<number, Reader>> = {
  65: { symbology: "upca", code: "upca", read: completeUpcA },
  66: { symbology: "upce", code: "upce", read: (text) => shortUpcE(completeUpcE(text) ?? "") },
  67: { symbology: "ean13", code: "ean13", read: completeEan13 },
  68: { symbology: "ean8", code: "ean8", read: completeEan8 },
  69: { symbology: "other", code: "code39", read: (text) => text.replace(/^\*|\*$/g, "") },
  70: { symbology: "other", code: "interleaved2of5", read: whole },
  71: { symbology: "other", code: "rationalizedCodabar", read: (text) => text.toUpperCase() },
  72: { symbology: "other", code: "code93", read: whole },
  75: { symbology: "databar", code: "databaromni", read: withIdentifier },
  76: { symbology: "databar", code: "databartruncated", read: withIdentifier },
  77: { symbology: "databar-limited", code: "databarlimited", read: withIdentifier },
};
const CODE128 = 73;

/** DataBar is sent as 13 digits of an article number, the identifier and the check digit left out. */
function withIdentifier(text: string): string | undefined {
  const digits = /^(?:\(?01\)?)?(\d{13})\d?$/.exec(text)?.[1];
  return digits === undefined ? undefined : `(01)${completeGtin(digits)}`;
}
const completeGtin = (thirteen: string): string => thirteen + checkDigit(thirteen);

function drawBars(machine: Machine, m: number, bytes: Uint8Array): Bars | undefined {
  const { moduleDots, heightDots } = machine.modes.barcode;
  const text = new TextDecoder("latin1").decode(bytes);
  if (m === CODE128) return drawCode128(bytes, moduleDots, heightDots);
  const reader = READERS[m <= 6 ? m + 65 : m];
  if (reader === undefined) return { symbology: "other", data: text, bitmap: frame(FRAME_WIDTH, heightDots) };
  const data = reader.read(text);
  if (data === undefined) return undefined;
  const bitmap = drawnIfAny(() => linearBitmap(reader.code, data, moduleDots, heightDots));
  return bitmap && { symbology: reader.symbology, data, bitmap };
}

function drawCode128(bytes: Uint8Array, moduleDots: number, heightDots: number): Bars | undefined {
  const stretches = readCode128(bytes);
  if (stretches.length === 0) return undefined;
  const text = stretches.map((stretch) => stretch.text).join("");
  const isGs1 = text.startsWith(FNC1);
  // A reader says function 1 between elements as GS.
  const data = (isGs1 ? text.slice(1) : text).replaceAll(FNC1, "\u001d");
  const bitmap = code128Bitmap(stretches, moduleDots, heightDots);
  return { symbology: isGs1 ? "gs1-128" : "code128", data, bitmap };
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
