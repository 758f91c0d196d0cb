/**
 * Commands of ZPL II that a label is made of, as text. Source: Zebra, ZPL II Programming Guide (names below are its own).
 */
import type { Bitmap } from "../../../src/sdk.ts";

/** ^XA, ^CI28: UTF-8; ^LH: no offset; ^PW, ^LL: the label's size; ^PQ: copies. */
export const startLabel = (widthDots: number, heightDots: number, copies: number): string =>
  `^XA^CI28^LH0,0^PW${widthDots}^LL${heightDots}^PQ${copies}`;
/** ^XZ */
export const endLabel = (): string => "^XZ";

/** ^FH lets _xx stand for a byte, so that data can hold neither a command nor an end. */
export const fieldData = (text: string): string =>
  `^FH^FD${text.replaceAll(/[\^~_]/g, (char) => `_${char.charCodeAt(0).toString(16).toUpperCase()}`)}^FS`;

export interface FieldText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly cellDots: number;
  readonly heightDots: number;
  /** ^FR: white where the label is black. */
  readonly reverse: boolean;
}

/**
 * ^FO, ^A0 or ^A@, ^FD. Letters of font 0 are of many widths; their nominal width is five thirds of a cell, so that most words end within
 * their cells. Unverified on a printer.
 */
export function textField(field: FieldText, font: string | undefined): string {
  const { x, y, heightDots, reverse } = field;
  const width = nominalWidth(field.cellDots);
  const typeface = font === undefined ? `^A0N,${heightDots},${width}` : `^A@N,${heightDots},${width},${font}`;
  return `^FO${x},${y}${reverse ? "^FR" : ""}${typeface}${fieldData(field.text)}`;
}
const nominalWidth = (cellDots: number): number => Math.round((cellDots * 5) / 3);
/** The cell whose nominal width this is. */
export const cellOf = (nominal: number): number => Math.max(1, Math.round((nominal * 3) / 5));

/** ^GB: a filled box. */
export const boxField = (x: number, y: number, width: number, height: number): string =>
  `^FO${x},${y}^GB${width},${height},${Math.min(width, height)}^FS`;

/** ^GFA: hexadecimal, two digits a byte. */
export function pictureField(x: number, y: number, { bits, widthDots }: Bitmap): string {
  const hex = Buffer.from(bits).toString("hex").toUpperCase();
  return `^FO${x},${y}^GFA,${bits.length},${bits.length},${Math.ceil(widthDots / 8)},${hex}^FS`;
}

/** ^BQ: model 2, magnification 1-10; the data begins with the correction and A for automatic input. */
export const qrField = (
  x: number,
  y: number,
  code: { readonly text: string; readonly moduleDots: number; readonly correction: string },
): string => `^FO${x},${y}^BQN,2,${code.moduleDots}${fieldData(`${code.correction}A,${code.text}`)}`;
export const MOST_QR_MODULE_DOTS = 10;

export interface Bars {
  readonly moduleDots: number;
  readonly heightDots: number;
  /** Readable text below. */
  readonly text: boolean;
}
const yes = (on: boolean): string => (on ? "Y" : "N");

/** ^BE: twelve digits, the printer adds the thirteenth. */
export const ean13Field = (x: number, y: number, digits: string, bars: Bars): string =>
  `^FO${x},${y}^BY${bars.moduleDots}^BEN,${bars.heightDots},${yes(bars.text)},N${fieldData(digits.slice(0, 12))}`;

/** ^BC, mode N: >: and >; begin with sets B and C, >5 and >6 change to C and B; > is >0, ~ is >=, DEL is >1. */
export function code128Field(
  x: number,
  y: number,
  stretches: readonly { readonly set: "A" | "B" | "C"; readonly text: string }[],
  bars: Bars,
): string {
  const data = stretches.map(({ set, text }, i) => {
    const starts = { A: ">9", B: ">:", C: ">;" };
    const switches = { A: ">7", B: ">6", C: ">5" };
    const letters = text.replaceAll(">", ">0").replaceAll("~", ">=").replaceAll("\x7f", ">1");
    return (i === 0 ? starts : switches)[set] + letters;
  });
  return `^FO${x},${y}^BY${bars.moduleDots}^BCN,${bars.heightDots},${yes(bars.text)},N,N,N${fieldData(data.join(""))}`;
}
export const MOST_BAR_MODULE_DOTS = 10;
