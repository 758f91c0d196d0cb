/**
 * The bytes of a job → what they put on paper: previews and tests see what the printer sees. Takes what other programs send to Star
 * printers as well; a command without effect on paper is passed over by its length.
 */
import type { Paper } from "../../../src/sdk.ts";
import { SECOND_DRAWER_MS } from "../bytes/codec.ts";
import type { Profile } from "../profiles.ts";
import { CODE_COMMANDS } from "./interpret-codes.ts";
import {
  type Command,
  createMachine,
  defaultModes,
  lineModes,
  type Machine,
  narrowSpacing,
  newSheet,
  printSheet,
  typeBytes,
} from "./machine.ts";
import { createTokenizer, type Token } from "./tokens.ts";

/** Six metres: nobody looks at more, and a foreign job must not fill the memory. What comes after is not explained. */
const MAX_PAPER_DOTS = 48_000;

export function interpret(bytes: Uint8Array, profile: Profile): Paper {
  const interpreter = createInterpreter(profile);
  interpreter.feed(bytes);
  return interpreter.paper();
}

export interface Interpreter {
  feed(chunk: Uint8Array): void;
  /** The paper so far. A line without its line feed is still in the printer. */
  paper(): Paper;
}

export function createInterpreter(profile: Profile): Interpreter {
  const tokenizer = createTokenizer();
  const machine = createMachine(profile);
  let unknown = 0;
  return {
    feed(chunk) {
      for (const token of tokenizer.push(chunk)) {
        const isBeyond = machine.roll.y() + machine.sheet.rows.length > MAX_PAPER_DOTS;
        if (token.type === "unknown" || isBeyond) unknown += token.bytes.length;
        else obey(machine, token);
      }
    },
    paper: () => ({
      widthDots: profile.widthDots,
      heightDots: machine.roll.y(),
      marks: [...machine.roll.marks],
      unknown: unknown + tokenizer.pending(),
    }),
  };
}

function obey(machine: Machine, token: Exclude<Token, { type: "unknown" }>): void {
  if (token.type === "text") typeBytes(machine, token.bytes);
  else COMMANDS[token.name]?.(machine, token.bytes);
}

const parameter = (bytes: Uint8Array): number => bytes[2] ?? 0;
/** Parameters are numbers, or the digits of them. */
const digit = (byte: number | undefined): number => (byte ?? 0) & 0x0f;

const set =
  (change: (modes: Machine["modes"], bytes: Uint8Array, profile: Profile) => void): Command =>
  ({ modes, profile }, bytes) =>
    change(modes, bytes, profile);

function reset(machine: Machine): void {
  machine.roll.clearLine();
  machine.modes = defaultModes(machine.profile);
}

const times = (n: number): number => Math.min(6, n + 1);

const TEXT_COMMANDS: Readonly<Record<string, Command>> = {
  "ESC @": reset,
  CAN: reset,
  "ESC RS F": set((modes, bytes) => {
    modes.font = digit(bytes[3]) === 0 ? "A" : "B";
  }),
  "ESC i": set((modes, bytes) => {
    modes.height = times(digit(bytes[2]));
    modes.width = times(digit(bytes[3]));
  }),
  "ESC W": set((modes, bytes) => {
    modes.width = times(digit(bytes[2]));
  }),
  "ESC h": set((modes, bytes) => {
    modes.height = times(digit(bytes[2]));
  }),
  SO: set((modes) => {
    modes.width = 2;
  }),
  DC4: set((modes) => {
    modes.width = 1;
  }),
  "ESC E": set((modes) => {
    modes.bold = true;
  }),
  "ESC F": set((modes) => {
    modes.bold = false;
  }),
  "ESC -": set((modes, bytes) => {
    modes.underline = digit(bytes[2]) !== 0;
  }),
  "ESC 4": set((modes) => {
    modes.invert = true;
  }),
  "ESC 5": set((modes) => {
    modes.invert = false;
  }),
  SI: set((modes) => {
    modes.upsideDown = true;
  }),
  DC2: set((modes) => {
    modes.upsideDown = false;
  }),
  "ESC GS t": set((modes, bytes) => {
    modes.table = bytes[3] ?? 0;
  }),
};

const JUSTIFY = ["left", "center", "right"] as const;

const PLACE_COMMANDS: Readonly<Record<string, Command>> = {
  LF: (machine) => machine.roll.endLine(lineModes(machine)),
  "ESC GS a": set((modes, bytes) => {
    modes.justify = JUSTIFY[digit(bytes[3])] ?? "left";
  }),
  "ESC GS A": ({ roll }, bytes) => roll.moveTo((bytes[3] ?? 0) | ((bytes[4] ?? 0) << 8)),
  "ESC GS R": ({ roll }, bytes) =>
    roll.moveTo(roll.x() + ((((bytes[3] ?? 0) | ((bytes[4] ?? 0) << 8)) << 16) >> 16)),
  "ESC l": set((modes, bytes, { fonts }) => {
    modes.leftMargin = parameter(bytes) * fonts.A.cellDots;
  }),
  "ESC Q": set((modes, bytes, { fonts, widthDots }) => {
    const right = parameter(bytes) * fonts.A.cellDots;
    modes.areaWidth = Math.max(fonts.A.cellDots, Math.min(widthDots, right) - modes.leftMargin);
  }),
  "ESC z": set((modes, bytes, profile) => {
    modes.lineSpacing = digit(bytes[2]) === 0 ? narrowSpacing(profile) : defaultModes(profile).lineSpacing;
  }),
  "ESC 0": set((modes, _bytes, profile) => {
    modes.lineSpacing = narrowSpacing(profile);
  }),
  "ESC a": (machine, bytes) =>
    machine.roll.feed(parameter(bytes) * machine.modes.lineSpacing, lineModes(machine)),
  // n/4 mm.
  "ESC J": (machine, bytes) =>
    machine.roll.feed(
      Math.round((parameter(bytes) * machine.profile.dotsPerInch) / 101.6),
      lineModes(machine),
    ),
};

function cut(machine: Machine, bytes: Uint8Array): void {
  machine.roll.cut(digit(bytes[2]) % 2 === 0 ? "full" : "partial", lineModes(machine));
}

const EFFECT_COMMANDS: Readonly<Record<string, Command>> = {
  "ESC d": cut,
  "ESC \x07": (machine, bytes) => {
    machine.pulseMs = Math.min(127, parameter(bytes)) * 10;
  },
  BEL: ({ roll, pulseMs }) => roll.drawer(2, pulseMs),
  FS: ({ roll, pulseMs }) => roll.drawer(2, pulseMs),
  SUB: ({ roll }) => roll.drawer(5, SECOND_DRAWER_MS),
  EM: ({ roll }) => roll.drawer(5, SECOND_DRAWER_MS),
};

/** Modes 8 and 9 cut whole, 12 and 13 partially, lower ones do not; 0 is the printer's own. */
function endSheet(machine: Machine, mode: number): void {
  printSheet(machine);
  if (mode === 8 || mode === 9) machine.roll.cut("full", lineModes(machine));
  else if (mode >= 12 || mode === 0) machine.roll.cut("partial", lineModes(machine));
}

const asNumber = (bytes: Uint8Array): number =>
  Number.parseInt(String.fromCharCode(...bytes.subarray(4, -1)), 10) || 0;

const RASTER_COMMANDS: Readonly<Record<string, Command>> = {
  "ESC * r A": (machine) => {
    machine.sheet = newSheet();
  },
  "ESC * r B": (machine) => {
    if (machine.sheet.rows.length > 0) endSheet(machine, machine.sheet.eotMode);
  },
  "ESC * r E": ({ sheet }, bytes) => {
    sheet.eotMode = asNumber(bytes);
  },
  "ESC * r C": ({ sheet }) => {
    sheet.rows.length = 0;
  },
  "ESC * r F": ({ sheet }, bytes) => {
    sheet.ffMode = asNumber(bytes);
  },
  "ESC * r Y": ({ sheet }, bytes) => {
    const rows = Math.min(MAX_PAPER_DOTS, asNumber(bytes));
    for (let row = 0; row < rows; row++) sheet.rows.push(new Uint8Array(1));
  },
  b: ({ sheet, profile }, bytes) => {
    sheet.rows.push(bytes.slice(3, 3 + Math.ceil(profile.widthDots / 8)));
  },
  "ESC \x0c": (machine, bytes) =>
    endSheet(machine, bytes[2] === 0 ? machine.sheet.ffMode : machine.sheet.eotMode),
};

const COMMANDS: Readonly<Record<string, Command>> = {
  ...TEXT_COMMANDS,
  ...PLACE_COMMANDS,
  ...EFFECT_COMMANDS,
  ...RASTER_COMMANDS,
  ...CODE_COMMANDS,
};
