/**
 * What systemd wants to hear of a Type=notify service: sd_notify(3). Silent where nobody listens.
 * Node has no unix datagram sockets, so systemd's own `systemd-notify` carries the words; the unit needs NotifyAccess=all.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Log } from "../core/log.ts";
import { pause } from "../lib/wait.ts";

const run = promisify(execFile);
/** A notification that is not taken by then is lost; the next one follows. */
const NOTIFY_TIMEOUT_MS = 5_000;
const US_PER_MS = 1_000;

export interface ServiceManager {
  /** The house is open: orders are taken. */
  ready(status: string): Promise<void>;
  /** One line for `systemctl status`. */
  status(text: string): Promise<void>;
  /** The house closes in good order. */
  stopping(): Promise<void>;
  /**
   * Tells the watchdog twice per interval that we live, while `healthy()` says so; returns when the signal fires.
   * A frozen event loop tells nothing, and systemd starts the gateway anew.
   */
  watch(healthy: () => boolean, signal: AbortSignal): Promise<void>;
}

/** Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. */
export function openServiceManager(
  environment: NodeJS.ProcessEnv,
  processId: number,
  log: Log,
): ServiceManager {
  const tell = async (...lines: readonly string[]) => {
    if (environment["NOTIFY_SOCKET"] === undefined) return;
    try {
      await run("systemd-notify", lines, { env: environment, timeout: NOTIFY_TIMEOUT_MS });
    } catch (error) {
      // Shops must not close because a status line did not arrive; a missing READY or WATCHDOG systemd answers itself.
      log.warn("systemd was not told", { lines, error });
    }
  };
  const everyMs = watchdogPauseMs(environment, processId);
  return {
    ready: (status) => tell("READY=1", statusLine(status)),
    status: (text) => tell(statusLine(text)),
    stopping: () => tell("STOPPING=1"),
    async watch(healthy, signal) {
      if (everyMs === undefined) return;
      while (!signal.aborted) {
        if (healthy()) await tell("WATCHDOG=1");
        await pause(everyMs, signal);
      }
    },
  };
}

/** Half of WATCHDOG_USEC, as sd_watchdog_enabled(3) advises; undefined: no watchdog, or not ours. */
function watchdogPauseMs(environment: NodeJS.ProcessEnv, processId: number): number | undefined {
  const interval = Number(environment["WATCHDOG_USEC"]);
  const watched = environment["WATCHDOG_PID"];
  if (!Number.isSafeInteger(interval) || interval <= 0) return undefined;
  if (watched !== undefined && watched !== String(processId)) return undefined;
  return interval / 2 / US_PER_MS;
}

/** A line break would begin another assignment. */
const statusLine = (text: string): string => `STATUS=${text.replace(/\s+/g, " ")}`;
