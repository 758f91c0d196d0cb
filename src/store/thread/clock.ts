/**
 * Stamps facts, and says whether the wall clock behind a stamp can be trusted. Order never depends on it; what expires does.
 *
 * The wall is behind while it is before the newest trusted fact: it jumped back, or the machine has no RTC. It is ahead when
 * it moved further than the monotonic clock since it was last trusted. Two witnesses overrule both: a time service that set
 * it since, and the Date of a vendor's answer, which the monotonic clock carries on.
 */
import { randomUUID } from "node:crypto";
import type { Stamp } from "../tx.ts";

/** No clock of a running gateway is right before this was written. Raised with releases. */
const BUILT_MS = Date.UTC(2026, 10, 1);
/** NTP steps, leap smears and a slow answer of a vendor stay far below; a clock that lost its time is off by hours or decades. */
const TOLERANCE_MS = 120_000;
/** So soon after a boot a leap ahead is the time service at work, not a clock going wrong: a machine without RTC begins in the past. */
const SETTLING_MS = 900_000;

export type ClockDoubt = "behind" | "ahead";

export interface ClockSources {
  /** Newest stamp on disk that was trusted; 0: none. */
  readonly newestFactMs: number;
  readonly wallMs: () => number;
  /** Since the process began; stands still while the machine sleeps. */
  readonly monoMs: () => number;
  /** Since the machine began, sleep included. Asked only when the wall leapt. */
  readonly uptimeMs: () => number;
  /** When a time service last set the wall, by the wall. Asked only while the clock seems wrong; null: nobody did. */
  readonly synchronisedAtMs: () => number | null;
}

export interface Clock {
  stamp(): Stamp;
  /** null: the wall is trusted. */
  doubt(): ClockDoubt | null;
  /** A vendor's answer named the time. */
  told(wallMs: number): void;
}

export function createClock(sources: ClockSources): Clock {
  const { monoMs, uptimeMs, synchronisedAtMs } = sources;
  const bootId = randomUUID();
  const line = createLine(monoMs, uptimeMs);
  let floorMs = Math.max(BUILT_MS, sources.newestFactMs) - TOLERANCE_MS;
  let trusted: Moment | null = null;
  let told: Moment | null = null;
  /** As it was first seen. A time service that set the wall later than that has put it right. */
  let wrong: { readonly doubt: ClockDoubt; readonly sinceMs: number } | null = null;

  const doubtOf = (wall: number): ClockDoubt | null => {
    if (told) return doubtBeside(line.leapMs(told, wall));
    if (wall < floorMs) return "behind";
    const hasLeapt = trusted !== null && doubtBeside(line.leapMs(trusted, wall)) === "ahead";
    return hasLeapt && uptimeMs() > SETTLING_MS ? "ahead" : null;
  };
  const isVouchedFor = (wall: number, { doubt, sinceMs }: NonNullable<typeof wrong>): boolean => {
    const setAtMs = synchronisedAtMs();
    if (setAtMs === null || setAtMs < BUILT_MS || wall < setAtMs - TOLERANCE_MS) return false;
    const isOnlyBeforeFacts = doubt === "behind" && told === null;
    return isOnlyBeforeFacts || setAtMs >= sinceMs - TOLERANCE_MS;
  };
  const trust = (wall: number): null => {
    wrong = null;
    trusted = line.at(wall);
    floorMs = wall < floorMs ? wall - TOLERANCE_MS : Math.max(floorMs, wall - TOLERANCE_MS);
    return null;
  };
  const look = (wall: number): ClockDoubt | null => {
    const doubt = doubtOf(wall);
    if (doubt === null) return trust(wall);
    if (wrong?.doubt !== doubt) wrong = { doubt, sinceMs: wall };
    if (!isVouchedFor(wall, wrong)) return doubt;
    // Where the time service and a vendor disagree, the service is the one that is there for this.
    told = null;
    return trust(wall);
  };
  const wallNow = (): number => Math.round(sources.wallMs());

  return {
    stamp() {
      const wallMs = wallNow();
      return { wallMs, monoMs: Math.round(monoMs()), bootId, clockOk: look(wallMs) === null };
    },
    doubt: () => look(wallNow()),
    told(wallMs) {
      if (wallMs >= BUILT_MS) told = line.at(wallMs);
    },
  };
}

function doubtBeside(leapMs: number): ClockDoubt | null {
  if (Math.abs(leapMs) <= TOLERANCE_MS) return null;
  return leapMs > 0 ? "ahead" : "behind";
}

/** A wall that was right, and the same moment by the monotonic clock. */
interface Moment {
  readonly wallMs: number;
  readonly monoMs: number;
}

/** The monotonic clock, with the time that the machine slept: looked for only where the wall seems to have leapt. */
function createLine(monoMs: () => number, uptimeMs: () => number) {
  const upBeforeMs = uptimeMs() - monoMs();
  let sleptMs = 0;
  const aheadMs = (moment: Moment, wall: number): number =>
    wall - moment.wallMs - (monoMs() + sleptMs - moment.monoMs);
  return {
    at: (wallMs: number): Moment => ({ wallMs, monoMs: monoMs() + sleptMs }),
    /** How much further than this clock the wall has gone since; negative: less far. */
    leapMs(moment: Moment, wall: number): number {
      if (aheadMs(moment, wall) > TOLERANCE_MS) {
        sleptMs = Math.max(sleptMs, uptimeMs() - monoMs() - upBeforeMs);
      }
      return aheadMs(moment, wall);
    },
  };
}
