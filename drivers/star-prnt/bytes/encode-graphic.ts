/**
 * Steps → Star Graphic mode: every line of text is a picture. A sheet of rows between two ends of the raster mode, so that cuts and
 * drawers stand between sheets.
 */
import { type Align, type Bitmap, lineBitmap, type PlanStep } from "../../../src/sdk.ts";
import type { Profile } from "../profiles.ts";
import {
  drawerPulse,
  endlessPage,
  endQuietly,
  enterRaster,
  quitRaster,
  rasterCut,
  rasterRow,
  skipRows,
  statusBack,
} from "./codec.ts";
import type { WriteSteps } from "./encode-text.ts";

/** A line of text, as far as feeds go. */
export const LINE_DOTS = 30;
/** ESC * r Y takes no more. */
const MOST_SKIPPED = 9_999;

export function createGraphicWriter(profile: Profile): WriteSteps {
  return (steps, tailSteps) => {
    const body = steps.slice(0, steps.length - tailSteps).map((step) => sheet(step, profile));
    const tail = steps.slice(steps.length - tailSteps).map((step) => sheet(step, profile));
    // No ESC @: printers that know this mode only are not documented to know it, and entering the mode sets everything anew.
    const start = Uint8Array.from(statusBack());
    const tailBytes = Buffer.concat(tail);
    return { bytes: Buffer.concat([start, ...body, tailBytes]), tailBytes: tailBytes.length };
  };
}

function sheet(step: PlanStep, profile: Profile): Uint8Array {
  const { widthDots, fonts } = profile;
  switch (step.type) {
    case "line":
      return inRaster(rowsOf(lineBitmap(step.line, widthDots, fonts), "left", widthDots));
    case "picture":
      return inRaster(rowsOf(step.bitmap, step.align, widthDots));
    case "feed":
      return inRaster([skipRows(Math.min(MOST_SKIPPED, step.lines * LINE_DOTS))]);
    case "cut":
      return inRaster([rasterCut(step.mode)]);
    case "drawer":
      return Uint8Array.from(drawerPulse(step.pin, step.pulseMs));
    case "raw":
      return step.bytes;
    // The plan draws every code for a printer without codes, and leaves out what it has not.
    case "buzzer":
    case "qr":
    case "ean13":
    case "code128":
      return new Uint8Array();
  }
}

const inRaster = (commands: readonly ArrayLike<number>[]): Uint8Array =>
  Buffer.concat(
    [enterRaster(), endlessPage(), endQuietly(), ...commands, quitRaster()].map((bytes) =>
      Uint8Array.from(bytes),
    ),
  );

/** White rows are skipped, and white at the right end of a row is not sent. */
function rowsOf(bitmap: Bitmap, align: Align, paperDots: number): ArrayLike<number>[] {
  const stride = Math.ceil(bitmap.widthDots / 8);
  const left = leftBytes(bitmap.widthDots, align, paperDots);
  const rows: ArrayLike<number>[] = [];
  let white = 0;
  for (let row = 0; row < bitmap.heightDots; row++) {
    const bits = bitmap.bits.subarray(row * stride, (row + 1) * stride);
    const black = bits.findLastIndex((byte) => byte !== 0);
    if (black < 0) {
      white++;
      continue;
    }
    if (white > 0) rows.push(skipRows(white));
    white = 0;
    rows.push(rasterRow(Uint8Array.from([...new Uint8Array(left), ...bits.subarray(0, black + 1)])));
  }
  return white > 0 ? [...rows, skipRows(white)] : rows;
}

function leftBytes(widthDots: number, align: Align, paperDots: number): number {
  if (align === "left") return 0;
  const free = Math.max(0, paperDots - widthDots);
  return Math.floor((align === "right" ? free : free / 2) / 8);
}
