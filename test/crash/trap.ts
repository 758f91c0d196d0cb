/**
 * Where the gateway is killed: the nth time that a step is seen from outside, at once or a little later. At once means before the
 * step has any effect: the byte, the word or the answer that springs the trap does not get through.
 */
import { performance } from "node:perf_hooks";

/** What can be seen of a gateway without looking into it. */
export const STEPS = [
  "spawned",
  "ready",
  "till_asked",
  "till_answered",
  "event",
  "printer_byte",
  "printer_word",
  "vendor_asked",
  "vendor_committed",
  "vendor_answered",
] as const;
export type Step = (typeof STEPS)[number];

export interface Kill {
  readonly step: Step;
  readonly nth: number;
  /** 0: the step itself does not get through. */
  readonly afterMicros: number;
  /** SIGTERM at the step, SIGKILL after the time: it dies while it closes. */
  readonly isWhileClosing: boolean;
}

export interface Victim {
  terminate(): void;
  kill(): void;
}

export interface Trap {
  arm(kill: Kill, victim: Victim): void;
  disarm(): void;
  /** `count` of a step are about to happen: how many may. Fewer: the gateway is dead, and its lines with it. */
  allow(step: Step, count: number): number;
  hasSprung(): boolean;
}

export function createTrap(): Trap {
  let armed: { readonly kill: Kill; readonly victim: Victim; left: number } | null = null;
  let sprung = false;

  const spring = ({ kill, victim }: { readonly kill: Kill; readonly victim: Victim }): void => {
    armed = null;
    sprung = true;
    if (kill.isWhileClosing) victim.terminate();
    if (kill.afterMicros === 0) victim.kill();
    else after(kill.afterMicros, () => victim.kill());
  };

  return {
    arm(kill, victim) {
      armed = { kill, victim, left: kill.nth };
      sprung = false;
    },
    disarm() {
      armed = null;
    },
    allow(step, count) {
      if (armed?.kill.step !== step) return count;
      armed.left -= count;
      if (armed.left > 0) return count;
      const allowed = count + armed.left - 1;
      const { afterMicros } = armed.kill;
      spring(armed);
      return afterMicros === 0 ? allowed : count;
    },
    hasSprung: () => sprung,
  };
}

/** Timers are too coarse: a commit takes about a millisecond. */
function after(micros: number, act: () => void): void {
  const dueMs = performance.now() + micros / 1_000;
  const look = (): void => {
    if (performance.now() >= dueMs) act();
    else if (dueMs - performance.now() > 5) setTimeout(look, 1);
    else setImmediate(look);
  };
  look();
}
