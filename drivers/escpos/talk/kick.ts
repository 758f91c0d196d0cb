/** The drawer on the printer's port: in turn with the printing, or at once where the printing stands still. */
import { outcomeUnknown, type Proof, within } from "../../../src/sdk.ts";
import { drawerPulse } from "../bytes/codec.ts";
import type { PrinterLine } from "./line.ts";
import { deliver, type Printing, readyLine, tooLate } from "./printing.ts";
import { realtimePulse } from "./queries.ts";
import { whatIsNeeded } from "./status.ts";

export interface Kick {
  readonly pin: 2 | 5;
  readonly pulseMs: number;
}

/** How often a kick looks whether the job before it is stuck, ms. */
const LOOK_MS = 250;

/** @throws as PrinterDriver.print */
export async function kickDrawer(
  printing: Printing,
  kick: Kick,
  signal: AbortSignal,
): Promise<{ readonly proof: Proof }> {
  const turn = await turnOrStuckLine(printing, signal);
  if ("line" in turn) return kickNow(printing, turn.line, kick);
  try {
    const open = printing.presence.line();
    if (open && standsStill(open)) return await kickNow(printing, open, kick);
    const pulse = Uint8Array.from(drawerPulse(kick.pin, kick.pulseMs));
    const line = await readyLine(printing, signal);
    const { proof } = await deliver(printing, line, { bytes: pulse, printed: false }, signal);
    return { proof };
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
    if (line && standsStill(line)) return { line };
    const giveBack = await printing.turns.take(within(LOOK_MS, signal));
    if (giveBack) return { giveBack };
  }
  throw tooLate(printing);
}

/** Needs a person, and still takes commands in real time. */
const standsStill = (line: PrinterLine): boolean => line.heard() && whatIsNeeded(line.status()) !== undefined;

/** The reply to the next question shows that the printer took the pulse. */
async function kickNow(
  { deviceId }: Printing,
  line: PrinterLine,
  { pin, pulseMs }: Kick,
): Promise<{ readonly proof: Proof }> {
  await line.send(realtimePulse(pin, pulseMs), line.closed);
  if (!(await line.askStatus())) throw outcomeUnknown(`${deviceId} did not answer after the drawer pulse`);
  return { proof: "transport" };
}
