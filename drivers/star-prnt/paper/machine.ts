/** What a Star printer remembers between commands, and how it decodes letters. */
import {
  type Bitmap,
  createRoll,
  type LineModes,
  type Look,
  type Roll,
  upperHalf,
} from "../../../src/sdk.ts";
import type { Profile } from "../profiles.ts";

export interface Modes {
  font: "A" | "B";
  width: number;
  height: number;
  bold: boolean;
  underline: boolean;
  invert: boolean;
  upsideDown: boolean;
  justify: "left" | "center" | "right";
  table: number;
  lineSpacing: number;
  leftMargin: number;
  areaWidth: number;
  qr: { moduleDots: number; correction: "L" | "M" | "Q" | "H"; data: Uint8Array };
}

export interface Machine {
  readonly profile: Profile;
  readonly roll: Roll;
  modes: Modes;
  /** Of device 1, ms: ESC BEL sets it, ESC @ does not. */
  pulseMs: number;
  /** Codes drawn so far. */
  codes: number;
  /** Raster mode: rows since it began, what ESC FF NUL does, and what its end does with rows that are left. */
  sheet: { readonly rows: Uint8Array[]; ffMode: number; eotMode: number };
}

/** ESC z 1: 4 mm, 1/6 inch on impact printers. */
const wideSpacing = ({ dotsPerInch, dialect }: Profile): number =>
  Math.round(dialect === "impact" ? dotsPerInch / 6 : (dotsPerInch * 4) / 25.4);
/** ESC 0: 3 mm, 1/8 inch. */
export const narrowSpacing = ({ dotsPerInch, dialect }: Profile): number =>
  Math.round(dialect === "impact" ? dotsPerInch / 8 : (dotsPerInch * 3) / 25.4);

export const defaultModes = (profile: Profile): Modes => ({
  ...{ font: "A", width: 1, height: 1, bold: false, underline: false, invert: false, upsideDown: false },
  ...{ justify: "left", table: 1, lineSpacing: wideSpacing(profile), leftMargin: 0 },
  areaWidth: profile.widthDots,
  qr: { moduleDots: 3, correction: "L", data: new Uint8Array() },
});

/** Both feed to the cutter and cut partially, until they are told otherwise. */
export const newSheet = (): Machine["sheet"] => ({ rows: [], ffMode: 13, eotMode: 13 });

export const createMachine = (profile: Profile): Machine => ({
  ...{ profile, roll: createRoll(), modes: defaultModes(profile), pulseMs: 200, codes: 0 },
  sheet: newSheet(),
});

export const lineModes = ({ modes }: Machine): LineModes => modes;

function look({ modes, profile }: Machine): Look {
  const font = profile.fonts[modes.font];
  const { bold, underline, invert } = modes;
  return {
    ...{ cellWidth: font.cellDots * modes.width, cellHeight: font.heightDots * modes.height },
    ...{ bold, underline, invert },
  };
}

/** No table of ours says what this byte prints. */
const UNKNOWN_LETTER = "\ufffd";

export function typeBytes(machine: Machine, bytes: Uint8Array): void {
  for (const byte of bytes) machine.roll.type(decode(machine, byte), look(machine), lineModes(machine));
}

function decode({ modes, profile }: Machine, byte: number): string {
  if (byte < 0x7f) return String.fromCharCode(byte);
  const name = profile.codePages[modes.table];
  const letter = (name === undefined ? undefined : upperHalf(name))?.[byte - 0x80] ?? UNKNOWN_LETTER;
  return letter === "\u00a0" ? " " : letter;
}

/** Rows of raster mode become one picture. */
export function printSheet({ roll, sheet, modes }: Machine): void {
  const stride = Math.max(0, ...sheet.rows.map((row) => row.length));
  const rows = sheet.rows.splice(0);
  if (rows.length === 0) return;
  const bits = new Uint8Array(Math.max(1, stride) * rows.length);
  rows.forEach((row, y) => {
    bits.set(row, y * stride);
  });
  const bitmap: Bitmap = { widthDots: Math.max(1, stride) * 8, heightDots: rows.length, bits };
  roll.placeBlock({ type: "raster", bitmap }, { ...modes, justify: "left" });
}

export type Command = (machine: Machine, bytes: Uint8Array) => void;
export const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
