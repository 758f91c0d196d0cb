/** The printer behind the port: takes bytes into its receive buffer and works through them in order. */
import { execute, tellStatus, type Works } from "./commands.ts";
import type { Faults, FaultsChange } from "./faults.ts";
import type { Ledger } from "./ledger.ts";
import { conditionOf, createPress, finishPaper, kick, setFaults, stands, untilReady } from "./press.ts";
import { cutToken } from "./tokens.ts";
import { realtimeStatus } from "./words.ts";

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
  faults(): Faults;
  setFaults(change: FaultsChange): void;
  /** Free bytes of the receive buffer. */
  room(): number;
  receive(bytes: Uint8Array): void;
  /** The line that sent the last bytes is over. */
  lineEnded(): void;
  /** DLE EOT n, DLE DC4 1, DLE ENQ 2, as they came in. */
  realtime(command: readonly number[]): void;
  loadPaper(): void;
  powerCycle(): void;
  state(): MachineState;
  stop(): void;
}

/** What GET /state shows. */
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

interface State extends Works {
  readonly options: MachineOptions;
  buffer: Buffer;
  /** Places in the buffer at which a line ended. */
  ends: number[];
  isWorking: boolean;
}

export function createMachine(options: MachineOptions): Machine {
  const conditionChanged = () => tellStatus(state);
  const state: State = {
    options,
    press: createPress({ ...options, conditionChanged }),
    model: options.model,
    say: (bytes) => say(state, bytes),
    ...{
      asbMask: 0,
      toldAsb: "",
      marker: undefined,
      qrData: "",
      buffer: Buffer.alloc(0),
      ends: [],
      isWorking: false,
    },
  };
  const { press } = state;
  const change = (faults: FaultsChange) => {
    setFaults(press, faults);
    options.changed();
  };
  return {
    faults: () => press.faults,
    setFaults: change,
    // Parameters of a long command go straight to where they belong: a band of a raster is larger than the buffer.
    room: () => (isInCommand(state) ? options.bufferBytes : options.bufferBytes - state.buffer.length),
    receive(bytes) {
      state.buffer = Buffer.concat([state.buffer, bytes]);
      void work(state);
    },
    lineEnded() {
      state.ends.push(state.buffer.length);
      state.asbMask = 0;
      if (!state.isWorking) passEnds(state);
    },
    realtime: (command) => actAtOnce(state, command),
    loadPaper: () => change({ paperOut: false, paperOutAfterLines: null, paperNearEnd: false }),
    powerCycle: () => {
      forget(state);
      change({ cutterJams: false });
    },
    state: () => describe(state),
    stop() {
      press.isStopped = true;
      press.wake();
    },
  };
}

const isInCommand = ({ buffer }: State): boolean => buffer.length > 0 && cutToken(buffer) === undefined;

function say(state: State, bytes: readonly number[]): void {
  const { silent, silentWhilePrinting } = state.press.faults;
  const isBusy = state.isWorking || state.buffer.length > 0;
  if (!silent && !(silentWhilePrinting && isBusy)) state.options.reply(bytes);
}

async function work(state: State): Promise<void> {
  if (state.isWorking) return;
  state.isWorking = true;
  while (!state.press.isStopped && cutToken(state.buffer) !== undefined) {
    if (!isRealtime(state.buffer) && !(await untilReady(state.press))) continue;
    const { life } = state.press;
    const next = cutToken(state.buffer);
    if (!next) continue;
    await execute(state, next.token);
    // What is being printed still takes its room; a power cut may have emptied the buffer meanwhile.
    if (life === state.press.life) consume(state, next.length);
  }
  state.isWorking = false;
  passEnds(state);
}

/** Acted already when it came in: stepped over even while the printer stands. */
const isRealtime = (buffer: Buffer): boolean => buffer[0] === 0x10;

function consume(state: State, length: number): void {
  state.buffer = state.buffer.subarray(length);
  state.ends = state.ends.map((at) => at - length);
  passEnds(state);
  state.options.changed();
}

/** Paper that is not cut when its line is gone and its bytes are through hangs there torn. */
function passEnds(state: State): void {
  const isReached = (at: number) => at <= 0 || cutToken(state.buffer.subarray(0, at)) === undefined;
  if (!state.ends.some(isReached)) return;
  state.ends = state.ends.filter((at) => !isReached(at));
  finishPaper(state.press, null);
}

function actAtOnce(state: State, [, kind, n = 0, pin = 0, time = 0]: readonly number[]): void {
  if (kind === 0x04) say(state, [realtimeStatus(n, conditionOf(state.press))]);
  if (kind === 0x14 && n === 1) kick(state.press, { pin: pin & 1 ? 5 : 2, ms: time * 100, realtime: true });
  if (kind === 0x05 && n === 2) {
    state.buffer = Buffer.alloc(0);
    setFaults(state.press, { cutterJams: false });
  }
}

function forget(state: State): void {
  const { press } = state;
  press.life += 1;
  press.head.reset();
  state.buffer = Buffer.alloc(0);
  state.ends = [];
  state.marker = undefined;
  state.asbMask = 0;
  finishPaper(press, null);
}

function describe({ press, buffer }: State): MachineState {
  const pulses = press.ledger.entries.filter((entry) => entry.type === "pulse").length;
  return {
    ...{ online: !stands(press), linesPrinted: press.linesPrinted, uncutLines: press.lines.length },
    ...{ bufferedBytes: buffer.length, papers: press.ledger.papers().length, pulses },
    faults: press.faults,
  };
}
