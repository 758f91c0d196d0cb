/** What each command does. Commands that are not named here are stepped over. */
import { conditionOf, cutPaper, feed, kick, type Press, printHead, printLine } from "./press.ts";
import type { Token } from "./tokens.ts";
import { asbOf, paperStatus } from "./words.ts";

export interface Works {
  readonly press: Press;
  readonly model: string;
  /** To whoever is served now. */
  readonly say: (bytes: readonly number[]) => void;
  asbMask: number;
  toldAsb: string;
  /** GS ( H waits until the line before it is on paper; a newer one takes its place. */
  marker: readonly number[] | undefined;
  qrData: string;
}

/** Dots of a line of text: how far a picture moves the paper. */
const LINE_DOTS = 30;

export async function execute(works: Works, token: Token): Promise<void> {
  const { press } = works;
  if (token.type === "command") await COMMANDS[token.name]?.(works, token.args);
  else for (const line of press.head.add(token.bytes)) await printLine(press, line);
  sayMarker(works);
}

export function tellStatus(works: Works): void {
  const asb = asbOf(conditionOf(works.press));
  if (works.asbMask === 0 || asb.join() === works.toldAsb) return;
  works.toldAsb = asb.join();
  works.say(asb);
}

function sayMarker(works: Works): void {
  const { press, marker } = works;
  if (!marker || press.head.isInLine()) return;
  works.marker = undefined;
  const block = [0x37, 0x22, ...(press.faults.wrongMarkerId ? [0x21, 0x21, 0x21, 0x21] : marker), 0];
  works.say(block);
  if (press.faults.markerTwice) works.say(block);
}

type Command = (works: Works, args: Uint8Array) => unknown;

const COMMANDS: Readonly<Record<string, Command>> = {
  LF: ({ press }) => printHead(press),
  "ESC @": (works) => {
    works.press.head.reset();
    works.asbMask = 0;
  },
  "ESC t": ({ press }, [id = 0]) => press.head.selectTable(id),
  "GS !": ({ press }, [size = 0]) => press.head.selectSize(size),
  "ESC d": ({ press }, [lines = 0]) => feedLines(press, lines),
  "ESC J": ({ press }) => feedLines(press, 0),
  "ESC p": ({ press }, [pin = 0, on = 0]) =>
    kick(press, { pin: pin & 1 ? 5 : 2, ms: on * 2, realtime: false }),
  "ESC i": ({ press }) => cutPaper(press, 0),
  "ESC m": ({ press }) => cutPaper(press, 1),
  "GS V": ({ press }, [mode = 0]) => cutPaper(press, mode),
  "GS v": ({ press }, args) => raster(press, args),
  "GS k": ({ press }, args) => printLine(press, `[barcode ${barcodeData(args)}]`),
  "GS ( k": (works, args) => code2d(works, args),
  "GS a": (works, [mask = 0]) => {
    works.asbMask = mask;
    works.toldAsb = "";
    tellStatus(works);
  },
  "GS r": (works, [n = 0]) => sayQueued(works, (n & 0x0f) === 1 ? paperStatus(conditionOf(works.press)) : 0),
  "ESC v": (works) => sayQueued(works, paperStatus(conditionOf(works.press))),
  "ESC u": (works) => sayQueued(works, 0),
  "GS I": (works, [n = 0]) => identify(works, n),
  "GS ( H": (works, args) => {
    const { noMarkers, markerAtOnce } = works.press.faults;
    if (args[2] === 0x30 && !noMarkers && !markerAtOnce) works.marker = [...args.subarray(4, 8)];
  },
};

async function feedLines(press: Press, lines: number): Promise<void> {
  if (press.head.isInLine()) await printHead(press);
  await feed(press, lines, () => press.lines.push(""));
}

async function raster(press: Press, args: Uint8Array): Promise<void> {
  const [, , widthLow = 0, widthHigh = 0, rowsLow = 0, rowsHigh = 0] = args;
  const name = `[image ${(widthLow + widthHigh * 256) * 8}x${rowsLow + rowsHigh * 256}]`;
  const lines = Math.max(1, Math.ceil((rowsLow + rowsHigh * 256) / LINE_DOTS));
  await feed(press, lines, (i) => void (i === 0 && press.lines.push(name)));
}

/** Form A carries the data behind the system, form B behind a length. */
const barcodeData = (args: Uint8Array): string =>
  Buffer.from(args.subarray((args[0] ?? 0) <= 6 ? 1 : 2)).toString("latin1");

/** fn 80 stores the data, fn 81 prints it. */
async function code2d(works: Works, args: Uint8Array): Promise<void> {
  if (args[3] === 0x50) works.qrData = Buffer.from(args.subarray(5)).toString("utf8");
  if (args[3] === 0x51) await printLine(works.press, `[code ${works.qrData}]`);
}

function sayQueued(works: Works, byte: number): void {
  if (!works.press.faults.noQueuedStatus) works.say([byte]);
}

function identify({ say, model }: Works, n: number): void {
  const names: Readonly<Record<number, string>> = {
    65: "1.00 ESC/POS",
    66: "EPSON",
    67: model,
    68: "SIM0000001",
  };
  const name = names[n];
  if (name) say([0x5f, ...Buffer.from(name, "latin1"), 0]);
  else if ([1, 3].includes(n & 0x0f)) say([0x20 + (n & 0x0f)]);
  else if ((n & 0x0f) === 2) say([0x02]); // has an autocutter
}
