/**
 * What a ZPL printer says about itself, and how it says that labels are printed. Pure.
 * Source: Zebra, ZPL II Programming Guide: ~HS, ~JX; SGD odometer.total_label_count.
 */
import type { Ear, PrinterStatus, Report, Tongue } from "../../../src/sdk.ts";

const STX = 0x02;
const ETX = 0x03;
const QUOTE = 0x22;
/** A line of ~HS has 40 characters, an odometer 10; noise must not fill the memory. */
const MOST_CHARACTERS = 120;

const NOTHING = new Uint8Array();

export const tongue: Tongue = {
  createEar,
  question: Buffer.from('! U1 getvar "odometer.total_label_count"\r\n~HS\r\n', "latin1"),
  statusBack: NOTHING,
  // The odometer counts labels over the printer's life, without feeds. What waits is not printed yet, whatever it counts.
  fence: (before, { labels }) => ({
    bytes: NOTHING,
    isReached: ({ count, waiting }) => count !== undefined && count >= before + labels && waiting === 0,
  }),
  recover: () => Buffer.from("~JX\r\n", "latin1"),
  pulseNow: undefined,
};

interface State {
  /** Characters since STX or a quote. */
  frame: string | undefined;
  end: number;
  strings: readonly string[];
  /** Both since the last report; null: asked for the odometer, it said that it has none. */
  status: Pick<Report, "status" | "waiting"> | undefined;
  count: number | null | undefined;
  /** The last question about the odometer was answered. */
  counts: boolean;
}

function createEar(): Ear {
  const state: State = {
    ...{ frame: undefined, end: ETX, strings: [], status: undefined, count: undefined, counts: true },
  };
  return {
    push(chunk) {
      const reports: Report[] = [];
      for (const byte of chunk) {
        const report = hear(state, byte);
        if (report) reports.push(report);
      }
      return reports;
    },
  };
}

function hear(state: State, byte: number): Report | undefined {
  // A string of ~HS holds no quote: there it was torn.
  if (byte === STX || (byte === QUOTE && (state.frame === undefined || state.end === ETX))) {
    Object.assign(state, { frame: "", end: byte === STX ? ETX : QUOTE });
    return undefined;
  }
  if (state.frame === undefined) return undefined;
  if (byte === state.end) {
    const text = state.frame;
    state.frame = undefined;
    return byte === ETX ? takeString(state, text) : takeCount(state, text);
  }
  // A reply holds printable characters only.
  const isNoise = byte < 0x20 || byte > 0x7e || state.frame.length >= MOST_CHARACTERS;
  state.frame = isNoise ? undefined : state.frame + String.fromCharCode(byte);
  return undefined;
}

/** Three strings make a status; the first has 12 fields, the second 11, the third 2. */
function takeString(state: State, text: string): Report | undefined {
  const fields = text.split(",").length;
  const place = fields === 12 ? 0 : fields === 11 ? 1 : fields === 2 ? 2 : undefined;
  if (place === undefined) return undefined;
  state.strings = place === 0 ? [text] : state.strings.length === place ? [...state.strings, text] : [];
  if (state.strings.length < 3) return undefined;
  if (state.status !== undefined) state.counts = false; // the second status without a count
  state.status = statusOf(state.strings);
  state.strings = [];
  return tell(state);
}

function takeCount(state: State, text: string): Report | undefined {
  state.counts = true;
  state.count = /^\d{1,10}$/.test(text) ? Number(text) : null;
  return tell(state);
}

/** The odometer and the status of one question are one report. */
function tell(state: State): Report | undefined {
  const { status, count, counts } = state;
  if (status === undefined || (count === undefined && counts)) return undefined;
  Object.assign(state, { status: undefined, count: undefined });
  return { ...status, count: count ?? undefined };
}

const isOn = (field: string | undefined): boolean => field === "1";
const numberOf = (field: string | undefined): number => Number.parseInt(field ?? "0", 10) || 0;

function statusOf([first = "", second = ""]: readonly string[]): Pick<Report, "status" | "waiting"> {
  const [, paperOut, pause, , formats, , , , , , , hot] = first.split(",");
  const [, , headUp, ribbonOut, , , , , remaining] = second.split(",");
  const status: PrinterStatus = {
    coverOpen: isOn(headUp),
    paperEnd: isOn(paperOut),
    fault: isOn(ribbonOut),
    offline: isOn(pause),
    passingFault: isOn(hot),
    ...{ paperNearEnd: false, cutterError: false },
  };
  return { status, waiting: numberOf(formats) + numberOf(remaining) };
}
