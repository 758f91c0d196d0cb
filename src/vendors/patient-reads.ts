/** A page that a vendor did not give is asked for again: reading changes nothing there, so once more is always safe. */
import type { PatientRead } from "../core/adapter.ts";
import { type GatewayError, isGatewayError } from "../core/errors.ts";
import { backoffMs } from "../core/jobs/retry.ts";
import type { Time } from "../lib/time.ts";

/** After the first try. What still fails then is no hiccup: whoever asked decides. */
const REPEATS = 4;
/** The longest pause: somebody may stand before the screen and wait for the answer, whatever `Retry-After` says. */
const LONGEST_PAUSE_MS = 10_000;
const BACKOFF = { baseMs: 500, capMs: LONGEST_PAUSE_MS };

/** Repeats on vendor_unavailable and outcome_unknown; everything else is thrown at once, and so is the last failure. */
export function createPatientRead(time: Time): PatientRead {
  /** True after a pause: ask again. */
  const isWorthRepeating = async (
    error: unknown,
    failures: number,
    signal: AbortSignal,
  ): Promise<boolean> => {
    if (failures > REPEATS || signal.aborted || !isPassing(error)) return false;
    await time.pause(pauseMs(error, failures, time.random()), signal);
    return !signal.aborted;
  };
  return async (read, signal) => {
    for (let failures = 1; ; failures += 1) {
      try {
        return await read();
      } catch (error) {
        if (!(await isWorthRepeating(error, failures, signal))) throw error;
      }
    }
  };
}

const isPassing = (error: unknown): error is GatewayError =>
  isGatewayError(error) && (error.code === "vendor_unavailable" || error.code === "outcome_unknown");

const pauseMs = ({ retryAfterMs }: GatewayError, failures: number, random: number): number =>
  Math.min(retryAfterMs ?? backoffMs(failures, BACKOFF, random), LONGEST_PAUSE_MS);
