import { z } from "zod";

const ms = (least: number, most: number) => z.int().min(least).max(most);

/** How long a conversation with a printer waits for what. All in ms. */
export const printerTimeouts = z.strictObject({
  /** Opening the line. 3 s: a printer in the same LAN answers in a few ms, one that wakes up in two seconds. */
  connectTimeoutMs: ms(100, 60_000).default(3_000),
  /** An answer to a question about its status, which printers give at once. 1 s: slow network modules. */
  answerTimeoutMs: ms(20, 30_000).default(1_000),
  /** Without progress and without a reason, until a printer that confirms counts as silent. 30 s: a full buffer prints in 25. */
  confirmTimeoutMs: ms(100, 600_000).default(30_000),
  /** How long a printer without paper, or with its cover open, may hold a job. 15 min: somebody fetches a roll. */
  holdTimeoutMs: ms(100, 86_400_000).default(900_000),
  /** How long a printer that cannot answer may take to end the line after a job. 3 s. */
  finishTimeoutMs: ms(50, 60_000).default(3_000),
  /** Between questions on an idle line. 10 s: interfaces close a line that is idle for minutes. */
  keepAliveMs: ms(50, 240_000).default(10_000),
  /** Longest pause between two tries to open the line. 5 s: a printer that was switched on should not wait. */
  reconnectMaxMs: ms(50, 600_000).default(5_000),
});
export type PrinterTimeouts = z.output<typeof printerTimeouts>;
