/** Paper → PNG: what the customer would hold, on a desk. */
import { PNG } from "pngjs";
import type { Mark, Paper } from "../../core/receipt.ts";
import { type Bitmap, paint } from "../raster.ts";
import { type Box, type Canvas, createCanvas, drawBitmap, drawLetter, fillBox, strokeBox } from "./canvas.ts";
import { EDGE, noteOf, placeMarks, SHEET_MARGIN, SHEET_PADDING } from "./preview-places.ts";

const DESK = 226;
const SHADOW = 196;
const PAPER = 255;
/** Thermal black. */
const INK = 24;
const NOTE = 120;
const FAINT = 176;

/** An 8-bit gray PNG, one pixel a dot. */
export function previewPng(paper: Paper): Uint8Array {
  const { marks, height } = placeMarks(paper);
  const sheet = { x: SHEET_MARGIN, y: SHEET_MARGIN, width: paper.widthDots + 2 * SHEET_PADDING, height };
  const canvas = createCanvas(sheet.width + 2 * SHEET_MARGIN, sheet.height + 2 * SHEET_MARGIN, DESK);
  drawSheet(canvas, sheet);
  for (const mark of marks) drawMark(canvas, mark, sheet);
  return writePng(canvas);
}

function drawSheet(canvas: Canvas, sheet: Box): void {
  for (let depth = 5; depth > 0; depth--) {
    const gray = SHADOW + Math.round(((DESK - SHADOW) * depth) / 6);
    fillBox(
      canvas,
      {
        ...sheet,
        x: sheet.x - depth + 2,
        y: sheet.y + 3,
        width: sheet.width + 2 * depth - 4,
        height: sheet.height + depth,
      },
      gray,
    );
  }
  fillBox(canvas, sheet, PAPER);
  drawTornEdge(canvas, sheet);
}

/** The teeth of the last cut, along the upper edge. */
function drawTornEdge(canvas: Canvas, sheet: Box): void {
  for (let x = 0; x < sheet.width; x++) {
    const tooth = Math.abs((x % (2 * EDGE)) - EDGE);
    fillBox(canvas, { x: sheet.x + x, y: sheet.y, width: 1, height: Math.ceil(tooth / 2) }, DESK);
  }
}

function drawMark(canvas: Canvas, mark: Mark, sheet: Box): void {
  const y = sheet.y + mark.y;
  switch (mark.type) {
    case "text":
      drawText(canvas, mark, { x: sheet.x + SHEET_PADDING + mark.x, y });
      return;
    case "raster":
    case "code":
      drawBitmap(canvas, mark, { x: sheet.x + SHEET_PADDING + mark.x, y }, INK);
      return;
    case "cut":
      drawCut(canvas, { ...sheet, y });
      return;
    case "drawer":
    case "buzzer":
      drawNote(canvas, noteOf(mark), { ...sheet, y });
      return;
  }
}

function drawText(
  canvas: Canvas,
  mark: Extract<Mark, { type: "text" }>,
  { x, y }: { readonly x: number; readonly y: number },
): void {
  const { cellWidth: width, cellHeight: height } = mark;
  const ground = { x, y, width: width * mark.text.length, height };
  if (mark.invert) fillBox(canvas, ground, INK);
  const look = { gray: mark.invert ? PAPER : INK, bold: mark.bold, upsideDown: mark.upsideDown };
  mark.text.forEach((letter, i) => {
    drawLetter(canvas, letter, { x: x + i * width, y, width, height }, look);
  });
  if (mark.underline) fillBox(canvas, { ...ground, y: y + height - 2, height: 2 }, look.gray);
}

const SCISSORS = picture([
  "..####..................",
  ".#....#............####.",
  ".#....#.........####....",
  ".#....##.....####.......",
  "..####..##.###..........",
  "........####............",
  "........####............",
  "..####..##.###..........",
  ".#....##.....####.......",
  ".#....#.........####....",
  ".#....#............####.",
  "..####..................",
]);

function picture(rows: readonly string[]): Bitmap {
  return paint(rows[0]?.length ?? 0, rows.length, (x, y) => rows[y]?.[x] === "#");
}

const DASH = 8;

function drawCut(canvas: Canvas, line: Box): void {
  const middle = line.y + 14;
  drawBitmap(canvas, SCISSORS, { x: line.x + 10, y: middle - 6 }, NOTE);
  for (let x = line.x + 42; x < line.x + line.width - DASH; x += 2 * DASH) {
    fillBox(canvas, { x, y: middle, width: DASH, height: 1 }, FAINT);
  }
}

const NOTE_CELL = { width: 8, height: 16 };

/** A label that is no part of the paper. */
function drawNote(canvas: Canvas, text: string, strip: Box): void {
  const width = text.length * NOTE_CELL.width + 24;
  const box = { x: strip.x + Math.floor((strip.width - width) / 2), y: strip.y + 4, width, height: 24 };
  strokeBox(canvas, box, 1, FAINT);
  Array.from(text).forEach((letter, i) => {
    const cell = { ...NOTE_CELL, x: box.x + 12 + i * NOTE_CELL.width, y: box.y + 4 };
    drawLetter(canvas, letter, cell, { gray: NOTE, bold: false, upsideDown: false });
  });
}

function writePng(canvas: Canvas): Uint8Array {
  const options = {
    width: canvas.width,
    height: canvas.height,
    colorType: 0,
    inputColorType: 0,
    inputHasAlpha: false,
    bitDepth: 8,
    // Trying all filters halves the file and takes five times as long.
    filterType: 0,
  } as const;
  const png = new PNG(options);
  png.data = Buffer.from(canvas.gray.buffer);
  return PNG.sync.write(png, options);
}
