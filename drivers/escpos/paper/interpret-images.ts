/** Pictures in a job: GS v 0, ESC *, and the graphics of GS ( L and GS 8 L. */
import { type Bitmap, paint } from "../../../src/sdk.ts";
import { ESC, GS } from "../bytes/codec.ts";
import { type Command, lineModes, type Machine, u16 } from "./machine.ts";

/** GS v 0 m xL xH yL yH: m doubles the width (1), the height (2) or both (3). */
function rasterImage(machine: Machine, bytes: Uint8Array): void {
  const widthDots = u16(bytes, 4) * 8;
  const bitmap = { widthDots, heightDots: u16(bytes, 6), bits: bytes.subarray(8) };
  const m = (bytes[3] ?? 0) & 3;
  placeRaster(machine, enlarged(bitmap, (m & 1) + 1, (m >> 1) + 1));
}

function placeRaster(machine: Machine, bitmap: Bitmap): void {
  if (bitmap.widthDots > 0 && bitmap.heightDots > 0) {
    machine.roll.placeBlock({ type: "raster", bitmap }, lineModes(machine));
  }
}

function enlarged(bitmap: Bitmap, timesX: number, timesY: number): Bitmap {
  if (timesX === 1 && timesY === 1) return bitmap;
  const stride = Math.ceil(bitmap.widthDots / 8);
  return paint(bitmap.widthDots * timesX, bitmap.heightDots * timesY, (x, y) => {
    const [fromX, fromY] = [Math.floor(x / timesX), Math.floor(y / timesY)];
    return ((bitmap.bits[fromY * stride + (fromX >> 3)] ?? 0) & (0x80 >> (fromX & 7))) !== 0;
  });
}

/** ESC * m nL nH: columns from left to right, 8 or 24 dots high, highest bit on top. Even m: half as dense across. */
function bitImage({ roll }: Machine, bytes: Uint8Array): void {
  const m = bytes[2] ?? 0;
  const columnBytes = m >= 32 ? 3 : 1;
  const timesX = (m & 1) === 0 ? 2 : 1;
  const timesY = columnBytes === 1 ? 3 : 1;
  const columns = u16(bytes, 3);
  if (columns === 0) return;
  roll.placeInLine(
    paint(columns * timesX, 24, (x, y) => {
      const row = Math.floor(y / timesY);
      const byte = bytes[5 + Math.floor(x / timesX) * columnBytes + (row >> 3)] ?? 0;
      return (byte & (0x80 >> (row & 7))) !== 0;
    }),
  );
}

/** GS ( L and GS 8 L differ in the bytes of their length. `at`: where m fn stand. */
export function graphics(machine: Machine, bytes: Uint8Array, at: number): void {
  const fn = bytes[at + 1] ?? 0;
  if (fn === 112) store(machine, bytes.subarray(at + 2));
  if ((fn === 2 || fn === 50) && machine.stored !== undefined) {
    placeRaster(machine, machine.stored);
    machine.stored = undefined;
  }
}

/** Function 112: a bx by c xL xH yL yH, then rows. */
function store(machine: Machine, parameters: Uint8Array): void {
  const widthDots = u16(parameters, 4);
  const bitmap = { widthDots, heightDots: u16(parameters, 6), bits: parameters.slice(8) };
  const times = (n: number | undefined): number => (n === 2 ? 2 : 1);
  machine.stored = enlarged(bitmap, times(parameters[1]), times(parameters[2]));
}

export const IMAGE_COMMANDS: readonly (readonly [number, Command])[] = [
  [(GS << 8) | 0x76, rasterImage],
  [(ESC << 8) | 0x2a, bitImage],
  [(GS << 8) | 0x38, (machine, bytes) => graphics(machine, bytes, 7)],
];
