/** Paper → SVG: sharp at any size, its text can be searched and read aloud. */
import { PNG } from "pngjs";
import type { Mark, Paper } from "../../core/receipt.ts";
import { type Bitmap, isBlack } from "../raster.ts";
import { sanitize } from "../text/cells.ts";
import { noteOf, placeMarks, SHEET_MARGIN, SHEET_PADDING, STRIP } from "./preview-places.ts";

/** Size of the letters inside a cell of font A, 12 x 24 dots. */
const CELL = { width: 12, height: 24, fontSize: 20, baseline: 18 };

/** `desk`: with a desk under the sheet, and its shadow. */
export function previewSvg(paper: Paper, { desk } = { desk: true }): string {
  const { marks, height } = placeMarks(paper);
  const width = paper.widthDots + 2 * SHEET_PADDING;
  const margin = desk ? SHEET_MARGIN : 0;
  const outer = { width: width + 2 * margin, height: height + 2 * margin };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${outer.width} ${outer.height}" width="${outer.width}" height="${outer.height}" role="img">`,
    desk ? `<rect width="100%" height="100%" fill="#e2e2e2"/>` : "",
    desk
      ? `<rect x="${margin}" y="${margin + 3}" width="${width}" height="${height + 2}" fill="#c4c4c4"/>`
      : "",
    `<rect x="${margin}" y="${margin}" width="${width}" height="${height}" fill="#fff"/>`,
    `<g transform="translate(${margin + SHEET_PADDING} ${margin})" fill="#181818" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace">`,
    ...marks.map((mark) => drawMark(mark, paper.widthDots)),
    "</g>",
    "</svg>",
    "",
  ]
    .filter((part, index, all) => part !== "" || index === all.length - 1)
    .join("\n");
}

function drawMark(mark: Mark, widthDots: number): string {
  switch (mark.type) {
    case "text":
      return drawText(mark);
    case "raster":
      return drawPicture(mark, mark, "picture");
    case "code":
      return drawPicture(mark, mark, `${mark.symbology}: ${mark.data}`);
    case "cut":
      return `<path d="M ${-SHEET_PADDING} ${mark.y + STRIP / 2} H ${widthDots + SHEET_PADDING}" stroke="#b0b0b0" stroke-dasharray="8 8"/><text x="${8 - SHEET_PADDING}" y="${mark.y + STRIP / 2 + 7}" font-size="22" fill="#787878">\u2702</text>`;
    case "drawer":
    case "buzzer":
      return `<text x="${widthDots / 2}" y="${mark.y + 20}" font-size="15" text-anchor="middle" fill="#787878">${escapeXml(noteOf(mark))}</text>`;
  }
}

function drawText(mark: Extract<Mark, { type: "text" }>): string {
  const width = mark.text.length * mark.cellWidth;
  const scale = { x: mark.cellWidth / CELL.width, y: mark.cellHeight / CELL.height };
  const turn = mark.upsideDown ? ` rotate(180 ${width / scale.x / 2} ${CELL.height / 2})` : "";
  // Turned letters stand in the order of the paper, from the left; reading them takes the other one.
  const letters = mark.upsideDown ? mark.text.toReversed() : mark.text;
  const attributes = [
    `transform="translate(${mark.x} ${mark.y}) scale(${scale.x} ${scale.y})${turn}"`,
    `y="${CELL.baseline}" font-size="${CELL.fontSize}" xml:space="preserve"`,
    `textLength="${mark.text.length * CELL.width}" lengthAdjust="spacingAndGlyphs"`,
    mark.bold ? `font-weight="bold"` : "",
    mark.underline ? `text-decoration="underline"` : "",
    mark.invert ? `fill="#fff"` : "",
  ];
  const ground = mark.invert
    ? `<rect x="${mark.x}" y="${mark.y}" width="${width}" height="${mark.cellHeight}"/>`
    : "";
  const text = `<text ${attributes.filter((one) => one !== "").join(" ")}>${escapeXml(letters.join(""))}</text>`;
  return ground + text;
}

function drawPicture(bitmap: Bitmap, at: { readonly x: number; readonly y: number }, title: string): string {
  const place = `x="${at.x}" y="${at.y}" width="${bitmap.widthDots}" height="${bitmap.heightDots}"`;
  return `<image ${place} style="image-rendering:pixelated" href="data:image/png;base64,${toPng(bitmap)}"><title>${escapeXml(title)}</title></image>`;
}

function toPng(bitmap: Bitmap): string {
  const png = new PNG({ width: bitmap.widthDots, height: bitmap.heightDots });
  for (let y = 0; y < bitmap.heightDots; y++) {
    for (let x = 0; x < bitmap.widthDots; x++) {
      if (isBlack(bitmap, x, y)) png.data.writeUInt32BE(0x18_18_18_ff, (y * bitmap.widthDots + x) * 4);
    }
  }
  return PNG.sync.write(png).toString("base64");
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escapeXml = (text: string): string =>
  sanitize(text)
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
