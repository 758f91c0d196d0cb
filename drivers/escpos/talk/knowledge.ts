/** What this printer was seen to do since the gateway started. */
import type { FenceKind } from "./confirm.ts";

export interface Knowledge {
  /** It said something, on whatever line. */
  heard(): void;
  /** Silence on a new line then means that somebody else holds the printer. */
  isKnownToAnswer(): boolean;
  /** What to put behind the next job: all of it must be answered, or while learning any; nothing for a printer that never did. */
  fences(): readonly FenceKind[];
  /** A job without its confirmation is in doubt. */
  isExpectedToConfirm(): boolean;
  /** @param printed false: nothing was to be printed, so the answer proves only that the command exists */
  confirmed(by: readonly FenceKind[], printed: boolean): void;
  stayedSilent(): void;
}

/** Jobs without any confirmation until a printer counts as one that cannot confirm: each costs a time-out. */
const SILENT_JOBS = 2;

export function createKnowledge(proof: "gs-h" | "gs-r" | "none" | "auto"): Knowledge {
  let learned: readonly FenceKind[] | undefined = proof === "gs-h" || proof === "gs-r" ? [proof] : undefined;
  let wasHeard = learned !== undefined;
  let silentJobs = 0;
  return {
    heard() {
      // A printer that was mute and speaks now gets another chance to confirm.
      if (!wasHeard) silentJobs = 0;
      wasHeard = true;
    },
    isKnownToAnswer: () => wasHeard,
    fences() {
      if (proof === "none") return [];
      if (learned) return learned;
      return silentJobs < SILENT_JOBS ? ["gs-h", "gs-r"] : [];
    },
    isExpectedToConfirm: () => learned !== undefined,
    confirmed(by, printed) {
      if (!printed) return;
      learned = by;
      silentJobs = 0;
    },
    stayedSilent() {
      silentJobs += 1;
    },
  };
}
