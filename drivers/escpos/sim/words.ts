/** Status words as the printer says them. Source: Epson ESC/POS reference, DLE EOT, GS a, GS r. */
export interface Condition {
  readonly paperOut: boolean;
  readonly paperNearEnd: boolean;
  readonly coverOpen: boolean;
  readonly jammed: boolean;
}

const isOffline = (now: Condition): boolean => now.paperOut || now.coverOpen || now.jammed;
const bits = (...words: readonly (readonly [boolean, number])[]): number =>
  words.reduce((sum, [set, value]) => (set ? sum | value : sum), 0);

/** The reply to DLE EOT n. */
export function realtimeStatus(n: number, now: Condition): number {
  const near = now.paperNearEnd || now.paperOut;
  const words: Readonly<Record<number, number>> = {
    1: bits([isOffline(now), 0x08]),
    2: bits([now.coverOpen, 0x04], [now.paperOut, 0x20], [now.jammed, 0x40]),
    3: bits([now.jammed, 0x08]),
    4: bits([near, 0x0c], [now.paperOut, 0x60]),
  };
  return 0x12 | (words[n] ?? 0);
}

/** Automatic status back. */
export const asbOf = (now: Condition): readonly number[] => [
  0x10 | bits([isOffline(now), 0x08], [now.coverOpen, 0x20]),
  bits([now.jammed, 0x08]),
  paperStatus(now),
  0,
];

/** The reply to GS r 1. */
export const paperStatus = (now: Condition): number =>
  bits([now.paperNearEnd || now.paperOut, 0x03], [now.paperOut, 0x0c]);
