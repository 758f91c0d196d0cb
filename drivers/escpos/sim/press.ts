/** Head, roll and cutter: what moves, in its time, and only while there is paper below a closed cover. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Faults, type FaultsChange, NO_FAULTS } from "./faults.ts";
import { createHead, type Head } from "./head.ts";
import type { Ledger, PaperEntry, Pulse } from "./ledger.ts";
import type { Condition } from "./words.ts";

export interface Press {
  readonly ledger: Ledger;
  readonly head: Head;
  readonly linesPerSecond: number;
  /** Called when what the printer says about itself may differ. */
  readonly conditionChanged: () => void;
  faults: Faults;
  isJammed: boolean;
  isStopped: boolean;
  /** Grows with every power cycle: what was under way before is over. */
  life: number;
  lines: string[];
  pulses: Pulse[];
  linesPrinted: number;
  /** Time of printing that was not slept yet, ms. */
  owedMs: number;
  wake: () => void;
}

/** Shorter waits are not worth a timer. */
const LEAST_SLEEP_MS = 4;

export const createPress = (
  options: Pick<Press, "ledger" | "linesPerSecond" | "conditionChanged"> & { readonly columns: number },
): Press => ({
  ...options,
  head: createHead(options.columns),
  faults: NO_FAULTS,
  ...{ isJammed: false, isStopped: false, life: 0, lines: [], pulses: [], linesPrinted: 0, owedMs: 0 },
  wake: () => {},
});

export const conditionOf = ({ faults, isJammed }: Press): Condition => ({ ...faults, jammed: isJammed });
export const stands = ({ faults, isJammed }: Press): boolean =>
  faults.paperOut || faults.coverOpen || isJammed;

export function setFaults(press: Press, change: FaultsChange): void {
  press.faults = { ...press.faults, ...(change as Partial<Faults>) };
  if (change.cutterJams === false) press.isJammed = false;
  press.conditionChanged();
  press.wake();
}

/** False: the power was cut meanwhile. */
export async function untilReady(press: Press): Promise<boolean> {
  const { life } = press;
  while (stands(press) && !press.isStopped && life === press.life) {
    await new Promise<void>((resolve) => {
      press.wake = resolve;
    });
  }
  return life === press.life && !press.isStopped;
}

/** Moves the paper by lines; `put` makes the nth of them. False: the power was cut meanwhile. */
export async function feed(press: Press, lines: number, put: (line: number) => void): Promise<boolean> {
  for (let i = 0; i < lines; i++) {
    if (!(await untilReady(press))) return false;
    put(i);
    press.linesPrinted += 1;
    await takeTime(press);
    usePaper(press);
  }
  return true;
}

async function takeTime(press: Press): Promise<void> {
  press.owedMs += 1_000 / press.linesPerSecond;
  if (press.owedMs < LEAST_SLEEP_MS) return;
  const ms = press.owedMs;
  press.owedMs = 0;
  await sleep(ms);
}

function usePaper(press: Press): void {
  const left = press.faults.paperOutAfterLines;
  if (left === null) return;
  setFaults(
    press,
    left <= 1 ? { paperOutAfterLines: null, paperOut: true } : { paperOutAfterLines: left - 1 },
  );
}

export const printLine = (press: Press, line: string): Promise<boolean> =>
  feed(press, 1, () => press.lines.push(line.trimEnd()));

export const printHead = (press: Press): Promise<boolean> => printLine(press, press.head.take());

export function kick(press: Press, pulse: Pulse): void {
  press.pulses.push(pulse);
  press.ledger.addPulse(pulse);
}

export function finishPaper(press: Press, cut: PaperEntry["cut"]): void {
  if (cut === null && press.lines.length === 0) return;
  press.ledger.addPaper({ lines: press.lines, pulses: press.pulses, cut, truncated: cut === null });
  press.lines = [];
  press.pulses = [];
}

/** GS V: from 41h on it feeds to the cutter first; below, it works at the beginning of a line only. */
export async function cutPaper(press: Press, mode: number): Promise<void> {
  if (!(await untilReady(press))) return;
  if (press.head.isInLine()) {
    if (mode < 0x41 || !(await printHead(press))) return;
  }
  if (press.faults.cutterJams) {
    press.isJammed = true;
    press.conditionChanged();
    if (!(await untilReady(press))) return;
  }
  finishPaper(press, [0, 0x30, 0x41].includes(mode) ? "full" : "partial");
}
