/** Receive buffer, paper and cutter of a simulated printer: what moves, in its time, and only while there is paper below a closed cover. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Faults, type FaultsChange, NO_FAULTS } from "./faults.ts";
import type { Ledger, PaperEntry, Pulse } from "./ledger.ts";

/** The first command of what a printer has received. */
export interface Command {
  readonly length: number;
  /** Acted when it came in: stepped over even while the printer stands. */
  readonly isRealtime: boolean;
  run(): Promise<unknown> | unknown;
}

/** What a family of printers adds: its language and its words about itself. */
export interface Brain {
  /** undefined while it is not complete. */
  cut(bytes: Buffer): Command | undefined;
  /** Bytes as they come in, before they wait in the buffer. */
  arrived(bytes: Buffer): void;
  /** What the printer says about itself may differ. */
  conditionChanged(): void;
  /** The line that was served is over. */
  lineEnded(): void;
  /** The power was cut. */
  forget(): void;
}

export interface Bench {
  faults(): Faults;
  isJammed(): boolean;
  stands(): boolean;
  /** There is something to print. */
  isBusy(): boolean;
  /** To whoever is served now. */
  say(bytes: ArrayLike<number>): void;
  /** False: the power was cut meanwhile. */
  printLine(line: string): Promise<boolean>;
  feed(lines: number): Promise<boolean>;
  cut(mode: "partial" | "full"): Promise<void>;
  kick(pulse: Pulse): void;
  /** Resolves when the printer can move. False: the power was cut meanwhile. */
  untilReady(): Promise<boolean>;
}

export interface BenchOptions {
  readonly ledger: Ledger;
  readonly linesPerSecond: number;
  readonly bufferBytes: number;
  readonly reply: (bytes: ArrayLike<number>) => void;
  /** There is room in the buffer again, or the faults changed. */
  readonly changed: () => void;
}

/** Shorter waits are not worth a timer. */
const LEAST_SLEEP_MS = 4;

export interface Machine extends Bench {
  setFaults(change: FaultsChange): void;
  room(): number;
  receive(bytes: Buffer): void;
  lineEnded(): void;
  loadPaper(): void;
  powerCycle(): void;
  stop(): void;
  state(): MachineState;
}

export interface MachineState {
  readonly online: boolean;
  readonly linesPrinted: number;
  /** Lines on the paper that hangs in the printer. */
  readonly uncutLines: number;
  readonly bufferedBytes: number;
  readonly papers: number;
  readonly pulses: number;
  readonly faults: Faults;
}

export function createMachine(options: BenchOptions, createBrain: (bench: Bench) => Brain): Machine {
  const { ledger } = options;
  let faults = NO_FAULTS;
  let [isJammed, isStopped, isWorking] = [false, false, false];
  let [life, linesPrinted, owedMs] = [0, 0, 0];
  let lines: string[] = [];
  let pulses: Pulse[] = [];
  let buffer = Buffer.alloc(0);
  /** Places in the buffer at which a line ended. */
  let ends: number[] = [];
  let wake = () => {};
  const stands = () => faults.paperOut || faults.coverOpen || faults.paused || isJammed;
  const isBusy = () => isWorking || buffer.length > 0;

  function setFaults(change: FaultsChange): void {
    faults = { ...faults, ...(change as Partial<Faults>) };
    if (change.cutterJams === false) isJammed = false;
    brain.conditionChanged();
    wake();
    options.changed();
  }

  async function untilReady(): Promise<boolean> {
    const now = life;
    while (stands() && !isStopped && now === life) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return now === life && !isStopped;
  }

  function usePaper(): void {
    const left = faults.paperOutAfterLines;
    if (left === null) return;
    setFaults(left <= 1 ? { paperOutAfterLines: null, paperOut: true } : { paperOutAfterLines: left - 1 });
  }

  async function printLine(line: string): Promise<boolean> {
    if (!(await untilReady())) return false;
    lines.push(line.trimEnd());
    linesPrinted += 1;
    owedMs += 1_000 / options.linesPerSecond;
    if (owedMs >= LEAST_SLEEP_MS) {
      const ms = owedMs;
      owedMs = 0;
      await sleep(ms);
    }
    usePaper();
    return true;
  }

  function finishPaper(cut: PaperEntry["cut"]): void {
    if (cut === null && lines.length === 0) return;
    ledger.addPaper({ lines, pulses, cut, truncated: cut === null });
    lines = [];
    pulses = [];
  }

  /** Paper that is not cut when its line is gone and its bytes are through hangs there torn. */
  function passEnds(): void {
    const isReached = (at: number) => at <= 0 || brain.cut(buffer.subarray(0, at)) === undefined;
    if (!ends.some(isReached)) return;
    ends = ends.filter((at) => !isReached(at));
    finishPaper(null);
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    for (let next = nextCommand(); next !== undefined; next = nextCommand()) {
      if (next.isRealtime || !stands()) await obey(next);
      else await untilReady();
    }
    isWorking = false;
    passEnds();
    brain.conditionChanged();
  }

  const nextCommand = (): Command | undefined => (isStopped ? undefined : brain.cut(buffer));

  async function obey(command: Command): Promise<void> {
    const now = life;
    await command.run();
    // What is being printed still takes its room; a power cut may have emptied the buffer meanwhile.
    if (now !== life) return;
    buffer = buffer.subarray(command.length);
    ends = ends.map((at) => at - command.length);
    passEnds();
    options.changed();
  }

  const bench: Bench = {
    faults: () => faults,
    isJammed: () => isJammed,
    ...{ stands, isBusy, untilReady, printLine },
    say(bytes) {
      if (!faults.silent && !(faults.silentWhilePrinting && isBusy())) options.reply(bytes);
    },
    async feed(count) {
      for (let i = 0; i < count; i++) if (!(await printLine(""))) return false;
      return true;
    },
    async cut(mode) {
      if (!(await untilReady())) return;
      if (faults.cutterJams) {
        isJammed = true;
        brain.conditionChanged();
        if (!(await untilReady())) return;
      }
      finishPaper(mode);
    },
    kick(pulse) {
      pulses.push(pulse);
      ledger.addPulse(pulse);
    },
  };
  const brain = createBrain(bench);
  return {
    ...bench,
    setFaults,
    // Parameters of a long command go straight to where they belong: a band of a raster is larger than the buffer.
    room: () =>
      buffer.length > 0 && brain.cut(buffer) === undefined
        ? options.bufferBytes
        : options.bufferBytes - buffer.length,
    receive(bytes) {
      brain.arrived(bytes);
      buffer = Buffer.concat([buffer, bytes]);
      void work();
    },
    lineEnded() {
      ends.push(buffer.length);
      brain.lineEnded();
      if (!isWorking) passEnds();
    },
    loadPaper: () => setFaults({ paperOut: false, paperOutAfterLines: null, paperNearEnd: false }),
    powerCycle() {
      life += 1;
      buffer = Buffer.alloc(0);
      ends = [];
      brain.forget();
      finishPaper(null);
      setFaults({ cutterJams: false });
    },
    state: () => ({
      ...{ online: !stands(), linesPrinted, uncutLines: lines.length, bufferedBytes: buffer.length },
      papers: ledger.papers().length,
      pulses: ledger.entries.filter((entry) => entry.type === "pulse").length,
      faults,
    }),
    stop() {
      isStopped = true;
      wake();
    },
  };
}
