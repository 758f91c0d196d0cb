import { randomUUID } from "node:crypto";
import type { Stamp } from "../tx.ts";

/** No clock of a running gateway is right before this was written. Raised with releases. */
const BUILT_MS = Date.UTC(2026, 10, 1);
/** NTP steps and leap smears stay far below; a Pi without RTC is off by hours or decades. */
const BACK_TOLERANCE_MS = 120_000;

/** Asked only while the clock seems wrong. Wall ms; null: nobody set it. */
type SynchronisedAt = () => number | null;

/**
 * Stamps facts. The wall clock counts as wrong while it is before the newest fact on disk: it jumped back, or the
 * machine has no RTC. Where a time service set it since, the facts were stamped by a clock that ran ahead, and the clock is right.
 * Order never depends on it.
 */
export function createClock(
  newestFactMs: number,
  wallMs: () => number,
  monoMs: () => number,
  synchronisedAtMs: SynchronisedAt = () => null,
): () => Stamp {
  const bootId = randomUUID();
  let floorMs = Math.max(BUILT_MS, newestFactMs) - BACK_TOLERANCE_MS;
  const isVouchedFor = (wall: number): boolean => {
    const setAtMs = synchronisedAtMs();
    return setAtMs !== null && setAtMs >= BUILT_MS && wall >= setAtMs - BACK_TOLERANCE_MS;
  };
  return () => {
    const wall = Math.round(wallMs());
    const clockOk = wall >= floorMs || isVouchedFor(wall);
    if (clockOk)
      floorMs = wall < floorMs ? wall - BACK_TOLERANCE_MS : Math.max(floorMs, wall - BACK_TOLERANCE_MS);
    return { wallMs: wall, monoMs: Math.round(monoMs()), bootId, clockOk };
  };
}
