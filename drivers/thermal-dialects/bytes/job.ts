/** One job in node-thermal-printer's encoder, and what the printer is set to by it. */
import { PrinterTypes, ThermalPrinter } from "node-thermal-printer";
import { type Alphabet, type CodeTable, chooseTable } from "../../../src/sdk.ts";
import type { Make } from "../makes.ts";
import { initialize, selectSize, selectTable } from "./codec.ts";

const TYPES = {
  ...{ tanca: PrinterTypes.TANCA, daruma: PrinterTypes.DARUMA },
  ...{ brother: PrinterTypes.BROTHER, custom: PrinterTypes.CUSTOM },
} as const;
const NO_BREAK_SPACE = 0xa0;

export interface Job {
  bytes(bytes: ArrayLike<number>): void;
  text(text: string, style: Style): void;
  newLine(): void;
  align(align: "left" | "center" | "right"): void;
  cut(mode: "partial" | "full"): void;
  /** Bytes of others: the printer may be in any mode behind them. */
  raw(bytes: Uint8Array): void;
  finish(): Uint8Array;
}

export interface Style {
  readonly font: "A" | "B";
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly invert: boolean;
}
export const PLAIN: Style = {
  ...{ font: "A", width: 1, height: 1, bold: false, underline: false, invert: false },
};

interface State {
  readonly printer: ThermalPrinter;
  readonly make: Make;
  readonly alphabet: Alphabet;
  table: CodeTable | undefined;
  /** undefined: not known, so all of it is said again. */
  style: Style | undefined;
}

export function createJob(make: Make, columns: number, alphabet: Alphabet): Job {
  // Without an interface it is an encoder and nothing else.
  const printer = new ThermalPrinter({ type: TYPES[make.id], width: columns, interface: "" });
  const state: State = { printer, make, alphabet, table: undefined, style: undefined };
  add(state, initialize(make.id));
  forget(state);
  return {
    bytes: (bytes) => add(state, bytes),
    text(text, style) {
      setStyle(state, style);
      add(state, letterBytes(state, text));
    },
    newLine: () => printer.newLine(),
    align(align) {
      if (align === "center") printer.alignCenter();
      else if (align === "right") printer.alignRight();
      else printer.alignLeft();
    },
    cut(mode) {
      // By itself it feeds with vertical tabs, which are no lines everywhere; and it initialises.
      if (mode === "full") printer.cut({ verticalTabAmount: 0 });
      else printer.partialCut({ verticalTabAmount: 0 });
      forget(state);
    },
    raw(bytes) {
      add(state, bytes);
      add(state, initialize(make.id));
      forget(state);
    },
    finish: () => Uint8Array.from(printer.getBuffer()),
  };
}

const add = ({ printer }: State, bytes: ArrayLike<number>): void =>
  printer.add(Buffer.from(Uint8Array.from(bytes)));

/** The printer was initialised. */
function forget(state: State): void {
  state.table = undefined;
  state.style = undefined;
  setStyle(state, PLAIN);
}

function setStyle(state: State, wanted: Style): void {
  const { style: now, printer } = state;
  if (now === wanted) return;
  state.style = wanted;
  if (now?.bold !== wanted.bold) printer.bold(wanted.bold);
  if (now?.underline !== wanted.underline) printer.underline(wanted.underline);
  if (!state.make.isLikeEpson) return;
  if (now?.invert !== wanted.invert) printer.invert(wanted.invert);
  if (now?.font !== wanted.font) {
    if (wanted.font === "A") printer.setTypeFontA();
    else printer.setTypeFontB();
  }
  if (now?.width !== wanted.width || now.height !== wanted.height)
    add(state, selectSize(wanted.width, wanted.height));
}

/** Every letter is in some table of the printer; tables are switched where they must. */
function letterBytes(state: State, text: string): number[] {
  const bytes: number[] = [];
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  units.forEach((unit, i) => {
    if (unit === NO_BREAK_SPACE) bytes.push(0x20);
    else if (unit < 0x80) bytes.push(unit);
    else bytes.push(...letterByte(state, unit, units.slice(i)));
  });
  return bytes;
}

function letterByte(state: State, unit: number, following: readonly number[]): number[] {
  const byte = state.table?.bytes.get(unit);
  if (byte !== undefined) return [byte];
  const beyond = following.filter((later) => later >= 0x80 && later !== NO_BREAK_SPACE);
  state.table = chooseTable(state.alphabet, beyond, 0);
  return [...selectTable(state.table.id), state.table.bytes.get(unit) ?? 0x3f];
}
