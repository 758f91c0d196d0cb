/** The bytes of a job → what they put on paper, for previews. Knows what this driver sends and what is usual beside it. */
import {
  completeEan13,
  createRoll,
  type LineModes,
  type Look,
  linearBitmap,
  type Paper,
  qrBitmap,
  qrModules,
  type Roll,
  upperHalf,
} from "../../../src/sdk.ts";
import { FONTS, LINE_DOTS, type Make } from "../makes.ts";
import { firstToken, type Token } from "./tokens.ts";

/** Six metres: nobody looks at more. */
const MAX_PAPER_DOTS = 48_000;
const MAX_CODES = 200;

interface Modes {
  font: "A" | "B";
  width: number;
  height: number;
  bold: boolean;
  underline: boolean;
  invert: boolean;
  justify: LineModes["justify"];
  table: number;
  qr: { moduleDots: number; correction: "L" | "M" | "Q" | "H"; data: Uint8Array };
  bars: { heightDots: number; moduleDots: number; text: boolean };
}

interface Machine {
  readonly make: Make;
  readonly widthDots: number;
  readonly roll: Roll;
  modes: Modes;
  codes: number;
}

const defaults = (): Modes => ({
  ...{ font: "A", width: 1, height: 1, bold: false, underline: false, invert: false },
  ...{ justify: "left", table: 0 },
  qr: { moduleDots: 3, correction: "L", data: new Uint8Array() },
  bars: { heightDots: 162, moduleDots: 3, text: false },
});

export function interpret(bytes: Uint8Array, make: Make, columns: number): Paper {
  const widthDots = columns * FONTS.A.cellDots;
  const machine: Machine = { make, widthDots, roll: createRoll(), modes: defaults(), codes: 0 };
  let unknown = 0;
  for (let at = 0; at < bytes.length; ) {
    const token = firstToken(bytes.subarray(at), make.id);
    const isBeyond = machine.roll.y() > MAX_PAPER_DOTS;
    if (token === undefined || isBeyond || token.type === "unknown")
      unknown += token?.bytes.length ?? bytes.length - at;
    else obey(machine, token);
    at += token?.bytes.length ?? bytes.length;
  }
  const { roll } = machine;
  return { widthDots, heightDots: roll.y(), marks: [...roll.marks], unknown };
}

function obey(machine: Machine, token: Exclude<Token, { type: "unknown" }>): void {
  if (token.type === "command") COMMANDS[token.name]?.(machine, token.bytes);
  else for (const byte of token.bytes) machine.roll.type(decode(machine, byte), look(machine), line(machine));
}

const line = ({ modes, widthDots }: Machine): LineModes => ({
  ...{
    justify: modes.justify,
    upsideDown: false,
    leftMargin: 0,
    areaWidth: widthDots,
    lineSpacing: LINE_DOTS,
  },
});

function look({ modes }: Machine): Look {
  const font = FONTS[modes.font];
  const { bold, underline, invert } = modes;
  return {
    ...{ cellWidth: font.cellDots * modes.width, cellHeight: font.heightDots * modes.height },
    ...{ bold, underline, invert },
  };
}

function decode({ modes, make }: Machine, byte: number): string {
  if (byte < 0x7f) return String.fromCharCode(byte);
  const name = make.codePages[modes.table];
  return (name === undefined ? undefined : upperHalf(name))?.[byte - 0x80] ?? "\ufffd";
}

type Command = (machine: Machine, bytes: Uint8Array) => void;

const set =
  (change: (modes: Modes, n: number) => void): Command =>
  ({ modes }, bytes) =>
    change(modes, bytes[2] ?? 0);

function reset(machine: Machine): void {
  machine.roll.clearLine();
  machine.modes = defaults();
}

const cut =
  (mode: "partial" | "full"): Command =>
  (machine) =>
    machine.roll.cut(mode, line(machine));

function raster(machine: Machine, bytes: Uint8Array): void {
  const widthDots = ((bytes[4] ?? 0) | ((bytes[5] ?? 0) << 8)) * 8;
  const bitmap = { widthDots, heightDots: (bytes[6] ?? 0) | ((bytes[7] ?? 0) << 8), bits: bytes.subarray(8) };
  if (widthDots > 0 && bitmap.heightDots > 0)
    machine.roll.placeBlock({ type: "raster", bitmap }, line(machine));
}

function qr(machine: Machine, bytes: Uint8Array): void {
  const { qr: code } = machine.modes;
  const [fn = 0, n = 0] = bytes.subarray(6, 8);
  if (fn === 67) code.moduleDots = Math.max(1, Math.min(16, n));
  if (fn === 69) code.correction = (["L", "M", "Q", "H"] as const)[(n - 0x30) & 3] ?? "L";
  if (fn === 80) code.data = bytes.slice(8);
  if (fn !== 81 || code.data.length === 0 || qrModules(code.data.length, code.correction) === undefined)
    return;
  if (machine.codes++ >= MAX_CODES) return;
  const bitmap = qrBitmap(code.data, code.moduleDots, code.correction);
  const data = new TextDecoder().decode(code.data);
  machine.roll.placeBlock({ type: "code", symbology: "qr", data, bitmap }, line(machine));
}

function barcode(machine: Machine, bytes: Uint8Array): void {
  const { moduleDots, heightDots, text } = machine.modes.bars;
  const isCounted = (bytes[2] ?? 0) > 6;
  if (![2, 67].includes(bytes[2] ?? 0) || machine.codes++ >= MAX_CODES) return;
  const digits = completeEan13(
    new TextDecoder().decode(isCounted ? bytes.subarray(4) : bytes.subarray(3, -1)),
  );
  if (digits === undefined) return;
  const bitmap = linearBitmap("ean13", digits, moduleDots, heightDots);
  machine.roll.placeBlock({ type: "code", symbology: "ean13", data: digits, bitmap }, line(machine));
  if (!text) return;
  for (const digit of digits) machine.roll.type(digit, look(machine), line(machine));
  machine.roll.endLine(line(machine));
}

const COMMANDS: Readonly<Record<string, Command>> = {
  "0x07": ({ roll }) => roll.buzzer(1),
  "ESC B": ({ roll }, bytes) => roll.buzzer(bytes[2] ?? 0),
  "0x0a": (machine) => machine.roll.endLine(line(machine)),
  // Brother ends its page so.
  "0x0c": (machine) => machine.roll.feed(0, line(machine)),
  "ESC @": reset,
  "ESC t": set((modes, n) => {
    modes.table = n;
  }),
  "ESC a": set((modes, n) => {
    modes.justify = (["left", "center", "right"] as const)[n & 3] ?? "left";
  }),
  "ESC M": set((modes, n) => {
    modes.font = (n & 1) === 1 ? "B" : "A";
  }),
  "ESC E": ({ modes }, bytes) => {
    modes.bold = bytes.length === 2 || bytes[2] === 1;
  },
  "ESC F": ({ modes }) => {
    modes.bold = false;
  },
  "ESC -": set((modes, n) => {
    modes.underline = n !== 0;
  }),
  "GS B": set((modes, n) => {
    modes.invert = (n & 1) === 1;
  }),
  "GS !": set((modes, n) => {
    modes.width = ((n >> 4) & 7) + 1;
    modes.height = (n & 7) + 1;
  }),
  "GS h": set((modes, n) => {
    modes.bars.heightDots = Math.max(1, n);
  }),
  "GS w": set((modes, n) => {
    modes.bars.moduleDots = Math.max(1, Math.min(6, n));
  }),
  "GS H": set((modes, n) => {
    modes.bars.text = (n & 2) === 2;
  }),
  "GS v": raster,
  "GS (": qr,
  "GS k": barcode,
  "GS V": (machine, bytes) => cut((bytes[2] ?? 0) % 2 === 0 ? "full" : "partial")(machine, bytes),
  "ESC i": (machine, bytes) => {
    // Custom's cut; on a Brother ESC i has a letter, and C cuts.
    if (bytes.length === 2 || bytes[2] === 0x43) cut("full")(machine, bytes);
  },
  "ESC m": cut("full"),
  "ESC p": ({ roll }, bytes) => roll.drawer((bytes[2] ?? 0) & 1 ? 5 : 2, (bytes[3] ?? 0) * 2),
};
