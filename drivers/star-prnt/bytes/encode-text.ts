/** Steps → bytes in the dialects that know letters: modes and code tables are switched only where they change. */
import {
  type Align,
  type Bitmap,
  createAlphabet,
  createWriter,
  type Piece,
  type PlanStep,
  type Run,
  setLetters,
  type Writer,
} from "../../../src/sdk.ts";
import type { Profile } from "../profiles.ts";
import {
  asciiSet,
  BAND_ROWS,
  barcode,
  bold,
  code128Text,
  drawerPulse,
  FINE_ROWS,
  feedAndCut,
  feedLines,
  fineRows,
  impactFont,
  impactSize,
  initialize,
  invert,
  justify,
  LF,
  pictureLines,
  qrCode,
  rasterBand,
  selectFont,
  selectSize,
  selectTable,
  statusBack,
  underline,
  wideLines,
} from "./codec.ts";

const SPACE = 0x20;

interface Style {
  readonly font: "A" | "B";
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly invert: boolean;
}
const PLAIN: Style = { font: "A", width: 1, height: 1, bold: false, underline: false, invert: false };

interface TextWriter {
  readonly writer: Writer;
  readonly profile: Profile;
  /** What the printer is set to; undefined: not known, so all of it is said again. */
  style: Style | undefined;
}
export type WriteSteps = (
  steps: readonly PlanStep[],
  tailSteps: number,
) => { readonly bytes: Uint8Array; readonly tailBytes: number };

export function createTextWriter(profile: Profile): WriteSteps {
  const writer = createWriter();
  const alphabet = createAlphabet(profile.codePages);
  return (steps, tailSteps) => {
    const to: TextWriter = { writer, profile, style: undefined };
    writer.bytes(initialize());
    writer.bytes(statusBack());
    settle(to);
    // What follows the last cut holds no letters, so its length stays.
    let tailBytes = 0;
    steps.forEach((step, i) => {
      const written = writeStep(to, step);
      if (i >= steps.length - tailSteps) tailBytes += written;
    });
    const { job, letters } = writer.finish();
    return { bytes: setLetters(job, letters, alphabet, selectTable), tailBytes };
  };
}

/** Everything that a job before this one, or bytes of others in it, may have changed. */
function settle(to: TextWriter): void {
  to.style = undefined;
  for (const command of [asciiSet(), justify("left"), wideLines()]) to.writer.bytes(command);
  if (to.profile.dialect === "impact") to.writer.bytes(impactFont());
  to.writer.forgetTable();
  setStyle(to, PLAIN);
}

/** Returns how many bytes it wrote where that is known beforehand: for what may stand in a tail. */
function writeStep(to: TextWriter, step: PlanStep): number {
  const { writer } = to;
  switch (step.type) {
    case "line":
      writeLine(to, step.line);
      return 0;
    case "picture":
      aligned(to, step.align, pictureBytes(step.bitmap, to.profile));
      return 0;
    case "qr":
      aligned(to, step.align, [qrCode(step.data, step.moduleDots, step.correction)]);
      return 0;
    case "ean13":
      aligned(to, step.align, [barcode(3, step.digits, step.look)]);
      return 0;
    case "code128": {
      const [only = { set: "B", text: "" } as const] = step.stretches;
      aligned(to, step.align, [barcode(6, code128Text(only.set, only.text), step.look)]);
      return 0;
    }
    case "feed":
      return write(writer, feedLines(step.lines));
    case "cut":
      return write(writer, feedAndCut(step.mode));
    case "drawer":
      return write(writer, drawerPulse(step.pin, step.pulseMs));
    // The plan leaves it out.
    case "buzzer":
      return 0;
    case "raw":
      writer.bytes(step.bytes);
      settle(to);
      return 0;
  }
}

function write(writer: Writer, bytes: readonly number[]): number {
  writer.bytes(bytes);
  return bytes.length;
}

function aligned({ writer }: TextWriter, align: Align, commands: readonly ArrayLike<number>[]): void {
  if (align !== "left") writer.bytes(justify(align));
  for (const command of commands) writer.bytes(command);
  if (align !== "left") writer.bytes(justify("left"));
}

function pictureBytes({ bits, widthDots, heightDots }: Bitmap, { dialect }: Profile): ArrayLike<number>[] {
  const stride = Math.ceil(widthDots / 8);
  const most = dialect === "line" ? FINE_ROWS : BAND_ROWS;
  const bands: ArrayLike<number>[] = [];
  for (let row = 0; row < heightDots; row += most) {
    const band = bits.subarray(row * stride, Math.min(heightDots, row + most) * stride);
    bands.push(dialect === "line" ? fineRows(band, stride) : rasterBand(band, stride, band.length / stride));
  }
  // The last band feeds as a line of letters does.
  return dialect === "line" ? [pictureLines(), ...bands.toSpliced(-1, 0, wideLines())] : bands;
}

function writeLine(to: TextWriter, line: readonly Piece[]): void {
  let x = 0;
  for (const piece of line) {
    if (piece.text === "") continue;
    x += writeGap(to, piece.x - x);
    setStyle(to, styleOf(piece.style));
    to.writer.text(piece.text);
    x += piece.dots;
  }
  to.writer.byte(LF);
}

/** Spaces over `dots`, never more; where font B left an odd place, spaces of font B bring it back. Returns what they cover. */
function writeGap(to: TextWriter, dots: number): number {
  const { A, B } = to.profile.fonts;
  if (dots < Math.min(A.cellDots, B.cellDots)) return 0;
  const narrow = dots % A.cellDots === 0 ? 0 : narrowSpaces(dots, A.cellDots, B.cellDots);
  const wide = Math.floor((dots - narrow * B.cellDots) / A.cellDots);
  if (narrow > 0) writeSpaces(to, narrow, { ...PLAIN, font: "B" });
  if (wide > 0) writeSpaces(to, wide, PLAIN);
  return narrow * B.cellDots + wide * A.cellDots;
}

/** So many that what is left is whole cells of font A; none where no number does. */
function narrowSpaces(dots: number, wideDots: number, narrowDots: number): number {
  for (let count = 1; count < wideDots && count * narrowDots <= dots; count++)
    if ((dots - count * narrowDots) % wideDots === 0) return count;
  return 0;
}

function writeSpaces(to: TextWriter, count: number, style: Style): void {
  setStyle(to, style);
  to.writer.fill(SPACE, count);
}

function styleOf(run: Run): Style {
  const { font = "A", width = 1, height = 1 } = run;
  return { font, width, height, bold: !!run.bold, underline: !!run.underline, invert: !!run.invert };
}

function setStyle(to: TextWriter, wanted: Style): void {
  const { style: now, writer } = to;
  if (now === wanted) return;
  to.style = wanted;
  const isImpact = to.profile.dialect === "impact";
  if (!isImpact && now?.font !== wanted.font) writer.bytes(selectFont(wanted.font));
  if (now?.width !== wanted.width || now.height !== wanted.height)
    writer.bytes((isImpact ? impactSize : selectSize)(wanted.width, wanted.height));
  if (now?.bold !== wanted.bold) writer.bytes(bold(wanted.bold));
  if (now?.underline !== wanted.underline) writer.bytes(underline(wanted.underline));
  if (now?.invert !== wanted.invert) writer.bytes(invert(wanted.invert));
}
