/** What stands behind an emulated plug: the ESC/POS simulator that the tests over TCP use too, or only the test itself. */
import type { FaultsChange } from "../../../drivers/escpos/sim/faults.ts";
import { createLedger, type PaperEntry } from "../../../drivers/escpos/sim/ledger.ts";
import { createMachine } from "../../../drivers/escpos/sim/machine.ts";
import { watchRealtime } from "../../../drivers/escpos/sim/realtime.ts";
import type { Front } from "./device.ts";

/** GET_PORT_STATUS of the printer class: 20h no paper, 10h selected, 08h no error. */
const WELL = 0x18;
const NO_PAPER = 0x38;
/** Cover, cutter: an error. */
const FAULT = 0x10;

export interface Printer extends Front {
  /** What came in, where nothing else keeps it. */
  received(): Buffer;
  papers(): readonly PaperEntry[];
  setFaults(change: FaultsChange): void;
  loadPaper(): void;
  /** Its cable is out, or its power: what it was told is over. */
  lineEnded(): void;
  stop(): void;
}

export interface Back {
  readonly reply: (bytes: Uint8Array) => void;
  readonly changed: () => void;
}

export function createEscposPrinter(back: Back): Printer {
  const ledger = createLedger(undefined, undefined);
  const machine = createMachine({
    ...{ ledger, model: "TM-T20II", columns: 48, linesPerSecond: 2_000, bufferBytes: 4_096 },
    reply: (bytes) => back.reply(Uint8Array.from(bytes)),
    changed: back.changed,
  });
  let tail: readonly number[] = [];
  return {
    room: machine.room,
    take(bytes) {
      for (const byte of bytes) {
        const seen = watchRealtime(tail, byte);
        tail = seen.tail;
        if (seen.command) machine.realtime(seen.command);
      }
      machine.receive(bytes);
    },
    portStatus() {
      const { faults, online } = machine.state();
      if (faults.paperOut) return NO_PAPER;
      return online ? WELL : FAULT;
    },
    received: () => Buffer.alloc(0),
    papers: ledger.papers,
    setFaults: machine.setFaults,
    loadPaper: machine.loadPaper,
    lineEnded: machine.lineEnded,
    stop: machine.stop,
  };
}

export function createRawPrinter(back: Back): Printer {
  const chunks: Buffer[] = [];
  return {
    room: () => Infinity,
    take: (bytes) => chunks.push(Buffer.from(bytes)),
    portStatus: () => WELL,
    received: () => Buffer.concat(chunks),
    papers: () => [],
    setFaults: back.changed,
    ...{ loadPaper() {}, lineEnded() {}, stop() {} },
  };
}
