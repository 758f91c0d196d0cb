/** What a printer remembers between commands, and how it decodes letters. */
import { upperHalf } from "../../../src/sdk.ts";
import type { Profile } from "../profile.ts";
import { createRoll, type LineModes, type Look, type Roll } from "./roll.ts";

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
  /** Two bytes a letter. */
  kanji: boolean;
  lineSpacing: number;
  /** Right of each letter, in normal cells (ESC SP). */
  letterSpacing: number;
  leftMargin: number;
  areaWidth: number;
  /** Columns of font A. */
  tabs: readonly number[];
  barcode: { heightDots: number; moduleDots: number; textPlace: number; font: "A" | "B" };
  /** GS ( k: what each kind is set to, and what was stored last. */
  matrix: {
    readonly qr: { moduleDots: number; correction: "L" | "M" | "Q" | "H" };
    readonly pdf417: { moduleDots: number; columns: number; rowModules: number };
    data: Uint8Array;
  };
}

export interface Machine {
  readonly profile: Profile;
  readonly roll: Roll;
  modes: Modes;
  /** First byte of a two-byte letter whose second one has not come. */
  kanjiLead: number | undefined;
  /** Drawn so far. */
  codes: number;
  /** Picture that GS ( L stored and did not print yet. */
  stored: { readonly widthDots: number; readonly heightDots: number; readonly bits: Uint8Array } | undefined;
}

export const createMachine = (profile: Profile): Machine => ({
  profile,
  roll: createRoll(),
  modes: defaultModes(profile),
  kanjiLead: undefined,
  codes: 0,
  stored: undefined,
});

const EVERY_EIGHTH = Array.from({ length: 32 }, (_, i) => (i + 1) * 8);

export const defaultModes = (profile: Profile): Modes => ({
  font: "A",
  width: 1,
  height: 1,
  bold: false,
  underline: false,
  invert: false,
  upsideDown: false,
  justify: "left",
  table: 0,
  kanji: false,
  // ESC 2: one sixth of an inch.
  lineSpacing: Math.round(profile.dotsPerInch / 6),
  letterSpacing: 0,
  leftMargin: 0,
  areaWidth: profile.widthDots,
  tabs: EVERY_EIGHTH,
  barcode: { heightDots: 162, moduleDots: 3, textPlace: 0, font: "A" },
  matrix: {
    qr: { moduleDots: 3, correction: "L" },
    pdf417: { moduleDots: 3, columns: 0, rowModules: 3 },
    data: new Uint8Array(),
  },
});

export const lineModes = ({ modes }: Machine): LineModes => modes;

export function look({ modes, profile }: Machine): Look {
  const font = profile.fonts[modes.font];
  return {
    cellWidth: (font.cellDots + modes.letterSpacing) * modes.width,
    cellHeight: font.heightDots * modes.height,
    bold: modes.bold,
    underline: modes.underline,
    invert: modes.invert,
  };
}

/** No table of ours says what this byte prints. */
const UNKNOWN_LETTER = "\ufffd";

export function typeBytes(machine: Machine, bytes: Uint8Array): void {
  for (const byte of bytes) {
    if (machine.modes.kanji && (machine.kanjiLead !== undefined || byte >= 0x80)) typeKanji(machine, byte);
    else machine.roll.type(decode(machine, byte), look(machine), lineModes(machine));
  }
}

function decode({ modes, profile }: Machine, byte: number): string {
  if (byte < 0x7f) return String.fromCharCode(byte);
  const name = profile.codePages[modes.table];
  const half = name === undefined ? undefined : upperHalf(name);
  const letter = half?.[byte - 0x80] ?? UNKNOWN_LETTER;
  return letter === "\u00a0" ? " " : letter;
}

/** Which of the four double-byte sets a printer holds is not in its profile: the place is right, the letter is not known. */
function typeKanji(machine: Machine, byte: number): void {
  if (machine.kanjiLead === undefined) {
    machine.kanjiLead = byte;
    return;
  }
  machine.kanjiLead = undefined;
  const single = look(machine);
  machine.roll.type(UNKNOWN_LETTER, { ...single, cellWidth: single.cellWidth * 2 }, lineModes(machine));
}

export type Command = (machine: Machine, bytes: Uint8Array) => void;
export const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
