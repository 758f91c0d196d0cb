/** A Star printer's mind: letters gather in a line, commands act in order, ETB is counted when what stands before it is printed. */
import iconv from "iconv-lite";
import type { Bench, Brain, Command } from "../../../test/help/printer-sim/bench.ts";
import { type Cut, cutCommand } from "./tokens.ts";
import { asbOf } from "./words.ts";

/** Code tables by ESC GS t, as Star numbers them. */
const TABLES: Readonly<Record<number, string>> = {
  ...{ 1: "cp437", 4: "cp858", 5: "cp852", 6: "cp860", 7: "cp861", 8: "cp863", 9: "cp865", 10: "cp866" },
  ...{ 11: "cp855", 12: "cp857", 15: "cp737", 17: "cp869", 32: "win1252", 33: "win1250", 34: "win1251" },
};
/** Dots of a line of text: how far a picture moves the paper. */
const LINE_DOTS = 30;

interface Mind {
  readonly bench: Bench;
  readonly columns: number;
  line: string;
  cells: number;
  width: number;
  table: string;
  isAsbOn: boolean;
  told: string;
  count: number;
  isEtb: boolean;
  pulseMs: number;
  qr: string;
  /** Raster mode: rows so far, ESC * r F, ESC * r E. */
  rows: number | undefined;
  ffMode: number;
  eotMode: number;
  /** The last bytes that came in: real-time commands are seen across packets. */
  tail: number[];
}

export function createStarBrain(bench: Bench, columns: number): Brain {
  const mind: Mind = {
    ...{ bench, columns, line: "", cells: 0, width: 1, table: "cp437", isAsbOn: false, told: "" },
    ...{ count: 0, isEtb: false, pulseMs: 200, qr: "", rows: undefined, ffMode: 13, eotMode: 13, tail: [] },
  };
  return {
    cut(bytes) {
      const cut = cutCommand(bytes, mind.rows !== undefined);
      return cut && asCommand(mind, cut);
    },
    arrived(bytes) {
      for (const byte of bytes) hear(mind, byte);
    },
    conditionChanged: () => tell(mind),
    lineEnded() {
      mind.isAsbOn = false;
    },
    forget() {
      reset(mind);
      Object.assign(mind, { isAsbOn: false, count: 0, isEtb: false, rows: undefined });
    },
  };
}

function asCommand(mind: Mind, cut: Cut): Command {
  return {
    length: cut.length,
    isRealtime: cut.name === "ESC 0x06" || cut.name === "0x1c",
    run: () => (cut.name === "text" ? type(mind, cut.args) : COMMANDS[cut.name]?.(mind, cut.args)),
  };
}

/** ESC ACK SOH is answered, and FS right behind ESC BEL obeyed, as they come in: a lone 1Ch may stand in a picture. */
function hear(mind: Mind, byte: number): void {
  mind.tail = [...mind.tail, byte].slice(-5);
  if (mind.tail.slice(-3).join() === "27,6,1") mind.bench.say(status(mind));
  const [first, second, time = 0] = mind.tail;
  if (first === 0x1b && second === 0x07 && byte === 0x1c)
    mind.bench.kick({ pin: 2, ms: time * 10, realtime: true });
  if (byte === 0x17 && mind.bench.faults().countsAtOnce) sayCount(mind);
}

function status({ bench, count, isEtb }: Mind): readonly number[] {
  const faults = bench.faults();
  const status = asbOf({ ...faults, jammed: bench.isJammed(), count, isEtb });
  return faults.noCounter ? [0x0f, ...status.slice(1, 7)] : status;
}

/** Only changes are told. */
function tell(mind: Mind): void {
  const words = status(mind);
  if (!mind.isAsbOn || words.join() === mind.told) return;
  mind.told = words.join();
  mind.bench.say(words);
  mind.isEtb = false;
}

function reset(mind: Mind): void {
  Object.assign(mind, { line: "", cells: 0, width: 1, table: "cp437" });
}

async function type(mind: Mind, bytes: Buffer): Promise<void> {
  for (const char of iconv.decode(bytes, mind.table)) {
    if (mind.cells + mind.width > mind.columns) await printLine(mind);
    mind.line += char;
    mind.cells += mind.width;
  }
}

function printLine(mind: Mind, line = mind.line): Promise<boolean> {
  Object.assign(mind, { line: "", cells: 0 });
  return mind.bench.printLine(line);
}

async function flush(mind: Mind): Promise<void> {
  if (mind.line !== "") await printLine(mind);
}

async function picture(mind: Mind, name: string, dots: number): Promise<void> {
  await flush(mind);
  await mind.bench.printLine(`[${name}]`);
  await mind.bench.feed(Math.max(0, Math.ceil(dots / LINE_DOTS) - 1));
}

function sayCount(mind: Mind): void {
  mind.count = (mind.count + 1) % 32;
  mind.isEtb = true;
  tell(mind);
}

async function printSheet(mind: Mind): Promise<void> {
  const rows = mind.rows ?? 0;
  if (rows > 0) await picture(mind, `raster ${rows} rows`, rows);
  mind.rows = mind.rows === undefined ? undefined : 0;
}

async function endSheet(mind: Mind, mode: number): Promise<void> {
  await printSheet(mind);
  if (mode === 0 || mode >= 8) await mind.bench.cut(mode === 8 || mode === 9 ? "full" : "partial");
}

const number = (args: Buffer): number => Number.parseInt(args.toString("latin1"), 10) || 0;
const digit = (byte: number | undefined): number => (byte ?? 0) & 0x0f;

const COMMANDS: Readonly<Record<string, (mind: Mind, args: Buffer) => unknown>> = {
  "0x0a": (mind) => printLine(mind),
  "0x07": ({ bench, pulseMs }) => bench.kick({ pin: 2, ms: pulseMs, realtime: false }),
  "0x1a": ({ bench }) => bench.kick({ pin: 5, ms: 200, realtime: false }),
  "0x19": ({ bench }) => bench.kick({ pin: 5, ms: 200, realtime: false }),
  "0x18"(mind) {
    reset(mind);
    mind.count = 0;
  },
  async "0x17"(mind) {
    await flush(mind);
    if (!mind.bench.faults().noCounter && !mind.bench.faults().countsAtOnce) sayCount(mind);
  },
  "ESC @": reset,
  "ESC 0x07"(mind, [time = 0]) {
    mind.pulseMs = time * 10;
  },
  "ESC i"(mind, [, width = 0]) {
    mind.width = digit(width) + 1;
  },
  "ESC W"(mind, [width = 0]) {
    mind.width = digit(width) + 1;
  },
  "ESC GS t"(mind, [table = 0]) {
    mind.table = TABLES[table] ?? "cp437";
  },
  "ESC RS a"(mind, [on = 0]) {
    mind.isAsbOn = digit(on) !== 0;
    mind.told = status(mind).join();
  },
  "ESC RS E"(mind) {
    mind.count = 0;
    mind.isEtb = false;
    mind.told = status(mind).join();
  },
  async "ESC a"(mind, [lines = 0]) {
    await flush(mind);
    await mind.bench.feed(lines);
  },
  async "ESC d"(mind, [mode = 0]) {
    await flush(mind);
    await mind.bench.cut(digit(mode) % 2 === 0 ? "full" : "partial");
  },
  "ESC b": (mind, args) => picture(mind, `barcode ${args.subarray(4, -1).toString("latin1")}`, args[3] ?? 0),
  "ESC k": (mind, args) => {
    mind.line = `[rows ${args.readUInt16LE(0) * 8}]`;
  },
  "ESC GS S": (mind, args) => {
    const rows = args.readUInt16LE(3);
    return picture(mind, `image ${args.readUInt16LE(1) * 8}x${rows}`, rows);
  },
  "ESC GS y D"(mind, args) {
    mind.qr = args.subarray(4).toString("utf8");
  },
  "ESC GS y P": (mind) => picture(mind, `code ${mind.qr}`, LINE_DOTS),
  async "ESC * r A"(mind) {
    await flush(mind);
    Object.assign(mind, { rows: 0, ffMode: 13, eotMode: 13 });
  },
  async "ESC * r B"(mind) {
    if ((mind.rows ?? 0) > 0) await endSheet(mind, mind.eotMode);
    mind.rows = undefined;
  },
  "ESC * r C"(mind) {
    if (mind.rows !== undefined) mind.rows = 0;
  },
  "ESC * r E"(mind, args) {
    mind.eotMode = number(args);
  },
  "ESC * r F"(mind, args) {
    mind.ffMode = number(args);
  },
  "ESC * r Y"(mind, args) {
    mind.rows = (mind.rows ?? 0) + number(args);
  },
  row(mind) {
    mind.rows = (mind.rows ?? 0) + 1;
  },
  async "ESC 0x0c"(mind, [which = 0]) {
    await endSheet(mind, which === 0 ? mind.ffMode : mind.eotMode);
  },
};
