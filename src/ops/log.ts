import { type DestinationStream, pino } from "pino";
import type { Log } from "../core/log.ts";
import { redact, redactText } from "../lib/redact.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Standard output, written before the call returns: the last line before a crash is the one that is needed. */
const standardOutput = (): DestinationStream => pino.destination({ dest: 1, sync: true });

/** One JSON object per line: `{"level":"info","time":"…","device":"front","msg":"printed"}`. Secrets and card numbers never pass. */
export function openLog(level: LogLevel, destination: DestinationStream = standardOutput()): Log {
  const logger = pino(
    {
      level,
      // The process id and the host are in the journal already.
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const write =
    (at: LogLevel) =>
    (message: string, facts: object = {}) => {
      if (logger.isLevelEnabled(at)) logger[at](redact(facts), redactText(message));
    };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
