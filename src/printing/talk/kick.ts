/** The drawer on the printer's port: in turn with the printing, or at once where the printing stands still. */
import type { Proof } from "../../core/driver.ts";
import { outcomeUnknown } from "../../core/errors.ts";
import { within } from "../../lib/deadline.ts";
import type { PrinterLine } from "./line.ts";
import { deliver, NOTHING, type Printing, readyLine, tooLate } from "./printing.ts";
import { whatIsNeeded } from "./tongue.ts";

/** How often a kick looks whether the job before it is stuck, ms. */
const STUCK_LOOK_MS = 250;

export interface Kick {
  readonly pin: 2 | 5;
  readonly pulseMs: number;
  /** The pulse in turn with the printing. */
  readonly bytes: Uint8Array;
}

/** The drawer: in turn with the printing, or at once where the printing stands still. @throws as PrinterDriver.print */
export async function kickDrawer(
  printing: Printing,
  kick: Kick,
  signal: AbortSignal,
): Promise<{ readonly proof: Proof }> {
  const turn = await turnOrStuckLine(printing, signal);
  if ("line" in turn) return kickNow(printing, turn.line, kick);
  try {
    const open = printing.presence.line();
    if (open && isStuck(printing, open)) return await kickNow(printing, open, kick);
    const line = await readyLine(printing, signal);
    return { proof: await deliver(printing, line, { body: kick.bytes, tail: NOTHING, labels: 0 }, signal) };
  } finally {
    turn.giveBack();
  }
}

/** A guest waits for change while the printer waits for paper: the drawer must not wait for either. */
async function turnOrStuckLine(
  printing: Printing,
  signal: AbortSignal,
): Promise<{ readonly giveBack: () => void } | { readonly line: PrinterLine }> {
  while (!signal.aborted) {
    const line = printing.waitingOn;
    if (line && isStuck(printing, line)) return { line };
    const giveBack = await printing.turns.take(within(STUCK_LOOK_MS, signal));
    if (giveBack) return { giveBack };
  }
  throw tooLate(printing);
}

function isStuck({ tongue }: Printing, line: PrinterLine): boolean {
  const status = line.report()?.status;
  return tongue.pulseNow !== undefined && status !== undefined && whatIsNeeded(status) !== undefined;
}

/** The answer to the next question shows that the printer took the pulse. */
async function kickNow(
  { deviceId, tongue }: Printing,
  line: PrinterLine,
  { pin, pulseMs }: Kick,
): Promise<{ readonly proof: Proof }> {
  await line.send(tongue.pulseNow?.(pin, pulseMs) ?? NOTHING, line.closed);
  if (!(await line.ask())) throw outcomeUnknown(`${deviceId} did not answer after the drawer pulse`);
  return { proof: "transport" };
}
