/** Where marks stand in a preview: paper coordinates plus room for what is no ink, cuts and drawer pulses. In dots. */
import type { Mark, Paper } from "../../core/receipt.ts";

/** Desk around the sheet. */
export const SHEET_MARGIN = 24;
/** Unprintable edge of the roll: 4 mm at 203 dots per inch. */
export const SHEET_PADDING = 32;
/** Half the width of a tooth of the torn edge. */
export const EDGE = 8;
const ABOVE = 28;
const BELOW = 28;
/** Height that a cut or a note takes. */
export const STRIP = 32;

/** The marks moved down by all the room before them, and the height of the sheet. */
export function placeMarks(paper: Paper): { readonly marks: readonly Mark[]; readonly height: number } {
  let shift = ABOVE;
  const marks = paper.marks.map((mark) => {
    const placed = { ...mark, y: mark.y + shift };
    if (mark.type === "cut" || mark.type === "drawer" || mark.type === "buzzer") shift += STRIP;
    return placed;
  });
  return { marks, height: paper.heightDots + shift + BELOW };
}

/** Of the sheet alone, dots. */
export const sheetSize = (paper: Paper): { readonly width: number; readonly height: number } => ({
  width: paper.widthDots + 2 * SHEET_PADDING,
  height: placeMarks(paper).height,
});

/** What is no ink, in words. */
export const noteOf = (mark: Extract<Mark, { type: "drawer" | "buzzer" }>): string =>
  mark.type === "drawer"
    ? `drawer opens: pin ${mark.pin}, ${mark.pulseMs} ms`
    : `buzzer sounds${mark.times === 1 ? "" : `, ${mark.times} times`}`;
