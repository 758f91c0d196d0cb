/** Commands that ask the printer something. Source: Epson ESC/POS reference. */
import type { Question } from "./status.ts";

/** DLE EOT n: real-time, answered at once, overtakes the buffer. */
export const dleEot = (question: Question): Uint8Array => Uint8Array.of(0x10, 0x04, question);

/** GS a: status back by itself on changes of online state, errors and paper. ESC @ switches it off. */
export const ENABLE_ASB = Uint8Array.of(0x1d, 0x61, 0x0e);

/** GS r 1: paper status, answered in turn with the printing. */
export const GS_R = Uint8Array.of(0x1d, 0x72, 0x01);

/** GS ( H fn 48: echoes the id when what stands before it is printed. Four characters of 20h-7Eh. */
export const marker = (id: string): Uint8Array =>
  Uint8Array.of(
    0x1d,
    0x28,
    0x48,
    0x06,
    0x00,
    0x30,
    0x30,
    ...[...id].map((character) => character.charCodeAt(0)),
  );

/** DLE DC4 fn 1: the pulse in real time, also while the printer stands still. Steps of 100 ms, 1-8. */
export function realtimePulse(pin: 2 | 5, pulseMs: number): Uint8Array {
  const time = Math.min(8, Math.max(1, Math.ceil(pulseMs / 100)));
  return Uint8Array.of(0x10, 0x14, 0x01, pin === 2 ? 0 : 1, time);
}

/** Ids of markers, one after another; a start that is new for every process keeps an old printer's echo apart. */
export function createMarkerIds(seed: number): () => string {
  let next = Math.abs(Math.trunc(seed)) % ID_COUNT;
  return () => {
    next = (next + 1) % ID_COUNT;
    return next.toString(36).toUpperCase().padStart(4, "0");
  };
}
const ID_COUNT = 36 ** 4;
