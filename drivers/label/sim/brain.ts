/** A label printer's mind: formats wait until they are whole, ~ commands act as they come in, the odometer counts what came out. */
import type { Bench, Brain, Command } from "../../../test/help/printer-sim/bench.ts";

interface Mind {
  readonly bench: Bench;
  odometer: number;
  /** Formats that came in whole and are not printed. */
  formats: number;
  /** Labels of the one that is printing. */
  remaining: number;
  /** The last characters that came in: ~ commands are seen across packets. */
  tail: string;
}

const GETVAR = '! U1 getvar "odometer.total_label_count"\r\n';

export function createZplBrain(bench: Bench): Brain {
  const mind: Mind = { bench, odometer: 1_000, formats: 0, remaining: 0, tail: "" };
  return {
    cut: (bytes) => cutCommand(mind, bytes.toString("latin1")),
    arrived(bytes) {
      for (const char of bytes.toString("latin1")) hear(mind, char);
    },
    ...{ conditionChanged() {}, lineEnded() {} },
    forget: () => Object.assign(mind, { formats: 0, remaining: 0, tail: "" }),
  };
}

function hear(mind: Mind, char: string): void {
  const { bench } = mind;
  mind.tail = (mind.tail + char).slice(-GETVAR.length);
  if (mind.tail.endsWith("~HS")) bench.say(Buffer.from(hostStatus(mind), "latin1"));
  if (mind.tail === GETVAR)
    bench.say(Buffer.from(bench.faults().noCounter ? '"?"' : `"${mind.odometer}"`, "latin1"));
  if (mind.tail.endsWith("^XZ")) {
    mind.formats += 1;
    if (bench.faults().countsAtOnce) mind.odometer += 1;
  }
}

/** Three strings, each between STX and ETX CR LF. */
function hostStatus({ bench, formats, remaining }: Mind): string {
  const { paperOut, paused, coverOpen } = bench.faults();
  const flag = (on: boolean) => (on ? 1 : 0);
  const pad = (n: number, digits: number) => String(n).padStart(digits, "0");
  const first = `030,${flag(paperOut)},${flag(paused)},0480,${pad(formats, 3)},0,0,0,000,0,0,0`;
  const second = `001,0,${flag(coverOpen)},0,0,2,4,0,${pad(remaining, 8)},1,000`;
  return [first, second, "1234,0"].map((text) => `\x02${text}\x03\r\n`).join("");
}

/** A format, cancelled or whole; else what stands before it, or a ~ command that has acted. */
function cutCommand(mind: Mind, text: string): Command | undefined {
  if (text === "") return undefined;
  const start = text.indexOf("^XA");
  if (start !== 0) {
    // The beginning of a format may still be on its way.
    const length = start > 0 ? start : text.length - (/\^X?$/.exec(text)?.[0].length ?? 0);
    return length === 0 ? undefined : { length, isRealtime: true, run() {} };
  }
  const end = /\^XZ|~JX/.exec(text);
  if (end === null) return undefined;
  const length = end.index + 3;
  if (end[0] === "~JX") return { length, isRealtime: true, run() {} };
  return { length, isRealtime: false, run: () => printFormat(mind, text.slice(0, length)) };
}

async function printFormat(mind: Mind, format: string): Promise<void> {
  const copies = Number(/\^PQ(\d+)/.exec(format)?.[1] ?? 1);
  const lines = fieldsOf(format);
  for (mind.remaining = copies; mind.remaining > 0; mind.remaining--) {
    for (const line of lines) if (!(await mind.bench.printLine(line))) return;
    await mind.bench.cut("partial");
    if (!mind.bench.faults().countsAtOnce) mind.odometer += 1;
  }
  mind.formats = Math.max(0, mind.formats - 1);
}

/** What a reader would call its lines, from top to bottom. */
function fieldsOf(format: string): string[] {
  return format.split("^FS").flatMap((field) => {
    const data = /\^FD(.*)$/s.exec(field)?.[1];
    if (data === undefined) return field.includes("^GF") ? ["[picture]"] : [];
    const bytes = data.replaceAll(/_([\dA-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    const text = Buffer.from(bytes, "latin1").toString("utf8");
    return [/\^B[CEQ]/.test(field) ? `[code ${text}]` : text];
  });
}
