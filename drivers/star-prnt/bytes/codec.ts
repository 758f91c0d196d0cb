/**
 * Commands of Star printers that a print job is made of. Each returns the bytes of one command.
 * Source: Star Micronics, Line Thermal Printer STAR Line Mode Command Specifications Rev. 0.09; Dot Impact Printer STAR Command
 * Specifications Rev. 0.70; StarPRNT Command Specifications Rev. 2.13. Page numbers below are those of the first unless named.
 */
export const ESC = 0x1b;
export const GS = 0x1d;
export const RS = 0x1e;
export const LF = 0x0a;
export const BEL = 0x07;
export const SUB = 0x1a;
export const ETB = 0x17;
const FF = 0x0c;

const ALIGN_CODES = { left: 0, center: 1, right: 2 } as const;
const CORRECTION_CODES = { L: 0, M: 1, Q: 2, H: 3 } as const;

/** ESC @ : modes back to their defaults. */
export const initialize = (): readonly number[] => [ESC, 0x40];
/** ESC RS a n: status back by itself on each change, and when ETB is through. */
export const statusBack = (): readonly number[] => [ESC, RS, 0x61, 1];
/** ESC RS E 0, 3-54: the counter of ETB back to 0. */
export const clearCounter = (): readonly number[] => [ESC, RS, 0x45, 0];
/** ESC R 0: the characters of ASCII, wherever the printer was sold. */
export const asciiSet = (): readonly number[] => [ESC, 0x52, 0];
/** ESC GS t n */
export const selectTable = (id: number): readonly number[] => [ESC, GS, 0x74, id];
/** ESC RS F n: 12 x 24 or 9 x 24. */
export const selectFont = (font: "A" | "B"): readonly number[] => [ESC, RS, 0x46, font === "A" ? 0 : 1];
/** ESC M: 7 x 9, half dots (impact, 3-6). */
export const impactFont = (): readonly number[] => [ESC, 0x4d];
/** ESC i n1 n2: height and width, 1-6 times. */
export const selectSize = (width: number, height: number): readonly number[] => [
  ESC,
  0x69,
  height - 1,
  width - 1,
];
/** ESC W n, ESC h n: double width and height (impact, 3-9). */
export const impactSize = (width: number, height: number): readonly number[] => [
  ...[ESC, 0x57, width - 1],
  ...[ESC, 0x68, height - 1],
];
/** ESC E, ESC F */
export const bold = (on: boolean): readonly number[] => [ESC, on ? 0x45 : 0x46];
/** ESC - n */
export const underline = (on: boolean): readonly number[] => [ESC, 0x2d, on ? 1 : 0];
/** ESC 4, ESC 5: white on black; red on impact printers with two colours. */
export const invert = (on: boolean): readonly number[] => [ESC, on ? 0x34 : 0x35];
/** ESC GS a n */
export const justify = (align: "left" | "center" | "right"): readonly number[] => [
  ESC,
  GS,
  0x61,
  ALIGN_CODES[align],
];
/** ESC z 1: lines of 4 mm (1/6 inch on impact printers). */
export const wideLines = (): readonly number[] => [ESC, 0x7a, 1];
/** ESC 0: lines of 3 mm, 24 dots, so that rows of a picture touch. */
export const pictureLines = (): readonly number[] => [ESC, 0x30];
/** ESC a n */
export const feedLines = (lines: number): readonly number[] => [ESC, 0x61, lines];
/** ESC d 2, ESC d 3: feeds to the cutter, then cuts. */
export const feedAndCut = (mode: "partial" | "full"): readonly number[] => [
  ESC,
  0x64,
  mode === "full" ? 2 : 3,
];

/**
 * ESC BEL n1 n2, then BEL, 3-44: device 1, in steps of 10 ms, at least as long off as on. SUB: device 2, always 200 ms.
 * Pin 2 of other printers is Star's device 1, pin 5 device 2.
 */
export function drawerPulse(pin: 2 | 5, pulseMs: number): readonly number[] {
  if (pin === 5) return [SUB];
  const time = pulseTime(pulseMs);
  return [ESC, BEL, time, Math.max(time, DRAWER_PAUSE), BEL];
}
export const pulseTime = (pulseMs: number): number => Math.max(1, Math.min(127, Math.round(pulseMs / 10)));
/** 500 ms: the coil cools before the next pulse. */
const DRAWER_PAUSE = 50;
/** What device 2 gets whatever is asked. */
export const SECOND_DRAWER_MS = 200;

/** ESC GS S (StarPRNT): one band of a raster; `bits` has rows padded to whole bytes. */
export function rasterBand(bits: Uint8Array, strideBytes: number, rows: number): Uint8Array {
  const head = [ESC, GS, 0x53, 1, strideBytes & 0xff, strideBytes >> 8, rows & 0xff, rows >> 8, 0];
  return Uint8Array.from([...head, ...bits.subarray(0, strideBytes * rows)]);
}
/** Rows of one band: no printer's buffer is smaller than such a band of 80 mm. */
export const BAND_ROWS = 240;

/** ESC k n1 n2 (Line mode): 24 rows of n1 bytes, then LF. Rows that are missing are white. */
export function fineRows(bits: Uint8Array, strideBytes: number): Uint8Array {
  const bytes = new Uint8Array(4 + strideBytes * FINE_ROWS + 1);
  bytes.set([ESC, 0x6b, strideBytes, 0]);
  bytes.set(bits.subarray(0, strideBytes * FINE_ROWS), 4);
  bytes[bytes.length - 1] = LF;
  return bytes;
}
export const FINE_ROWS = 24;

/** ESC GS y, 3-118: model 2, correction, cell size, data, print. */
export function qrCode(
  data: Uint8Array,
  moduleDots: number,
  correction: "L" | "M" | "Q" | "H",
): readonly number[] {
  return [
    ...[ESC, GS, 0x79, 0x53, 0x30, 2],
    ...[ESC, GS, 0x79, 0x53, 0x31, CORRECTION_CODES[correction]],
    ...[ESC, GS, 0x79, 0x53, 0x32, moduleDots],
    ...[ESC, GS, 0x79, 0x44, 0x31, 0, data.length & 0xff, data.length >> 8, ...data],
    ...[ESC, GS, 0x79, 0x50],
  ];
}
export const MOST_QR_MODULE_DOTS = 8;

/** ESC b n1 n2 n3 n4 data RS, 3-41: `system` 3 EAN-13, 6 Code 128; module widths of 2, 3 and 4 dots. */
export const barcode = (
  system: 3 | 6,
  data: string,
  look: { readonly heightDots: number; readonly moduleDots: number; readonly text: boolean },
): readonly number[] => [
  ...[ESC, 0x62, system, look.text ? 2 : 1, look.moduleDots - 1, look.heightDots],
  ...Array.from(data, (char) => char.charCodeAt(0)),
  RS,
];
export const BAR_MODULE_DOTS = [2, 3, 4];

/** Code 128 of one code set, 5-3: % is %0, a control is %@ to %_, 7Fh is %5; %6 %7 %8 start A, B, C. */
export function code128Text(set: "A" | "B" | "C", text: string): string {
  const start = { A: "%6", B: "%7", C: "%8" }[set];
  const escaped = Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    if (char === "%") return "%0";
    if (code === 0x7f) return "%5";
    return code < 0x20 ? `%${String.fromCharCode(code + 0x40)}` : char;
  });
  return start + escaped.join("");
}

const ascii = (text: string): readonly number[] => Array.from(text, (char) => char.charCodeAt(0));
/** ESC * r A, 3-66 */
export const enterRaster = (): readonly number[] => [ESC, ...ascii("*rA")];
/** ESC * r B */
export const quitRaster = (): readonly number[] => [ESC, ...ascii("*rB")];
/** ESC * r C: what was not printed is dropped. */
export const clearRaster = (): readonly number[] => [ESC, ...ascii("*rC")];
/** ESC * r P 0 NUL: a page as long as what it holds. */
export const endlessPage = (): readonly number[] => [ESC, ...ascii("*rP0"), 0];
/** ESC * r E 1 NUL, 3-69: leaving the mode feeds nothing and cuts nothing. */
export const endQuietly = (): readonly number[] => [ESC, ...ascii("*rE1"), 0];
/** ESC * r F n NUL, then ESC FF NUL: feeds to the cutter, then cuts. */
export const rasterCut = (mode: "partial" | "full"): readonly number[] => [
  ...[ESC, ...ascii(`*rF${mode === "full" ? 9 : 13}`), 0],
  ...[ESC, FF, 0],
];
/** ESC * r Y n NUL: down by n rows. */
export const skipRows = (rows: number): readonly number[] => [ESC, ...ascii(`*rY${rows}`), 0];
/** b n1 n2 data, 3-74: one row; white at the right end need not be sent. */
export const rasterRow = (bits: Uint8Array): readonly number[] => [
  0x62,
  bits.length & 0xff,
  bits.length >> 8,
  ...bits,
];
