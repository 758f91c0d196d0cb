/** One stretch of text on a canvas, as large as its cells allow and never wider. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Align } from "../../core/receipt.ts";
import { isTurned, type Stretch } from "./stretches.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A cell of font A. Letters of other sizes are this one's, stretched as a printer stretches them. */
const CELL = { width: 12, height: 24 };
/** Size of letters and their ground line in a cell. At 20 a letter of a typewriter font is 12 wide. */
const LOOKS = {
  single: { size: 20, ground: 19 },
  wide: { size: 22, ground: 20 },
  joined: { size: 19, ground: 18 },
  turned: { size: 19, ground: 17 },
} as const;
const FAMILIES =
  '"Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans", "Noto Sans CJK JP", "Noto Sans Arabic", sans-serif';

export function drawStretch(
  context: SKRSContext2D,
  stretch: Stretch & { readonly bold: boolean; readonly align: Align },
  box: Box,
): void {
  const { size, ground } = LOOKS[stretch.kind];
  const width = stretch.cells * CELL.width;
  context.save();
  context.translate(box.x, box.y);
  context.scale(box.width / width, box.height / CELL.height);
  context.font = `${stretch.bold ? "bold " : ""}${size}px ${FAMILIES}`;
  context.direction = isTurned(stretch.text) ? "rtl" : "ltr";
  context.textAlign = "left";
  const natural = context.measureText(stretch.text).width;
  const squeeze = Math.min(1, width / Math.max(1, natural));
  const isCell = stretch.kind === "single" || stretch.kind === "wide";
  context.translate((width - natural * squeeze) * FREE_BEFORE[isCell ? "center" : stretch.align], ground);
  context.scale(squeeze, 1);
  context.fillText(stretch.text, 0, 0);
  context.restore();
}

/** The share of the free space that stands before. */
const FREE_BEFORE = { left: 0, center: 0.5, right: 1 } as const;
