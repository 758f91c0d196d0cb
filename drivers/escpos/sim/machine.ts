/** The printer behind the port: a receive buffer, a head, a roll of paper, a cutter; it works through its bytes in order and in its time. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Faults, FaultsChange } from "./faults.ts";
import { NO_FAULTS } from "./faults.ts";
import { createHead } from "./head.ts";
import type { Ledger, Pulse } from "./ledger.ts";
import { cutToken, type Token } from "./tokens.ts";
import { asbOf, type Condition, paperStatus, realtimeStatus } from "./words.ts";

export interface MachineOptions {
  readonly ledger: Ledger;
  readonly model: string;
  readonly columns: number;
  readonly linesPerSecond: number;
  readonly bufferBytes: number;
  /** Sends to whoever is served now. */
  readonly reply: (bytes: readonly number[]) => void;
  /** There is room in the buffer again, or the faults changed. */
  readonly changed: () => void;
}

export interface Machine {
  readonly faults: () => Faults;
  setFaults(change: FaultsChange): void;
  room(): number;
  receive(bytes: Uint8Array): void;
  /** The line that sent the last bytes is over. */
  lineEnded(): void;
  /** DLE EOT n, DLE DC4 1, DLE ENQ 2. */
  realtime(command: readonly number[]): void;
  loadPaper(): void;
  powerCycle(): void;
  state(): object;
  stop(): void;
}

/** Shorter waits are not worth a timer. */
const LEAST_SLEEP_MS = 4;
/** Dots of a line of text, for pictures. */
const LINE_DOTS = 30;

export function createMachine(options: MachineOptions): Machine {
  const { ledger, bufferBytes } = options;
  const head = createHead(options.columns);
  let faults = NO_FAULTS;
  let buffer = Buffer.alloc(0);
  /** Bytes of the buffer at which a line ended. */
  let ends: number[] = [];
  let paper: { lines: string[]; pulses: Pulse[] } = { lines: [], pulses: [] };
  let isJammed = false;
  let asbMask = 0;
  let toldAsb = "";
  let pendingMarker: readonly number[] | undefined;
  let qrData = "";
  let isWorking = false;
  let isStopped = false;
  let owedMs = 0;
  let linesPrinted = 0;
  let generation = 0;
  let wake = () => {};

  const condition = (): Condition => ({ ...faults, jammed: isJammed });
  const stands = (): boolean => faults.paperOut || faults.coverOpen || isJammed;
  const isBusy = (): boolean => isWorking || buffer.length > 0;

  function say(bytes: readonly number[]): void {
    if (faults.silent || (faults.silentWhilePrinting && isBusy())) return;
    options.reply(bytes);
  }

  function tellStatus(): void {
    const asb = asbOf(condition());
    if (asbMask === 0 || asb.join() === toldAsb) return;
    toldAsb = asb.join();
    say(asb);
  }

  function change(next: FaultsChange): void {
    faults = { ...faults, ...(next as Partial<Faults>) };
    if (next.cutterJams === false) isJammed = false;
    tellStatus();
    options.changed();
    wake();
  }

  async function untilReady(): Promise<void> {
    while (stands() && !isStopped) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  /** Paper runs: in time, and only while there is paper below a closed cover. */
  async function run(lines: number, put: (line: number) => void): Promise<void> {
    const mine = generation;
    for (let i = 0; i < lines; i++) {
      await untilReady();
      if (mine !== generation || isStopped) return;
      put(i);
      linesPrinted += 1;
      owedMs += 1_000 / options.linesPerSecond;
      if (owedMs >= LEAST_SLEEP_MS) {
        await sleep(owedMs);
        owedMs = 0;
      }
      const left = faults.paperOutAfterLines;
      if (left !== null)
        change(left <= 1 ? { paperOutAfterLines: null, paperOut: true } : { paperOutAfterLines: left - 1 });
    }
  }

  const printLine = (line: string): Promise<void> => run(1, () => paper.lines.push(line.trimEnd()));

  async function printHead(): Promise<void> {
    await printLine(head.take());
    sayMarker();
  }

  function sayMarker(): void {
    if (!pendingMarker || head.isInLine()) return;
    const id = faults.wrongMarkerId ? [0x21, 0x21, 0x21, 0x21] : pendingMarker;
    pendingMarker = undefined;
    say([0x37, 0x22, ...id, 0]);
    if (faults.markerTwice) say([0x37, 0x22, ...id, 0]);
  }

  function kick(pin: 2 | 5, ms: number, realtime: boolean): void {
    const pulse = { pin, ms, realtime };
    paper.pulses.push(pulse);
    ledger.addPulse(pulse);
  }

  function finishPaper(cut: "partial" | "full" | null): void {
    if (cut === null && paper.lines.length === 0) return;
    ledger.addPaper({ ...paper, cut, truncated: cut === null });
    paper = { lines: [], pulses: [] };
  }

  async function cut(args: Uint8Array): Promise<void> {
    const [mode = 0] = args;
    const mine = generation;
    await untilReady();
    if (mode >= 0x41) {
      if (head.isInLine()) await printHead();
    } else if (head.isInLine()) return; // GS V 0 works at the beginning of a line only
    if (faults.cutterJams) {
      isJammed = true;
      tellStatus();
      await untilReady();
    }
    if (mine !== generation || isStopped) return;
    finishPaper([0, 0x30, 0x41].includes(mode) ? "full" : "partial");
  }

  async function raster(args: Uint8Array): Promise<void> {
    const width = ((args[2] ?? 0) + (args[3] ?? 0) * 256) * 8;
    const rows = (args[4] ?? 0) + (args[5] ?? 0) * 256;
    await run(Math.max(1, Math.ceil(rows / LINE_DOTS)), (i) => {
      if (i === 0) paper.lines.push(`[image ${width}x${rows}]`);
    });
    sayMarker();
  }

  async function code2d(args: Uint8Array): Promise<void> {
    const fn = args[3];
    if (fn === 0x50) qrData = Buffer.from(args.subarray(5)).toString("utf8");
    if (fn === 0x51) await printLine(`[code ${qrData}]`);
    sayMarker();
  }

  const commands: Readonly<Record<string, (args: Uint8Array) => Promise<void> | void>> = {
    LF: () => printHead(),
    "ESC @": () => {
      head.reset();
      asbMask = 0;
    },
    "ESC t": ([id = 0]) => head.selectTable(id),
    "ESC d": async ([lines = 0]) => {
      if (head.isInLine()) await printHead();
      await run(lines, () => paper.lines.push(""));
    },
    "ESC J": async () => {
      if (head.isInLine()) await printHead();
    },
    "ESC p": ([pin = 0, on = 0]) => kick((pin & 1) === 0 ? 2 : 5, on * 2, false),
    "ESC i": () => cut(Uint8Array.of(0)),
    "ESC m": () => cut(Uint8Array.of(1)),
    "ESC v": () => queuedStatus(paperStatus(condition())),
    "ESC u": () => queuedStatus(0),
    "GS !": ([n = 0]) => head.selectSize(n),
    "GS V": (args) => cut(args),
    "GS v": (args) => raster(args),
    "GS k": (args) =>
      printLine(
        `[barcode ${Buffer.from(args.subarray(args[0] === undefined || args[0] <= 6 ? 1 : 2)).toString("latin1")}]`,
      ),
    "GS ( k": (args) => code2d(args),
    "GS a": ([mask = 0]) => {
      asbMask = mask;
      toldAsb = "";
      tellStatus();
    },
    "GS r": ([n = 0]) => queuedStatus((n & 0x0f) === 1 ? paperStatus(condition()) : 0),
    "GS I": ([n = 0]) => identify(n),
    "GS ( H": (args) => {
      if (args[2] !== 0x30 || faults.noMarkers || faults.markerAtOnce) return;
      pendingMarker = [...args.subarray(4, 8)];
      sayMarker();
    },
  };

  function queuedStatus(byte: number): void {
    if (!faults.noQueuedStatus) say([byte]);
  }

  function identify(n: number): void {
    const names: Readonly<Record<number, string>> = {
      65: "1.00 ESC/POS",
      66: "EPSON",
      67: options.model,
      68: "SIM0000001",
    };
    const name = names[n];
    if (name) say([0x5f, ...Buffer.from(name, "latin1"), 0]);
    else if ([1, 2, 3, 0x31, 0x32, 0x33].includes(n)) say([(n & 0x0f) === 2 ? 0x02 : 0x20 + (n & 0x0f)]);
  }

  async function execute(token: Token): Promise<void> {
    if (token.type === "command") return commands[token.name]?.(token.args);
    for (const line of head.add(token.bytes)) await printLine(line);
  }

  function passEnds(): void {
    const reached = ends.filter((at) => at <= 0 || cutToken(buffer.subarray(0, at)) === undefined);
    ends = ends.filter((at) => !reached.includes(at));
    if (reached.length > 0) finishPaper(null);
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    try {
      while (!isStopped && cutToken(buffer) !== undefined) {
        await untilReady();
        const mine = generation;
        const next = cutToken(buffer);
        if (!next || isStopped) continue;
        await execute(next.token);
        // What is being printed still takes its room; a power cut may have emptied the buffer meanwhile.
        if (mine === generation) consume(next.length);
      }
    } finally {
      isWorking = false;
    }
    passEnds();
  }

  function consume(length: number): void {
    buffer = buffer.subarray(length);
    ends = ends.map((at) => at - length);
    passEnds();
    options.changed();
  }

  return {
    faults: () => faults,
    setFaults: change,
    room: () => bufferBytes - buffer.length,
    receive(bytes) {
      buffer = Buffer.concat([buffer, bytes]);
      void work();
    },
    lineEnded() {
      ends.push(buffer.length);
      asbMask = 0;
      if (!isWorking) passEnds();
    },
    realtime([, kind, n = 0, pin = 0, time = 0]) {
      if (kind === 0x04) say([realtimeStatus(n, condition())]);
      if (kind === 0x14 && n === 1) kick((pin & 1) === 0 ? 2 : 5, time * 100, true);
      if (kind === 0x05 && n === 2) {
        buffer = Buffer.alloc(0);
        change({ cutterJams: false });
      }
    },
    loadPaper: () => change({ paperOut: false, paperOutAfterLines: null, paperNearEnd: false }),
    powerCycle() {
      generation += 1;
      buffer = Buffer.alloc(0);
      ends = [];
      head.reset();
      pendingMarker = undefined;
      asbMask = 0;
      finishPaper(null);
      change({ cutterJams: false });
    },
    state: () => ({
      online: !stands(),
      linesPrinted,
      bufferedBytes: buffer.length,
      uncutLines: paper.lines.length,
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
