/**
 * The bytes of a job → what they put on paper: previews and tests see what the printer sees. Takes any ESC/POS, also foreign
 * receipts; a command without effect on paper is passed over by its length.
 */
import type { Paper } from "../../../src/sdk.ts";
import { DLE, ESC, FS, GS, LF } from "../bytes/codec.ts";
import type { Profile } from "../profile.ts";
import { CODE_COMMANDS, twoDimensional } from "./interpret-codes.ts";
import { graphics, IMAGE_COMMANDS } from "./interpret-images.ts";
import {
  type Command,
  createMachine,
  defaultModes,
  lineModes,
  type Machine,
  typeBytes,
  u16,
} from "./machine.ts";
import { createTokenizer, type Token } from "./tokens.ts";

/** Six metres: nobody looks at more, and a foreign job must not fill the memory. What comes after is not explained. */
const MAX_PAPER_DOTS = 48_000;

export interface Interpreter {
  feed(chunk: Uint8Array): void;
  /** The paper so far. A line without its line feed is still in the printer. */
  paper(): Paper;
}

export function interpret(bytes: Uint8Array, profile: Profile): Paper {
  const interpreter = createInterpreter(profile);
  interpreter.feed(bytes);
  return interpreter.paper();
}

export function createInterpreter(profile: Profile): Interpreter {
  const tokenizer = createTokenizer();
  const machine = createMachine(profile);
  let unknown = 0;
  return {
    feed(chunk) {
      for (const token of tokenizer.push(chunk)) {
        const isBeyond = machine.roll.y() > MAX_PAPER_DOTS;
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

function obey(machine: Machine, token: Token): void {
  switch (token.type) {
    case "text":
      typeBytes(machine, token.bytes);
      return;
    case "command":
      COMMANDS.get(token.name)?.(machine, token.bytes);
      return;
    case "unknown":
      return;
  }
}

const name = (prefix: number, char: string): number => (prefix << 8) | char.charCodeAt(0);
const isOn = (bytes: Uint8Array): boolean => ((bytes[2] ?? 0) & 1) === 1;
const isOneOf = (byte: number | undefined, ...values: readonly number[]): boolean =>
  values.includes(byte ?? -1);

function setPrintMode({ modes }: Machine, bytes: Uint8Array): void {
  const n = bytes[2] ?? 0;
  modes.font = (n & 0x01) !== 0 ? "B" : "A";
  modes.bold = (n & 0x08) !== 0;
  modes.height = (n & 0x10) !== 0 ? 2 : 1;
  modes.width = (n & 0x20) !== 0 ? 2 : 1;
  modes.underline = (n & 0x80) !== 0;
}

function setSize({ modes }: Machine, bytes: Uint8Array): void {
  const n = bytes[2] ?? 0;
  modes.width = ((n >> 4) & 7) + 1;
  modes.height = (n & 7) + 1;
}

function setJustify({ modes }: Machine, bytes: Uint8Array): void {
  modes.justify = isOneOf(bytes[2], 1, 0x31) ? "center" : isOneOf(bytes[2], 2, 0x32) ? "right" : "left";
}

function tab({ roll, modes, profile }: Machine): void {
  const cell = profile.fonts.A.cellDots;
  const next = modes.tabs.find((column) => column * cell > roll.x());
  if (next !== undefined) roll.moveTo(next * cell);
}

function cut(machine: Machine, bytes: Uint8Array): void {
  const mode = isOneOf(bytes[2], 0, 0x30, 65, 97, 103) ? "full" : "partial";
  const feed = bytes[3] ?? 0;
  if (feed > 0) machine.roll.feed(feed, lineModes(machine));
  machine.roll.cut(mode, lineModes(machine));
}

/** ESC p: the unit of its time is 2 ms; DLE DC4 1: 100 ms. */
function pulse({ roll }: Machine, pin: number | undefined, pulseMs: number): void {
  roll.note({ type: "drawer", pin: isOneOf(pin, 1, 0x31) ? 5 : 2, pulseMs });
}

const set =
  (change: (modes: Machine["modes"], bytes: Uint8Array, profile: Profile) => void): Command =>
  ({ modes, profile }, bytes) =>
    change(modes, bytes, profile);

const TEXT_COMMANDS: readonly (readonly [number, Command])[] = [
  [name(ESC, "@"), reset],
  [name(ESC, "!"), setPrintMode],
  [
    name(ESC, "M"),
    set((modes, bytes) => {
      modes.font = isOneOf(bytes[2], 0, 0x30) ? "A" : "B";
    }),
  ],
  [
    name(ESC, "E"),
    set((modes, bytes) => {
      modes.bold = isOn(bytes);
    }),
  ],
  [
    name(ESC, "G"),
    set((modes, bytes) => {
      modes.bold = isOn(bytes);
    }),
  ],
  [
    name(ESC, "-"),
    set((modes, bytes) => {
      modes.underline = !isOneOf(bytes[2], 0, 0x30);
    }),
  ],
  [
    name(ESC, "{"),
    set((modes, bytes) => {
      modes.upsideDown = isOn(bytes);
    }),
  ],
  [
    name(ESC, "t"),
    set((modes, bytes) => {
      modes.table = bytes[2] ?? 0;
    }),
  ],
  [
    name(ESC, " "),
    set((modes, bytes) => {
      modes.letterSpacing = bytes[2] ?? 0;
    }),
  ],
  [name(GS, "!"), setSize],
  [
    name(GS, "B"),
    set((modes, bytes) => {
      modes.invert = isOn(bytes);
    }),
  ],
  [
    name(FS, "&"),
    set((modes) => {
      modes.kanji = true;
    }),
  ],
  [
    name(FS, "."),
    set((modes) => {
      modes.kanji = false;
    }),
  ],
];

/** ESC @ also empties the print buffer; paper and pictures stored by GS ( L stay. */
function reset(machine: Machine): void {
  machine.roll.clearLine();
  machine.modes = defaultModes(machine.profile);
  machine.kanjiLead = undefined;
}

const PLACE_COMMANDS: readonly (readonly [number, Command])[] = [
  [LF, (machine) => machine.roll.endLine(lineModes(machine))],
  [0x09, tab],
  [name(ESC, "a"), setJustify],
  [name(ESC, "$"), ({ roll }, bytes) => roll.moveTo(u16(bytes, 2))],
  [name(ESC, "\\"), ({ roll }, bytes) => roll.moveTo(roll.x() + ((u16(bytes, 2) << 16) >> 16))],
  [
    name(ESC, "D"),
    set((modes, bytes) => {
      modes.tabs = Array.from(bytes.subarray(2, -1));
    }),
  ],
  [
    name(ESC, "2"),
    set((modes, _bytes, profile) => {
      modes.lineSpacing = defaultModes(profile).lineSpacing;
    }),
  ],
  [
    name(ESC, "3"),
    set((modes, bytes) => {
      modes.lineSpacing = bytes[2] ?? 0;
    }),
  ],
  [name(ESC, "J"), (machine, bytes) => machine.roll.feed(bytes[2] ?? 0, lineModes(machine))],
  [name(ESC, "d"), feedLines],
  [
    name(GS, "L"),
    set((modes, bytes) => {
      modes.leftMargin = u16(bytes, 2);
    }),
  ],
  [
    name(GS, "W"),
    set((modes, bytes) => {
      modes.areaWidth = u16(bytes, 2);
    }),
  ],
];

function feedLines(machine: Machine, bytes: Uint8Array): void {
  const lines = bytes[2] ?? 0;
  machine.roll.feed(lines * machine.modes.lineSpacing, lineModes(machine));
}

const EFFECT_COMMANDS: readonly (readonly [number, Command])[] = [
  [name(GS, "V"), cut],
  [name(ESC, "i"), (machine) => machine.roll.cut("partial", lineModes(machine))],
  [name(ESC, "m"), (machine) => machine.roll.cut("partial", lineModes(machine))],
  [name(ESC, "B"), ({ roll }, bytes) => roll.note({ type: "buzzer", times: bytes[2] ?? 0 })],
  [name(ESC, "p"), (machine, bytes) => pulse(machine, bytes[2], (bytes[3] ?? 0) * 2)],
  [
    (DLE << 8) | 0x14,
    (machine, bytes) => {
      if (bytes[2] === 1) pulse(machine, bytes[3], (bytes[4] ?? 0) * 100);
    },
  ],
];

/** ESC ( A function 48: n sound, c times. */
function escFamily({ roll }: Machine, bytes: Uint8Array): void {
  if (bytes[2] === 0x41 && bytes[5] === 0x30) roll.note({ type: "buzzer", times: bytes[7] ?? 0 });
}

/** GS ( holds families: k two-dimensional codes, L graphics. */
function family(machine: Machine, bytes: Uint8Array): void {
  if (bytes[2] === 0x6b) twoDimensional(machine, bytes);
  if (bytes[2] === 0x4c) graphics(machine, bytes, 5);
}

const COMMANDS: ReadonlyMap<number, Command> = new Map([
  ...TEXT_COMMANDS,
  ...PLACE_COMMANDS,
  ...EFFECT_COMMANDS,
  [name(GS, "("), family],
  [name(ESC, "("), escFamily],
  ...CODE_COMMANDS,
  ...IMAGE_COMMANDS,
]);
