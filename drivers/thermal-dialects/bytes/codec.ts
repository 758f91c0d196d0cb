/**
 * Commands that node-thermal-printer makes wrongly, or not at all: drawer, size, QR code, bar code, raster, code table. All are of ESC/POS, and
 * lengths are in bytes.
 */
import type { Make, MakeId } from "../makes.ts";

const ESC = 0x1b;
const GS = 0x1d;
const DLE = 0x10;
const BEL = 0x07;

const CORRECTION_CODES = { L: 0x30, M: 0x31, Q: 0x32, H: 0x33 } as const;

/** ESC @; a Brother may be in raster mode, so ESC i a 0 goes before. */
export const initialize = (make: MakeId): readonly number[] =>
  make === "brother" ? [ESC, 0x69, 0x61, 0, ESC, 0x40] : [ESC, 0x40];
/** ESC t n */
export const selectTable = (id: number): readonly number[] => [ESC, 0x74, id];
/** GS ! n: width in the high half byte, height in the low one. */
export const selectSize = (width: number, height: number): readonly number[] => [
  GS,
  0x21,
  ((width - 1) << 4) | (height - 1),
];
/** ESC p m t1 t2, in steps of 2 ms; off for at least half a second, so that the coil cools. */
export function drawerPulse(pin: 2 | 5, pulseMs: number): readonly number[] {
  const on = Math.max(1, Math.min(255, Math.round(pulseMs / 2)));
  return [ESC, 0x70, pin === 2 ? 0 : 1, on, Math.max(on, 250)];
}
/** ESC B n t: so many times, t in units of 50 ms (on some 100). BEL: once each. */
export function beep(buzzer: Make["buzzer"], times: number): readonly number[] {
  if (buzzer === "none") return [];
  return buzzer === "esc-b" ? [ESC, 0x42, times, 4] : Array.from({ length: times }, () => BEL);
}
/** GS ( k for QR Code: model 2, module size, correction, store, print. */
export function qrCode(
  data: Uint8Array,
  moduleDots: number,
  correction: "L" | "M" | "Q" | "H",
): readonly number[] {
  const stored = data.length + 3;
  return [
    ...[GS, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0],
    ...[GS, 0x28, 0x6b, 3, 0, 0x31, 0x43, moduleDots],
    ...[GS, 0x28, 0x6b, 3, 0, 0x31, 0x45, CORRECTION_CODES[correction]],
    ...[GS, 0x28, 0x6b, stored & 0xff, stored >> 8, 0x31, 0x50, 0x30, ...data],
    ...[GS, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30],
  ];
}
/** GS h, GS w, GS H, then GS k 67: EAN-13 with its length. */
export const ean13 = (
  digits: string,
  look: { readonly heightDots: number; readonly moduleDots: number; readonly text: boolean },
): readonly number[] => [
  ...[GS, 0x68, look.heightDots, GS, 0x77, look.moduleDots, GS, 0x48, look.text ? 2 : 0],
  ...[GS, 0x6b, 67, digits.length, ...Array.from(digits, (digit) => digit.charCodeAt(0))],
];
/** GS v 0: one band of a raster; `bits` has rows padded to whole bytes. */
export function rasterBand(bits: Uint8Array, strideBytes: number): Uint8Array {
  const rows = bits.length / strideBytes;
  const head = [GS, 0x76, 0x30, 0, strideBytes & 0xff, strideBytes >> 8, rows & 0xff, rows >> 8];
  return Uint8Array.from([...head, ...withoutRealTimeCommands(bits)]);
}
/** Clones lose the rest of a larger block. */
export const BAND_ROWS = 255;

/** DLE EOT, DLE ENQ and DLE DC4 act wherever they stand: the dot that would spell one moves by one. */
function withoutRealTimeCommands(bits: Uint8Array): Uint8Array {
  const safe = Uint8Array.from(bits);
  for (let i = 0; i + 1 < safe.length; i++)
    if (safe[i] === DLE && [0x04, 0x05, 0x14].includes(safe[i + 1] ?? 0)) safe[i] = DLE << 1;
  return safe;
}
/** The same in a code: such a code is drawn. */
export const holdsRealTimeCommand = (bytes: readonly number[]): boolean =>
  bytes.some((byte, i) => byte === DLE && [0x04, 0x05, 0x14].includes(bytes[i + 1] ?? 0));
