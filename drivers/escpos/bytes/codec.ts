/**
 * Commands of ESC/POS that a print job is made of. Each returns the bytes of one command.
 * Source: Epson, ESC/POS Command Reference for TM printers (names below are its own).
 */
export const ESC = 0x1b;
export const GS = 0x1d;
export const FS = 0x1c;
export const DLE = 0x10;
export const LF = 0x0a;

const FONT_CODES = { A: 0, B: 1 } as const;
const JUSTIFY_CODES = { left: 0, center: 1, right: 2 } as const;
/** GS ( k function 169: '0' L to '3' H. */
const CORRECTION_CODES = { L: 0x30, M: 0x31, Q: 0x32, H: 0x33 } as const;
/** A printer holds at most this many rows of one GS v 0 safely; clones lose the rest of a larger block. */
export const MAX_BAND_ROWS = 255;

/** ESC @: modes back to their defaults; the print buffer is emptied. */
export const initialize = (): readonly number[] => [ESC, 0x40];
/** FS . : single-byte text, also on printers that wake up in a Chinese or Japanese mode. */
export const cancelKanji = (): readonly number[] => [FS, 0x2e];
/** ESC t n */
export const selectTable = (id: number): readonly number[] => [ESC, 0x74, id];
/** ESC M n */
export const selectFont = (font: "A" | "B"): readonly number[] => [ESC, 0x4d, FONT_CODES[font]];
/** GS ! n: width in the high half byte, height in the low one, each 1-8 times. */
export const selectSize = (width: number, height: number): readonly number[] => [
  GS,
  0x21,
  ((width - 1) << 4) | (height - 1),
];
/** ESC E n */
export const bold = (on: boolean): readonly number[] => [ESC, 0x45, on ? 1 : 0];
/** ESC - n */
export const underline = (on: boolean): readonly number[] => [ESC, 0x2d, on ? 1 : 0];
/** GS B n: white on black. */
export const invert = (on: boolean): readonly number[] => [GS, 0x42, on ? 1 : 0];
/** ESC a n; only at the beginning of a line. */
export const justify = (align: "left" | "center" | "right"): readonly number[] => [
  ESC,
  0x61,
  JUSTIFY_CODES[align],
];
/** ESC d n */
export const feedLines = (lines: number): readonly number[] => [ESC, 0x64, lines];
/** GS V, function B: feeds to the cutter, then cuts. */
export const feedAndCut = (mode: "partial" | "full"): readonly number[] => [
  GS,
  0x56,
  mode === "full" ? 0x41 : 0x42,
  0,
];

/** ESC p m t1 t2: on for `pulseMs`, then off for at least as long. The unit of t is 2 ms. */
export function drawerPulse(pin: 2 | 5, pulseMs: number): readonly number[] {
  const on = Math.max(1, Math.min(255, Math.round(pulseMs / 2)));
  return [ESC, 0x70, pin === 2 ? 0 : 1, on, Math.max(on, DRAWER_PAUSE)];
}
/** 500 ms: the coil cools before the next pulse. */
const DRAWER_PAUSE = 250;

/** GS v 0: one band of a raster; `bits` has rows padded to whole bytes. */
export function rasterBand(bits: Uint8Array, widthDots: number, rows: number): Uint8Array {
  const stride = Math.ceil(widthDots / 8);
  const head = [GS, 0x76, 0x30, 0, stride & 0xff, stride >> 8, rows & 0xff, rows >> 8];
  return Uint8Array.from([...head, ...bits.subarray(0, stride * rows)]);
}

/** GS ( k for cn 49 (QR Code): model 2, module size, correction, store, print. */
export function qrCode(data: Uint8Array, moduleDots: number, correction: "L" | "M" | "Q" | "H"): Uint8Array {
  const bytes = new Uint8Array(QR_FRAME.length + data.length);
  bytes.set(QR_FRAME);
  bytes[QR_PLACES.moduleDots] = moduleDots;
  bytes[QR_PLACES.correction] = CORRECTION_CODES[correction];
  bytes[QR_PLACES.length] = (data.length + 3) & 0xff;
  bytes[QR_PLACES.length + 1] = (data.length + 3) >> 8;
  bytes.set(data, QR_PLACES.data);
  bytes.set(QR_PRINT, QR_PLACES.data + data.length);
  return bytes;
}
const QR_PRINT = Uint8Array.of(GS, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30);
/** Most receipts have one, and all but these places of it is always the same. */
const QR_FRAME = Uint8Array.from([
  ...[GS, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0],
  ...[GS, 0x28, 0x6b, 3, 0, 0x31, 0x43, 0],
  ...[GS, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0],
  ...[GS, 0x28, 0x6b, 0, 0, 0x31, 0x50, 0x30],
  ...QR_PRINT,
]);
const QR_PLACES = { moduleDots: 16, correction: 24, length: 28, data: 33 } as const;

/** GS ( k for cn 48 (PDF417): columns, rows as they come, module width, row height, correction by the amount of data, store, print. */
export function pdf417(
  data: Uint8Array,
  look: { readonly moduleDots: number; readonly columns: number; readonly rowModules: number },
): readonly number[] {
  const stored = data.length + 3;
  const set = (fn: number, ...values: readonly number[]): readonly number[] => [
    ...[GS, 0x28, 0x6b, values.length + 2, 0, 0x30, fn],
    ...values,
  ];
  return [
    ...set(65, look.columns),
    ...set(66, 0),
    ...set(67, look.moduleDots),
    ...set(68, look.rowModules),
    // A tenth of the data: Epson's default.
    ...set(69, 0x31, 1),
    ...set(70, 0),
    ...[GS, 0x28, 0x6b, stored & 0xff, stored >> 8, 0x30, 80, 0x30],
    ...data,
    ...set(81, 0x30),
  ];
}

/** ESC ( A function 48: sound A, so many times, one second each. */
export const beep = (times: number): readonly number[] => [ESC, 0x28, 0x41, 4, 0, 0x30, 0x31, times, 10];
/** ESC B n t of clones: so many times, t in units of 50 ms (on some 100). */
export const beepOfClones = (times: number): readonly number[] => [ESC, 0x42, times, 4];

export interface BarcodeLook {
  readonly heightDots: number;
  readonly moduleDots: number;
  /** Readable text below the bars. */
  readonly text: boolean;
}

/** GS h, GS w, GS H, GS f, then GS k function B. `system`: 65 UPC-A, 66 UPC-E, 67 EAN-13, 68 EAN-8, 73 Code 128. */
export function barcode(system: 65 | 66 | 67 | 68 | 73, data: Uint8Array, look: BarcodeLook): Uint8Array {
  return Uint8Array.from([
    ...[GS, 0x68, look.heightDots],
    ...[GS, 0x77, look.moduleDots],
    ...[GS, 0x48, look.text ? 2 : 0],
    ...[GS, 0x66, 0],
    ...[GS, 0x6b, system, data.length, ...data],
  ]);
}

/**
 * DLE EOT, DLE ENQ and DLE DC4 act at once, wherever they stand: also inside a picture or a code.
 * Source: Epson, ESC/POS Command Reference, "Real-time commands", notes.
 */
export function holdsRealTimeCommand(bytes: ArrayLike<number>): boolean {
  for (let i = 0; i < bytes.length; i++)
    if (bytes[i] === DLE && isRealTimeFunction(bytes[i + 1])) return true;
  return false;
}

export const isRealTimeFunction = (byte: number | undefined): boolean =>
  byte === 0x04 || byte === 0x05 || byte === 0x14;
